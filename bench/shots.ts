import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { findFfmpeg } from '../adapters/media/ffmpeg-find.ts';
import { scoreTransitions } from '../core/metrics/shots.ts';
import { allFilms, TIMING_NAMES } from './shots/categories.ts';
import { type ClipReport, type DetectorReport, shotDocument, type ShotReport } from './shots/document.ts';
import { checkedClips } from './shots/eye-checked.ts';
import { type KeptFilm, keptFilm, renderKept } from './shots/library.ts';
import { detect, frameSignals } from './shots/ours.ts';
import { type PeerName, type PeerResult, PEERS, runPeers } from './shots/peers.ts';
import type { PeerCut } from './shots/scenedetect.ts';
import { Progress } from './shots/progress.ts';
import { alignedTable, byCategory, mistakeList, scoreCells, scoreFilm, SCORE_HEAD } from './shots/report.ts';
import { signalsOf } from './shots/signals.ts';
import { sweep, sweepSettings } from './shots/sweep.ts';
import { aloneInTwins, checkTiming, evenTwin, type TimingResult } from './shots/timing-check.ts';
import { WorldMaker } from './shots/worlds.ts';

/**
 * Claim: shots are found better than by PySceneDetect and FFmpeg's filters, on rendered films with exact truth and on
 * clips checked by eye. Prints JSON and writes `bench/out/shots.md`. Films, thumbnails and the peers' results are kept.
 * `--ours`: our detector alone, on kept thumbnails, with every mistake (seconds, to tune by); `--sweep`: with it, the
 * thresholds changed; `--only TEXT`: categories whose name contains it; `--seeds N`, from `--first N` on: other films of
 * the same kinds; `--out DIR`: where films are kept.
 */
const { values } = parseArgs({
  options: {
    ours: { type: 'boolean', default: false },
    sweep: { type: 'boolean', default: false },
    only: { type: 'string' },
    seeds: { type: 'string', default: '3' },
    first: { type: 'string', default: '1' },
    out: { type: 'string', default: fileURLToPath(new URL('./out/shots', import.meta.url)) },
  },
});
const OURS = 'Storyloom';
const firstSeed = Number(values.first);
const binary = await findFfmpeg();
if (binary == null) throw new Error('The films are encoded with an ffmpeg binary, and none was found.');
const ffmpeg: string = binary;
const films = allFilms(Number(values.seeds), firstSeed)
  .filter(({ category }) => values.only == null || category.includes(values.only))
  .map((composition) => keptFilm(composition, values.out));

const maker = new WorldMaker();
await each('rendering', films, (film) => renderKept(film, { ffmpeg, maker }));
const results = await each('our detector', films, async ({ file, truth }) => {
  return scoreFilm(detect(frameSignals(await signalsOf(file))), truth);
});
const rows = byCategory(results);
if (values.ours) {
  process.stderr.write(`\n${mistakeList(results)}\n\n${alignedTable([SCORE_HEAD, ...rows.map(scoreCells)])}\n`);
}
const seen = values.ours ? [] : await each('peers', films, ({ file }) => runPeers({ file, kept: file }, ffmpeg));
const timed = values.ours ? [] : films.filter(({ truth }) => TIMING_NAMES.has(truth.category));
const timing = await each('the whole pass', timed, checkTiming);
const paced = timed.filter(({ composition }) => isRepaced(composition.timing.kind));
const alone = await each('films at an even pace', paced, aloneOf);
const report: ShotReport = {
  films: films.length,
  seeds: Array.from({ length: Number(values.seeds) }, (_, index) => firstSeed + index),
  frames: films.reduce((sum, { truth }) => sum + truth.frames, 0),
  detectors: [ourReport(), ...(values.ours ? [] : PEERS.map(peerReport))],
  clips: values.ours ? [] : await clipReports(),
  timing,
  twins: { films: paced.length, alone: alone.reduce((sum, count) => sum + count, 0) },
  sweep: values.ours && !values.sweep ? [] : await runSweep(),
};
const document = shotDocument(report);
if (values.sweep) process.stderr.write(`\n${document.slice(document.indexOf('## Each threshold'))}`);
if (!values.ours) {
  await mkdir(dirname(values.out), { recursive: true });
  await writeFile(join(dirname(values.out), 'shots.md'), document);
}
process.stdout.write(`${JSON.stringify({ bench: 'shots', ...report }, null, 2)}\n`);

