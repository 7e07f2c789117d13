import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { framesAt, timecode, timecodeRate } from '../../../adapters/media/timecode.ts';

describe('timecode rates', () => {
  it.each([
    [24, 1, { num: 24, den: 1, nominal: 24, isDrop: false }],
    [24_000, 1001, { num: 24_000, den: 1001, nominal: 24, isDrop: false }],
    [2398, 100, { num: 24_000, den: 1001, nominal: 24, isDrop: false }],
    [25, 1, { num: 25, den: 1, nominal: 25, isDrop: false }],
    [30_000, 1001, { num: 30_000, den: 1001, nominal: 30, isDrop: true }],
    [2997, 100, { num: 30_000, den: 1001, nominal: 30, isDrop: true }],
    [30, 1, { num: 30, den: 1, nominal: 30, isDrop: false }],
    [60_000, 1001, { num: 60_000, den: 1001, nominal: 60, isDrop: true }],
    [120, 1, { num: 120, den: 2, nominal: 60, isDrop: false }],
    [0, 1, { num: 25, den: 1, nominal: 25, isDrop: false }],
    [1, 2, { num: 1, den: 2, nominal: 1, isDrop: false }],
  ])('%i/%i', (num, den, rate) => {
    expect(timecodeRate({ num, den })).toEqual(rate);
  });
});

describe('timecode', () => {
  it.each([
    [25, 1, 0, '00:00:00:00'],
    [25, 1, 90_024, '01:00:00:24'],
    [24_000, 1001, 86_313, '00:59:56:09'],
    [30_000, 1001, 1_799, '00:00:59;29'],
    [30_000, 1001, 1_800, '00:01:00;02'],
    [30_000, 1001, 17_981, '00:09:59;29'],
    [30_000, 1001, 17_982, '00:10:00;00'],
    [30_000, 1001, 107_892, '01:00:00;00'],
    [60_000, 1001, 3_600, '00:01:00;04'],
  ])('at %i/%i frame %i is %s', (num, den, frames, text) => {
    expect(timecode(frames, timecodeRate({ num, den }))).toBe(text);
  });

  it('counts every frame of any time of any constant rate', () => {
    const rates = fc.constantFrom([24_000, 1001], [24, 1], [25, 1], [30_000, 1001], [50, 1], [60_000, 1001]);
    fc.assert(
      fc.property(rates, fc.integer({ min: 0, max: 1_000_000 }), ([num, den], frame) => {
        const rate = timecodeRate({ num: num!, den: den! });
        expect(framesAt(Math.round((frame * 1000 * den!) / num!), rate)).toBe(frame);
      }),
    );
  });

  it('leaves out no number but the first ones of a minute, and gives none twice', () => {
    const rate = timecodeRate({ num: 30_000, den: 1001 });
    const numbers = Array.from({ length: 40_000 }, (_, frame) => {
      const [hours, minutes, seconds, frames] = timecode(frame, rate).split(/[:;]/).map(Number);
      return {
        isNew: seconds === 0 && frames === 2 && minutes! % 10 !== 0,
        at: ((hours! * 60 + minutes!) * 60 + seconds!) * 30 + frames!,
      };
    });
    const wrong = numbers.filter(({ at, isNew }, frame) => at - (numbers[frame - 1]?.at ?? -1) !== (isNew ? 3 : 1));
    expect(wrong).toEqual([]);
  });
});
