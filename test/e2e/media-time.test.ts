import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rescan } from '../../adapters/media/rescan.ts';
import { MEDIA_SCANNERS } from '../support/media-scanners.ts';
import { numberOf } from '../support/numbered.ts';
import { TIMED_CLIPS, type TimedClip } from '../support/timed-clips.ts';

const OPTIONS = { jpegQuality: 90, maxSize: 320, keyframesPerShot: 0 } as const;

describe.each(TIMED_CLIPS.map((clip): [string, TimedClip] => [clip.name, clip]))('%s', (_name, clip) => {
  let folder = '';
  let file = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'storyloom-time-'));
    file = await clip.make(folder);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(MEDIA_SCANNERS)('%s shows every frame at its time, and shots without a gap', async (name, scan) => {
    const found = await scan(file, { ...OPTIONS, signals: join(folder, 'signals') });
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
