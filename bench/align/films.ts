import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ScriptElement } from '../../core/script/element.ts';
import type { SubtitleCue } from '../../core/subtitle/cue.ts';
import type { Truth } from '../../core/metrics/speeches.ts';
import { parseScript } from '../../core/script/parse.ts';
import { parseSubtitles } from '../../core/subtitle/parse.ts';
import { seeded } from '../../test/support/random.ts';
import { composeScript, type BenchScript } from './compose.ts';
import { disturb } from './disturb.ts';
import type { Level } from './levels.ts';
import { showSubtitles, type Clock } from './show.ts';

/** A screenplay with subtitles made from it, and the truth about them. */
export interface BenchFilm {
  script: BenchScript;
  level: string;
  seed: number;
  elements: ScriptElement[];
  cues: SubtitleCue[];
  srt: string;
  truth: Truth;
}

/** Speeches below which a shared screenplay says nothing. */
const MIN_SPEECHES = 20;
/** Folder of films, pairs and screenplays beside the repository; it may be missing. */
export const MEDIA = fileURLToPath(new URL('../../../shared/media/', import.meta.url));
const SHARED = [
  'screenplays/afterwriting/samples/my_living_memory.fountain',
  'screenplays/afterwriting/samples/printing_trouble.fountain',
  'screenplays/afterwriting/samples/brick_and_steel.fountain',
  'pairs/elephants_dream/elephants_dream.fountain',
] as const;

/** Composed screenplays of the half that the aligner was made with, and of the half that it never saw. */
export const COMPOSED = { seen: [1, 2, 3, 4, 5, 6], heldOut: [101, 102, 103, 104, 105, 106, 107, 108] } as const;
export const SEEDS = { seen: [1, 2, 3], heldOut: [11, 12, 13] } as const;

/** Eight screenplays and three seeds that belong to a number alone: a draw that nothing was ever made with. */
export const freshDraw = (draw: number): { composed: number[]; seeds: number[] } => ({
  composed: COMPOSED.heldOut.map((_seed, index) => draw * 1000 + index),
  seeds: SEEDS.heldOut.map((_seed, index) => draw * 100 + index),
});

/** Screenplays of one half: composed ones, and written ones where they are on this machine. */
export function benchScripts(
  half: keyof typeof COMPOSED,
  folder = process.env['STORYLOOM_SCREENPLAYS'],
  composeFrom: readonly number[] = COMPOSED[half],
): BenchScript[] {
  const composed = composeFrom.map((seed) => composeScript(seed, 220 + ((seed * 37) % 5) * 60));
  const shared = SHARED.filter((_path, index) => index % 2 === (half === 'seen' ? 0 : 1))
    .map((path) => join(MEDIA, path))
    .filter((path) => existsSync(path));
  const own =
    folder === undefined || half === 'seen'
      ? []
      : readdirSync(folder)
          .filter((file) => /\.(?:fountain|txt)$/i.test(file))
          .map((file) => join(folder, file));
  return [...composed, ...[...shared, ...own].map(readScript).filter((script) => speechesOf(script) >= MIN_SPEECHES)];
}

function readScript(path: string): BenchScript {
  const { elements } = parseScript(readFileSync(path, 'utf8'), { fileName: path });
  return { name: basename(path), elements };
}

const speechesOf = ({ elements }: BenchScript): number =>
  elements.filter((element) => element.kind === 'dialogue').length;

/** A clock for each seed: as it should be, later, faster, and with a jump. */
function clockOf(random: () => number): Clock {
  const kind = Math.floor(random() * 4);
  return {
    offsetMs: kind === 1 ? Math.round(20_000 * random()) : 0,
    rate: kind === 2 ? 23.976 / 25 : 1,
    splice: kind === 3 ? { at: 0.3 + 0.4 * random(), jumpMs: 30_000 } : null,
  };
}

/** Makes the subtitles of a film. The same script, level and seed give the same bytes. */
export function makeFilm(script: BenchScript, level: Level, seed: number): BenchFilm {
  const random = seeded(seed * 1_000_003 + script.elements.length);
  const spoken = disturb(script.elements, level, random);
  const { srt, truth } = showSubtitles(spoken, { level, random, clock: clockOf(random) });
  const { cues } = parseSubtitles(srt);
  if (cues.length !== truth.cues.length) {
    throw new Error(`${script.name}: ${cues.length} cues were read of ${truth.cues.length} written`);
  }
  return { script, level: level.name, seed, elements: script.elements, cues, srt, truth };
}
