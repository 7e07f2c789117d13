import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { addDetectorOptions, type DetectorFlags, detectorOf } from '../../../cli/detector-options.ts';
import { parseTime, timeRange } from '../../../cli/time-range.ts';

describe('--range', () => {
  it.each([
    ['0', 0],
    ['12.5', 12_500],
    ['1:15.25', 75_250],
    ['0:01:15.250', 75_250],
    ['01:00:00', 3_600_000],
    ['100:00:00', 360_000_000],
    ['75,5', 75_500],
    ['7200', 7_200_000],
    ['1:75', null],
    ['1:60:00', null],
    ['-3', null],
    ['1e3', null],
    ['', null],
    ['1.2345', null],
    ['::', null],
  ])('reads %j', (text, ms) => {
    expect(parseTime(text)).toBe(ms);
  });

  it.each([
    ['60-90.5', { startMs: 60_000, endMs: 90_500 }],
    ['0:10:00-0:12:30.250', { startMs: 600_000, endMs: 750_250 }],
    ['30-', { startMs: 30_000, endMs: Number.MAX_SAFE_INTEGER }],
    ['-30', { startMs: 0, endMs: 30_000 }],
  ])('takes %s', (text, range) => {
    expect(timeRange(text)).toEqual(range);
  });

  it.each(['', '-', '30', '30-20', '30-30', '1-2-3', 'a-b'])('refuses %j', (text) => {
    expect(() => timeRange(text)).toThrow(/give FROM-TO|ends before/);
  });
});

describe('thresholds of the detector', () => {
  const parse = (...args: string[]) => {
    const command = addDetectorOptions(new Command().exitOverride().configureOutput({ writeErr: () => undefined }));
    return detectorOf(command.parse(args, { from: 'user' }).opts<DetectorFlags>());
  };

  it.each([
    [[], {}],
    [['--threshold', 'cutContent=9.5'], { cutContent: 9.5 }],
    [['--threshold', 'cutContent=9', '--threshold', 'cutIsolation=4'], { cutContent: 9, cutIsolation: 4 }],
    [['--threshold', 'cutContent=9', '--threshold', 'cutContent=11'], { cutContent: 11 }],
    [['--min-shot', '12', '--threshold', 'blackLuma=0'], { minShotFrames: 12, blackLuma: 0 }],
  ])('takes %j', (args, options) => {
    expect(parse(...args)).toEqual(options);
  });

  it.each([
    ['--threshold=cutContent', 'cutContent=7'],
    ['--threshold=cutContents=9', 'cutContent=7'],
    ['--threshold=__proto__=9', 'cutContent=7'],
    ['--threshold=toString=9', 'cutContent=7'],
    ['--threshold=cutContent=-9', 'cutContent is a number'],
    ['--threshold=cutContent=1e9', 'cutContent is a number'],
    ['--threshold=minShotFrames=2.5', 'minShotFrames is a whole number of frames'],
    ['--min-shot=0', 'whole number from 1'],
  ])('refuses %s and says what there is', (arg, message) => {
    expect(() => parse(arg)).toThrow(message);
  });
});
