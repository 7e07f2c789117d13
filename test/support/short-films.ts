import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { paced, renderFilm, shot, SIZE } from './render.ts';

/** A short film of the tests: seeded shots with hard cuts, its subtitles and its screenplay. */
export interface ShortFilm {
  video: string;
  subtitles: string;
  script: string;
  /** First frame of every shot but the first. */
  cuts: number[];
  durationMs: number;
}

export interface ShortFilmOptions {
  seed: number;
  shots?: number;
  framesPerShot?: number;
  fps?: number;
  /** Puts the subtitles into the video as a text track too. */
  embedded?: boolean;
  /** File name ending, which chooses the container. */
  container?: 'mp4' | 'mkv';
}

/** What is said in a film: one line in every 1.2 seconds, in words that no other seed puts together so. */
export function spokenLines(seed: number, durationMs: number): { startMs: number; endMs: number; text: string }[] {
  const lines = [];
  let state = seed * 7919 + 17;
  const draw = (): number => (state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff) >>> 8;
  for (let startMs = 300; startMs + 1000 <= durationMs; startMs += 1200) {
    const words = Array.from({ length: 6 }, () => WORDS[draw() % WORDS.length]!);
    const text = words.join(' ');
    lines.push({ startMs, endMs: startMs + 1000, text: `${text[0]!.toUpperCase()}${text.slice(1)}.` });
  }
  return lines;
}

/** Renders a film and writes its texts beside it, as `<name>.mp4`, `<name>.srt` and `<name>.fountain`. */
export async function makeShortFilm(folder: string, name: string, options: ShortFilmOptions): Promise<ShortFilm> {
  const { seed, shots = 6, framesPerShot = 36, fps = 24, embedded = false, container = 'mp4' } = options;
  await mkdir(folder, { recursive: true });
  const durationMs = Math.floor((1000 * shots * framesPerShot) / fps);
  const lines = spokenLines(seed, durationMs);
  const pictures = Array.from({ length: shots }, (_, index) => shot(seed * 1000 + index, framesPerShot)).flat();
  const codec = container === 'mkv' ? ('subrip' as const) : ('mov_text' as const);
  const video = await renderFilm(join(folder, `${name}.${container}`), {
    ...SIZE,
    frames: paced(pictures),
    timeBase: { num: 1, den: fps },
    ...(embedded ? { subtitles: { codec, cues: lines } } : {}),
  });
  const subtitles = join(folder, `${name}.srt`);
  const script = join(folder, `${name}.fountain`);
  await writeFile(
    subtitles,
    lines
      .map((line, at) => `${at + 1}\n${srtTime(line.startMs)} --> ${srtTime(line.endMs)}\n${line.text}\n`)
      .join('\n'),
  );
  await writeFile(script, screenplay(lines.map(({ text }) => text)));
  return {
    video,
    subtitles,
    script,
    durationMs,
    cuts: Array.from({ length: shots - 1 }, (_, at) => (at + 1) * framesPerShot),
  };
}

/** Writes a JSONL manifest and gives its path. */
export async function writeManifest(file: string, rows: readonly object[]): Promise<string> {
  await writeFile(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return file;
}

/** Two people speak by turns in one room. */
function screenplay(lines: readonly string[]): string {
  const speeches = lines.map((line, at) => `${at % 2 === 0 ? 'ADA' : 'BERTRAM'}\n${line}\n`);
  return `Title: A short film\n\nINT. WORKSHOP - DAY\n\nTwo people at a bench.\n\n${speeches.join('\n')}`;
}

function srtTime(ms: number): string {
  const pad = (value: number, digits: number): string => String(value).padStart(digits, '0');
  const seconds = Math.floor(ms / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return `${pad(hours, 2)}:${pad(minutes, 2)}:${pad(seconds % 60, 2)},${pad(ms % 1000, 3)}`;
}

const WORDS = (
  'anvil basket candle drawer engine feather garden hammer island jacket kettle ladder mirror needle orchard pencil ' +
  'quarry ribbon saddle thimble umbrella velvet window yellow zipper copper bring carry mend paint sell hide throw ' +
  'under behind before after never always slowly tomorrow yesterday again'
).split(' ');
