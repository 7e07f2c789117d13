import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FFEncoderCodec } from 'node-av/constants';
import { firstMediaTicks, withEdits, withStatedLength } from './mp4-boxes.ts';
import { numberedFilm } from './numbered.ts';
import { hardTelecine, telecinedFields, withSoftTelecine } from './pulldown.ts';
import { type FilmRecipe, paced, type Picture, renderFilm, SIZE } from './render.ts';

/** A film with known pictures at known times. */
export interface TimedClip {
  name: string;
  /** Writes the film into a folder. */
  make: (folder: string) => Promise<string>;
  /** Numbers that the pictures carry, in presentation order. */
  numbers: readonly number[];
  /** Presentation time of each in ms, exact. */
  times: readonly number[];
  /** First frames of the shots after the first. */
  cuts: readonly number[];
  /** When the last picture ends. */
  endMs: number;
  /** Codes of the issues, in order. */
  issues?: readonly string[];
  /** The last time depends on the frames' durations, which FFmpeg's command line tells from version 6 on only. */
  needsDurations?: boolean;
}

const FRAMES = 60;
const CUTS = [12, 25, 40];
const FILM = numberedFilm(FRAMES, CUTS);
const PAL = { num: 1, den: 25 };
const IN_STREAM = { headersInStream: true };
const MPEG2 = 'mpeg2video' as FFEncoderCodec;
const HEVC = 'libx265' as FFEncoderCodec;
const MPEG4 = 'mpeg4' as FFEncoderCodec;
const count = (frames: number, from = 0): number[] => Array.from({ length: frames }, (_, at) => from + at);

type Recipe = Omit<FilmRecipe, 'frames' | 'width' | 'height'> & { pictures?: readonly Picture[]; pts?: number[] };

function render(file: string, { pictures = FILM, pts, ...recipe }: Recipe): Promise<string> {
  const frames = paced(pictures).map((frame, at) => ({ ...frame, pts: pts?.[at] ?? at }));
  return renderFilm(file, { ...SIZE, ...recipe, frames });
}

/** A film of all pictures; `start` is the time in ticks at which the container shows the first. */
function whole(name: string, recipe: Recipe, changes: Partial<TimedClip> & { start?: number } = {}): TimedClip {
  const { num, den } = recipe.timeBase;
  const { start = 0, ...rest } = changes;
  const pts = recipe.pts ?? count(FRAMES);
  const ms = (ticks: number): number => Math.round(((ticks + start) * num * 1000) / den);
  const end = pts.at(-1)! + pts.at(-1)! - pts.at(-2)!;
  return {
    name,
    make: (folder) => render(join(folder, name), recipe),
    numbers: count(FRAMES),
    times: pts.map(ms),
    cuts: CUTS,
    endMs: ms(end),
    ...rest,
  };
}

/** An MP4 film with B-frames, its bytes changed after rendering. */
function changed(name: string, change: (file: Buffer) => Buffer, expected: Partial<TimedClip>): TimedClip {
  const make = async (folder: string): Promise<string> => {
    const file = await render(join(folder, name), { timeBase: PAL, bFrames: 2 });
    await writeFile(file, change(await readFile(file)));
    return file;
  };
  return { ...whole(name, { timeBase: PAL }), make, ...expected };
}

/** Ticks of a frame in the MP4 files at 25 frames a second. */
const MEDIA_TICKS = 512;

/** Two transport streams, one after the other, the second with stamps from `secondStart` (in frames) on. */
function joined(name: string, secondStart: number, expected: Partial<TimedClip>): TimedClip {
  const make = async (folder: string): Promise<string> => {
    const part = async (from: number, to: number, start: number): Promise<Buffer> => {
      const pictures = FILM.slice(from, to);
      const recipe = { ...IN_STREAM, timeBase: PAL, bFrames: 2, pictures, pts: count(pictures.length, start) };
      return readFile(await render(join(folder, `part-${name}`), recipe));
    };
    const file = join(folder, name);
    await writeFile(file, Buffer.concat([await part(0, 30, 0), await part(30, FRAMES, secondStart)]));
    return file;
  };
  return { ...whole(name, { timeBase: PAL }, { start: 2 }), make, ...expected };
}

/** Steps of a frame rate that varies, in ticks of 1/90000 s: none alike, some very short, one of two seconds. */
const UNEVEN = count(FRAMES).map((at) => 1_000 + ((at * 7_919) % 9_001) + (at === 33 ? 180_000 : 0));
const UNEVEN_PTS = UNEVEN.map((_, at) => UNEVEN.slice(0, at).reduce((sum, step) => sum + step, 0));
/** Every fourth frame dropped, as a recorder does that can't keep up. */
const DROPPED_PTS = count(FRAMES).map((at) => at + Math.floor(at / 3));
/** Matroska's element for the length of the film, followed by a number of eight bytes. */
const MATROSKA_DURATION = Buffer.from([0x44, 0x89, 0x88]);
const FIELD_MS = 1001 / 60;
const film24 = { num: 1001, den: 24_000 };