async function each<Item, Result>(
  what: string,
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const progress = new Progress(what, items.length);
  const done: Result[] = [];
  for (const item of items) {
    done.push(await work(item));
    progress.step();
  }
  return done;
}

function isRepaced(kind: KeptFilm['composition']['timing']['kind']): boolean {
  return kind === 'vfr' || kind === 'gaps' || kind === 'skips' || kind === 'repeats';
}

async function aloneOf({ composition, file }: KeptFilm): Promise<number> {
  const twin = keptFilm(evenTwin(composition), values.out);
  await renderKept(twin, { ffmpeg, maker });
  const foundIn = async (path: string) => detect(frameSignals(await signalsOf(path)));
  const even = { composition: twin.composition, found: await foundIn(twin.file) };
  return aloneInTwins({ composition, found: await foundIn(file) }, even);
}

function ourReport(): DetectorReport {
  const wrong = (is: (result: TimingResult) => boolean): number => timing.filter(is).length;
  const filmsWithWrongTimes = wrong(({ worstShotMs }) => worstShotMs > 1);
  return { name: OURS, rows, filmsWithWrongTimes, filmsWithWrongFrameCount: wrong((one) => !one.framesRight) };
}

function peerReport(name: PeerName): DetectorReport {
  const own = films.map(({ truth }, at) => ({ truth, ...seen[at]![name] }));
  const count = (is: (film: (typeof own)[number]) => boolean): number => own.filter(is).length;
  return {
    name,
    rows: byCategory(own.map(({ truth, cuts }) => scoreFilm(asFound({ cuts }), truth))),
    filmsWithWrongTimes: count(({ truth, cuts }) => hasWrongTime(cuts, truth)),
    filmsWithWrongFrameCount: count(({ truth, frames }) => truth.frames !== frames),
  };
}

/** Tools may count time from zero or from the film's first timestamp, but one of them throughout. */
function hasWrongTime(cuts: readonly PeerCut[], { ptsMs }: KeptFilm['truth']): boolean {
  const isOff = (startMs: number): boolean =>
    cuts.some(({ frame, timeMs }) => !(Math.abs(timeMs + startMs - (ptsMs[frame] ?? Infinity)) <= 1));
  return isOff(0) && isOff(ptsMs[0]!);
}

function asFound({ cuts }: Pick<PeerResult, 'cuts'>) {
  return cuts.map(({ frame }) => ({ kind: 'cut', frame, span: null }));
}

async function clipReports(): Promise<ClipReport[]> {
  const reports = await each('real clips', await checkedClips(), async ({ name, file, truth }) => {
    const kept = join(values.out, name.replaceAll('/', '-'));
    const found = detect(frameSignals(await signalsOf(file, kept)));
    const peers = await runPeers({ file, kept }, ffmpeg);
    const all = [
      { detector: OURS, found },
      ...PEERS.map((detector) => ({ detector, found: asFound(peers[detector]) })),
    ];
    return all.map(({ detector, found: own }): ClipReport => {
      const hard = own.filter(({ kind }) => kind === 'cut');
      const { cuts } = scoreTransitions(hard, truth).score;
      const { hits, exact, falseAlarms } = cuts;
      return { clip: name, detector, cuts: truth.length, hits, exact, falseAlarms, gradual: own.length - hard.length };
    });
  });
  return reports.flat();
}

/** On the first film of every category: the others differ by their seed only. */
async function runSweep() {
  const first = films.filter(({ composition }) => composition.seed === firstSeed);
  const progress = new Progress('thresholds', first.length * sweepSettings().length);
  return sweep(first, () => progress.step());
}
