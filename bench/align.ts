import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { alignScript } from '../core/align/align.ts';
import { Failure } from '../core/contract/errors.ts';
import { countSpeeches, scoreSpeeches, sumSpeeches, type SpeechCounts } from '../core/metrics/speeches.ts';
import { pythonWith } from '../test/support/python.ts';
import { plainLcs, type BaselineResult } from './align/baselines.ts';
import { benchScripts, COMPOSED, freshDraw, makeFilm, SEEDS, type BenchFilm } from './align/films.ts';
import { scoreElephantsDream } from './align/gold.ts';
import { LEVELS } from './align/levels.ts';
import { PEER_PACKAGES, runPeers } from './align/peers.ts';
import { binConfidence, calibrationError, calibrationPlot } from './align/plot.ts';
import { predict } from './align/predict.ts';
import { isRefused, refusalCases } from './align/refusals.ts';

/**
 * Claim: the aligner finds the speeches of disturbed, cut, moved and rewritten films better than word LCS, difflib and
 * Needleman–Wunsch over lines, knows how sure it is, and refuses what does not belong together. Screenplays and seeds are
 * the half that the aligner was not made with; `--quick` takes the first seed only, `--draw N` composes other screenplays
 * and takes other seeds; `STORYLOOM_SCREENPLAYS` names a folder with more of them. The calibration plot goes to
 * `bench/out/calibration.svg`.
 */
const half = 'heldOut';
const drawAt = process.argv.indexOf('--draw');
const drawn =
  drawAt < 0 ? { composed: COMPOSED[half], seeds: SEEDS[half] } : freshDraw(Number(process.argv[drawAt + 1]));
const seeds = process.argv.includes('--quick') ? drawn.seeds.slice(0, 1) : drawn.seeds;
const scripts = benchScripts(half, undefined, drawn.composed);
const python = await pythonWith(PEER_PACKAGES);
const judged: [number, boolean][] = [];
const levels: Record<string, unknown> = {};

for (const level of LEVELS) {
  const films = scripts.flatMap((script) => seeds.map((seed) => makeFilm(script, level, seed)));
  const counts: SpeechCounts[] = [];
  const times: number[] = [];
  let refused = 0;
  for (const film of films) {
    const before = process.cpuUsage();
    const outcome = tryAlign(film);
    const { user, system } = process.cpuUsage(before);
    times.push((user + system) / 1000);
    if (outcome === null) refused += 1;
    else counts.push(outcome);
  }
  const own = sumSpeeches(counts);
  for (const pair of own.judged) judged.push(pair);
  const peers = await runPeers(python, films);
  process.stderr.write(`align: ${level.name}\n`);
  levels[level.name] = {
    films: films.length,
    refused,
    storyloom: digits(scoreSpeeches(own)),
    plainLcs: scoreOf(films.map((film) => [film, plainLcs(film.elements, film.cues)])),
    difflib: scoreOf(films.map((film, index) => [film, peers[index]!.difflib])),
    needlemanWunsch: scoreOf(films.map((film, index) => [film, peers[index]!.needlemanWunsch])),
    medianCpuMs: Math.round(times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]!),
    slowestCpuMs: Math.round(Math.max(...times)),
  };
}

const refusals: Record<string, { pairs: number; refused: number; belongs: boolean }> = {};
for (const seed of seeds) {
  for (const pair of refusalCases(scripts, seed)) {
    const kind = (refusals[pair.kind] ??= { pairs: 0, refused: 0, belongs: pair.belongs });
    kind.pairs += 1;
    if (isRefused(pair)) kind.refused += 1;
  }
}

const bins = binConfidence(judged);
const out = fileURLToPath(new URL('out/', import.meta.url));
await mkdir(out, { recursive: true });
await writeFile(`${out}calibration.svg`, calibrationPlot(bins, 'Times of lines, all levels'));
console.log(
  JSON.stringify(
    {
      claim: 'more right speeches than LCS, difflib and Needleman–Wunsch at every level; wrong pairs refused',
      scripts: scripts.map(({ name }) => name),
      seeds,
      levels,
      elephantsDream: scoreElephantsDream(),
      refusals,
      calibration: { error: digit(calibrationError(bins)), bins: bins.map(digits) },
    },
    null,
    2,
  ),
);

/** Counts of one film; null when it was refused, which is a fault here: all of these belong together. */
function tryAlign(film: BenchFilm): SpeechCounts | null {
  try {
    const { lines, cues } = alignScript({ elements: film.elements, cues: film.cues });
    return countSpeeches(
      predict(film.elements, lines),
      cues.map((cue) => cue.speakers),
      film.truth,
    );
  } catch (error) {
    if (error instanceof Failure && error.code === 'Mismatch') return null;
    throw error;
  }
}

function scoreOf(results: [BenchFilm, BaselineResult][]): unknown {
  const counts = results.map(([film, { lines, cues }]) =>
    countSpeeches(predict(film.elements, lines), cues, film.truth),
  );
  const { recall, precision, startP95Ms, cutTimed, speakers } = scoreSpeeches(sumSpeeches(counts));
  return digits({ recall, precision, startP95Ms, cutTimed, speakers });
}

function digit(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}

function digits<T extends object>(scores: T): T {
  const rounded = Object.entries(scores).map(([key, value]) => [key, typeof value === 'number' ? digit(value) : value]);
  return Object.fromEntries(rounded) as T;
}