/** Every way in which a container tells, or fails to tell, when a frame is shown. */
export const TIMED_CLIPS: readonly TimedClip[] = [
  whole('film.mp4', { timeBase: film24, bFrames: 2 }),
  whole('ntsc.mov', { timeBase: { num: 1001, den: 30_000 }, bFrames: 2 }),
  whole('ntsc60.mp4', { timeBase: { num: 1001, den: 60_000 } }),
  whole('rounded.mkv', { timeBase: film24, bFrames: 2 }),
  whole('vfr.mp4', { timeBase: { num: 1, den: 90_000 }, pts: UNEVEN_PTS }),
  whole('vfr.mkv', { timeBase: { num: 1, den: 1_000 }, pts: UNEVEN_PTS.map((ticks) => Math.round(ticks / 90)) }),
  whole('dropped.mp4', { timeBase: PAL, bFrames: 2, pts: DROPPED_PTS }),
  whole('open-gop.mp4', { timeBase: PAL, bFrames: 3, encoder: { 'x264-params': 'open-gop=1:keyint=12' } }),
  whole(
    'open-gop.ts',
    { ...IN_STREAM, timeBase: PAL, bFrames: 3, encoder: { 'x264-params': 'open-gop=1:keyint=12' } },
    { start: 2 },
  ),
  whole('start.mp4', { timeBase: PAL, bFrames: 2, pts: count(FRAMES, 30) }),
  whole('start.mkv', { timeBase: PAL, pts: count(FRAMES, 50) }),
  whole('composition.mp4', { timeBase: PAL, bFrames: 2, muxer: { movflags: 'negative_cts_offsets' } }),
  whole('interlaced.ts', { ...IN_STREAM, timeBase: PAL, bFrames: 2, isInterlaced: true }, { start: 2 }),
  whole('bare.h264', { ...IN_STREAM, timeBase: { num: 1001, den: 30_000 }, bFrames: 2 }),
  whole('bare.hevc', {
    ...IN_STREAM,
    codec: HEVC,
    timeBase: PAL,
    encoder: { preset: 'ultrafast', 'x265-params': 'log-level=0:bframes=3:keyint=20:pools=1' },
  }),
  whole('bare.m2v', { ...IN_STREAM, codec: MPEG2, timeBase: PAL, bFrames: 2, isInterlaced: true }),
  whole('reordered.avi', { ...IN_STREAM, timeBase: PAL, bFrames: 2 }),
  whole('packed.avi', { codec: MPEG4, timeBase: PAL, bFrames: 2 }),
  whole('gaps.avi', { ...IN_STREAM, timeBase: PAL, pts: count(FRAMES).map((at) => (at < 30 ? at : at + 10)) }),
  {
    ...whole('soft-telecine.m2v', { timeBase: film24 }),
    make: async (folder) => {
      const recipe = { ...IN_STREAM, codec: MPEG2, timeBase: { num: 1001, den: 30_000 } };
      const file = await render(join(folder, 'soft-telecine.m2v'), recipe);
      await writeFile(file, withSoftTelecine(await readFile(file)));
      return file;
    },
    times: telecinedFields(FRAMES).map((fields) => Math.round(fields * FIELD_MS)),
    endMs: Math.round(150 * FIELD_MS),
    needsDurations: true,
  },
  {
    ...whole('hard-telecine.mp4', { timeBase: { num: 1001, den: 30_000 } }),
    make: (folder) =>
      render(join(folder, 'hard-telecine.mp4'), {
        timeBase: { num: 1001, den: 30_000 },
        pictures: hardTelecine(FILM),
        isInterlaced: true,
        bFrames: 2,
      }),
    numbers: [],
    times: count(75).map((at) => Math.round((at * 1001) / 30)),
    cuts: [15, 31, 50],
    endMs: Math.round((75 * 1001) / 30),
  },
  changed(
    'trimmed.mp4',
    (file) => withEdits(file, [{ durationMs: 1_600, mediaTicks: firstMediaTicks(file) + 10 * MEDIA_TICKS }]),
    {
      numbers: count(40, 10),
      times: count(40).map((at) => at * 40),
      cuts: [15, 30],
      endMs: 1_600,
    },
  ),
  changed(
    'delayed.mp4',
    (file) =>
      withEdits(file, [
        { durationMs: 1_000, mediaTicks: -1 },
        { durationMs: 2_400, mediaTicks: firstMediaTicks(file) },
      ]),
    { times: count(FRAMES).map((at) => 1_000 + at * 40), endMs: 3_400 },
  ),
  {
    ...whole('claims-more.mkv', { timeBase: PAL, bFrames: 2 }),
    make: async (folder) => {
      const file = await render(join(folder, 'claims-more.mkv'), { timeBase: PAL, bFrames: 2 });
      const bytes = await readFile(file);
      bytes.writeDoubleBE(7_200, bytes.indexOf(MATROSKA_DURATION) + MATROSKA_DURATION.length);
      await writeFile(file, bytes);
      return file;
    },
    issues: ['film-cut-short'],
  },
  changed('claims-less.mp4', (file) => withStatedLength(file, 1 / 3), { issues: ['film-longer'] }),
  {
    ...whole('spliced.mp4', { timeBase: PAL }),
    make: async (folder) => {
      const file = await render(join(folder, 'spliced.mp4'), { timeBase: PAL });
      const edits = [20, 0].map((frame) => ({ durationMs: 800, mediaTicks: frame * MEDIA_TICKS }));
      await writeFile(file, withEdits(await readFile(file), edits));
      return file;
    },
    numbers: [...count(20, 20), ...count(20)],
    times: count(40).map((at) => at * 40),
    cuts: [5, 20, 32],
    endMs: 1_600,
  },
  joined('begins-anew.ts', 0, { issues: ['time-went-back', 'film-longer'] }),
  joined('leaps-ahead.ts', 1_000, {
    times: count(FRAMES).map((at) => (at < 30 ? 80 + at * 40 : 40_000 + (at - 30) * 40)),
    endMs: 41_200,
    issues: ['time-hole'],
  }),
];
