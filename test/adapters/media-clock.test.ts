import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameClock, type TimeLeap } from '../../adapters/media/frame-clock.ts';

const FILM = { timeBase: { num: 1, den: 1000 }, fps: { num: 25, den: 1 } };

interface Run {
  times: number[];
  endMs: number;
  leaps: TimeLeap[];
}

function run(stamps: readonly (number | null)[], { firstTicks = null as number | null, duration = 40 } = {}): Run {
  const clock = new FrameClock({ ...FILM, firstTicks: firstTicks == null ? null : BigInt(firstTicks) });
  const ticks = (stamp: number | null): bigint | null => (stamp == null ? null : BigInt(stamp));
  const times = stamps.map((stamp) => clock.next(ticks(stamp), BigInt(duration)));
  return { times, endMs: clock.endMs, leaps: clock.leaps };
}

describe('the clock of frames', () => {
  it.each<[string, (number | null)[], number[], Partial<TimeLeap>[]]>([
    ['takes stamps as they are', [0, 40, 80, 200, 210], [0, 40, 80, 200, 210], []],
    ['a start that is not zero', [-80, -40, 0], [-80, -40, 0], []],
    ['frames without a stamp follow', [null, null, 80, null, 160], [0, 40, 80, 120, 160], []],
    ['a stamp twice', [0, 40, 40, 120], [0, 40, 80, 120], []],
    [
      'a stray late stamp, then the timeline again',
      [0, 40, 80, 60, 120, 160, 200],
      [0, 40, 80, 120, 140, 160, 200],
      [],
    ],
    [
      'stamps that begin anew',
      [0, 40, 5_000, 0, 40, 80],
      [0, 40, 5_000, 5_040, 5_080, 5_120],
      [{ frame: 3, kind: 'back', byMs: 5_040 }],
    ],
    [
      'a hole of many seconds is kept',
      [0, 40, 60_000, 60_040],
      [0, 40, 60_000, 60_040],
      [{ frame: 2, kind: 'ahead', byMs: 59_920 }],
    ],
    [
      'twice anew',
      [1_000, 0, 40, 80, 120, 160, 200, 0, 40],
      [1_000, 1_040, 1_080, 1_120, 1_160, 1_200, 1_240, 1_280, 1_320],
      [
        { frame: 1, kind: 'back' },
        { frame: 7, kind: 'back' },
      ],
    ],
    ['stamps that are no times', [0, Number.MAX_SAFE_INTEGER, 80], [0, 40, 80], []],
  ])('%s', (_what, stamps, times, leaps) => {
    const found = run(stamps);
    expect(found.times).toEqual(times);
    expect(found.leaps).toMatchObject(leaps);
    expect(found.leaps).toHaveLength(leaps.length);
  });

  it('puts the first frame where the container says it is shown', () => {
    expect(run([80, 120, 160], { firstTicks: 0 }).times).toEqual([0, 40, 80]);
    expect(run([null, 120], { firstTicks: 40 }).times).toEqual([40, 120]);
  });

  it('lets the last frame last as long as it says, else as long as the one before', () => {
    expect(run([0, 40], { duration: 500 }).endMs).toBe(540);
    expect(run([0, 300], { duration: 0 }).endMs).toBe(600);
    expect(run([7], { duration: 0 }).endMs).toBe(47);
  });

  it('never goes back, whatever the stamps are, and never stands still', () => {
    const stamp = fc.option(fc.maxSafeInteger(), { nil: null });
    const near = fc.option(fc.integer({ min: -500, max: 500 }), { nil: null });
    fc.assert(
      fc.property(fc.array(fc.oneof(near, stamp), { minLength: 1, maxLength: 60 }), (stamps) => {
        const { times, endMs } = run(stamps);
        for (const [at, time] of times.entries()) expect(time).toBeLessThan(times[at + 1] ?? endMs);
        expect(Number.isSafeInteger(endMs)).toBe(true);
      }),
    );
  });
});
