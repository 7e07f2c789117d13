import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tokenizeCues, tokenizeLines, dialogueOf, Vocabulary } from '../core/align/tokens.ts';
import { printFountain } from '../core/script/print.ts';
import { startStoryloom } from '../test/support/storyloom.ts';
import { composeScript } from './align/compose.ts';
import { makeFilm } from './align/films.ts';
import { LEVELS } from './align/levels.ts';

/**
 * Claim: `storyloom align --json` takes at most 1.5 s and 250 MiB from the files of a feature film to the printed
 * document, start of the process included, and at most 10 s for a series of 100,000 words. Texts are composed; each run is
 * a process of its own, which tells its memory at the highest. The fastest run counts; its processor time stands beside,
 * since the clock on the wall depends on what else the machine does.
 */
const RUNS = 7;
const LIMITS = {
  film: { speeches: [1_050], seconds: 1.5, peakMib: 250 },
  series: { speeches: Array<number>(9).fill(1_050), seconds: 10, peakMib: null },
} as const;
const PRELOAD = fileURLToPath(new URL('../test/support/peak-memory.js', import.meta.url));
const MEDIUM = LEVELS.find(({ name }) => name === 'medium')!;

const folder = await mkdtemp(join(tmpdir(), 'storyloom-align-'));
const results: Record<string, unknown> = {};
for (const [name, { speeches, seconds, peakMib }] of Object.entries(LIMITS)) {
  const { script, subtitles, tokens } = await writeTexts(name, speeches);
  const runs: Run[] = [];
  for (let run = 0; run < RUNS; run += 1) runs.push(await alignFiles(script, subtitles));
  const best = (pick: (run: Run) => number): number => Math.min(...runs.map(pick));
  const peak = Math.max(...runs.map((run) => run.peakMib));
  results[name] = {
    tokens,
    timedShare: runs[0]!.timedShare,
    wallSeconds: best((run) => run.wallSeconds),
    cpuSeconds: best((run) => run.cpuSeconds),
    peakMib: peak,
    limits: { seconds, peakMib },
    holds: best((run) => run.wallSeconds) <= seconds && (peakMib === null || peak <= peakMib),
  };
}
await rm(folder, { recursive: true });
console.log(JSON.stringify({ claim: 'files to aligned JSON, start-up included', runs: RUNS, ...results }, null, 2));

/** Writes a screenplay of some films one after the other, and its subtitles of the level `medium`. */
async function writeTexts(name: string, films: readonly number[]): Promise<Texts> {
  const elements = films
    .flatMap((lines, film) => composeScript(501 + film, lines).elements)
    .map((element, index) => ({ ...element, index, scene: null }));
  const film = makeFilm({ name, elements }, MEDIUM, 1);
  const vocabulary = new Vocabulary();
  const texts = { script: join(folder, `${name}.fountain`), subtitles: join(folder, `${name}.srt`) };
  await writeFile(
    texts.script,
    printFountain({ format: 'fountain', title: null, titlePage: [], scenes: [], issues: [], elements }),
  );
  await writeFile(texts.subtitles, film.srt);
  const tokens = {
    script: tokenizeLines(dialogueOf(elements), vocabulary).length,
    subtitles: tokenizeCues(film.cues, vocabulary).length,
  };
  return { ...texts, tokens };
}

interface Texts {
  script: string;
  subtitles: string;
  tokens: { script: number; subtitles: number };
}

interface Run {
  wallSeconds: number;
  cpuSeconds: number;
  peakMib: number;
  timedShare: number;
}

async function alignFiles(script: string, subtitles: string): Promise<Run> {
  const started = performance.now();
  const { ended } = startStoryloom(['align', '--script', script, '--subtitles', subtitles, '--json'], {
    env: { NODE_OPTIONS: `--import=${PRELOAD}` },
  });
  const { code, json, stderr } = await ended;
  const wallSeconds = Math.round(performance.now() - started) / 1000;
  const told = /peak-mib (\d+) cpu-seconds ([\d.]+)/.exec(stderr);
  if (code !== 0 || told === null) throw new Error(`storyloom align ended with ${String(code)}: ${stderr}`);
  const { lines, timedLines } = json['summary'] as { lines: number; timedLines: number };
  const timedShare = Math.round((timedLines / lines) * 1000) / 1000;
  return { wallSeconds, cpuSeconds: Number(told[2]), peakMib: Number(told[1]), timedShare };
}
