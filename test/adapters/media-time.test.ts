import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MediaEngine, Scan } from '../../adapters/media/engine.ts';
import { createFfmpegEngine } from '../../adapters/media/ffmpeg.ts';
import { findFfmpeg } from '../../adapters/media/ffmpeg-find.ts';
import { scanFilm } from '../../adapters/media/libav-scan.ts';
import { rescan } from '../../adapters/media/rescan.ts';
import { numberOf } from '../support/numbered.ts';
import { TIMED_CLIPS, type TimedClip } from '../support/timed-clips.ts';

type Scanner = (file: string, signals: string) => Promise<Scan>;

/** The libav engine without its process around it: starting one for each clip would take most of the time. */
const inProcess: Scanner = (file, signals) =>
  scanFilm({ file, path: file, directory: join(file, '..'), options: options(signals) }, () => undefined);
const through =
  (engine: MediaEngine): Scanner =>
  (file, signals) =>
    engine.scan(file, join(file, '..'), options(signals));

function options(signals: string) {
  return { jpegQuality: 90, maxSize: 320, keyframesPerShot: 0, signals } as const;
}

const binary = await findFfmpeg();
const scanners: [string, Scanner][] = [['libav', inProcess]];
if (binary != null) scanners.push(['ffmpeg', through(createFfmpegEngine(binary))]);

describe.each(TIMED_CLIPS.map((clip): [string, TimedClip] => [clip.name, clip]))('%s', (_name, clip) => {
  let folder = '';
  let file = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'storyloom-time-'));
    file = await clip.make(folder);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(scanners)('%s shows every frame at its time, and shots without a gap', async (name, scan) => {
    const found = await scan(file, join(folder, 'signals'));
    const seen: { number: number; timeMs: number }[] = [];
    await rescan(join(folder, 'signals'), {
      onSignal: ({ thumbnail, timeMs }) => seen.push({ number: numberOf(thumbnail), timeMs }),
    });
    // Without durations the last frame and the end of the film are estimates.
    const isExact = name === 'libav' || clip.needsDurations !== true;
    const exact = <Value>(values: Value[]): Value[] => (isExact ? values : values.slice(0, -1));
    expect(exact(seen.map(({ timeMs }) => timeMs))).toEqual(exact([...clip.times]));
    if (clip.numbers.length > 0) expect(seen.map(({ number }) => number)).toEqual(clip.numbers);
    expect(found.frames).toBe(clip.times.length);

    const bounds = [0, ...clip.cuts, clip.times.length];
    expect(found.shots.map(({ startFrame }) => startFrame)).toEqual(bounds.slice(0, -1));
    expect(found.shots.map(({ endFrame }) => endFrame)).toEqual(bounds.slice(1));
    expect(found.shots.map(({ startMs }) => startMs)).toEqual(bounds.slice(0, -1).map((frame) => clip.times[frame]));
    const ends = [...clip.cuts.map((frame) => clip.times[frame]), clip.endMs];
    expect(exact(found.shots.map(({ endMs }) => endMs))).toEqual(exact(ends));

    expect(found.info.startMs).toBe(clip.times[0]);
    expect(found.issues.map(({ code }) => code)).toEqual(clip.issues ?? []);
    if (clip.issues?.some((code) => code.startsWith('time-')) === true) expect(found.issues[0]!.at).toBe('frame 30');
  });
});
