import { describe, expect, it } from 'vitest';
import { applySync, findSync, UNKNOWN_SYNC } from '../../../core/align/sync.ts';
import type { SubtitleCue } from '../../../core/subtitle/cue.ts';
import { seeded } from '../../support/random.ts';

/** Begins of 600 cues at the irregular distances of speech. */
function onsets(seed: number, count = 600): number[] {
  const random = seeded(seed);
  let now = 5_000;
  return Array.from({ length: count }, () => (now += 900 + 200 * Math.floor(random() * 40)));
}

const cuesAt = (starts: readonly number[]): SubtitleCue[] =>
  starts.map((startMs, index) => ({ index, startMs, endMs: startMs + 800, text: 'x', parts: [] }));

const truth = onsets(7);

describe('findSync', () => {
  it.each([
    ['later', 1, 3_250],
    ['earlier', 1, -41_000],
    ['too fast', 24_000 / 1001 / 25, 0],
    ['too slow and later', 25 / 24, 1_500],
  ])('finds subtitles that are %s', (_name, rate, offsetMs) => {
    const written = truth.map((ms) => Math.round((ms - offsetMs) / rate)).filter((ms) => ms >= 0);
    const sync = findSync(cuesAt(written), truth);
    expect(sync.rate).toBeCloseTo(rate, 5);
    expect(Math.abs(sync.offsetMs - offsetMs)).toBeLessThanOrEqual(50);
    expect(sync.confidence).toBeGreaterThan(0.3);
    expect(sync.pieces).toHaveLength(1);
  });

  it('finds splices and mends them', () => {
    const written = truth.map((ms, index) => ms + (index < 200 ? 2_000 : index < 410 ? -9_500 : 15_000));
    const sync = findSync(cuesAt(written), truth);
    expect(sync.pieces.map(({ offsetMs }) => offsetMs)).toEqual([-2_000, 9_500, -15_000]);
    const mended = applySync(cuesAt(written), sync);
    const off = mended.filter((cue, index) => Math.abs(cue.startMs - truth[index]!) > 100);
    expect(off.length).toBeLessThan(60);
  });

  it('leaves right subtitles as they are, other words and a missing tenth included', () => {
    const written = truth.filter((_ms, index) => index % 10 !== 3).map((ms, index) => ms + (index % 5) * 20);
    const cues = cuesAt(written);
    const sync = findSync(cues, truth);
    expect([sync.offsetMs, sync.rate, sync.pieces]).toEqual([0, 1, [{ fromCue: 0, offsetMs: 0 }]]);
    expect(sync.confidence).toBeGreaterThan(0.3);
    expect(applySync(cues, sync)).toEqual(cues);
  });

  it('says nothing of another film, and of too few cues', () => {
    expect(findSync(cuesAt(onsets(8)), truth)).toBe(UNKNOWN_SYNC);
    expect(findSync(cuesAt(truth.slice(0, 8)), truth)).toBe(UNKNOWN_SYNC);
    expect(applySync(cuesAt([5]), UNKNOWN_SYNC)).toEqual(cuesAt([5]));
  });
});
