import { describe, expect, it } from 'vitest';
import { readFps } from '../../../core/subtitle/frames.ts';
import { readTiming } from '../../../core/subtitle/srt.ts';
import { countFrames } from '../../../core/subtitle/timecode.ts';
import { readTtmlClock, readTtmlTime } from '../../../core/subtitle/ttml-time.ts';

const at = (hours: number, minutes: number, seconds: number, frames: number): Parameters<typeof countFrames>[0] => ({
  hours,
  minutes,
  seconds,
  frames,
});

describe('timecodes', () => {
  it.each([
    ['without drops a minute has 1800 frames', at(0, 1, 0, 0), false, 1800],
    ['a minute drops two numbers', at(0, 1, 0, 2), true, 1800],
    ['the tenth minute drops none', at(0, 10, 0, 0), true, 17_982],
    ['an hour', at(1, 0, 0, 0), true, 107_892],
  ])('%s', (_name, time, isDropFrame, frames) => {
    expect(countFrames(time, { nominalFps: 30, isDropFrame })).toBe(frames);
  });
});

describe('times of TTML', () => {
  const clock = (attributes: Record<string, string>): ReturnType<typeof readTtmlClock> =>
    readTtmlClock(new Map(Object.entries(attributes)));
  it.each([
    ['00:00:01.5', {}, 1500],
    ['00:00:01,5', {}, 1500],
    ['01:02:03', {}, 3_723_000],
    ['00:00:01:15', {}, 1500],
    ['00:00:01:12', { framerate: '24' }, 1500],
    ['00:00:00:12.1', { framerate: '25', subframerate: '2' }, 500],
    ['1:30', {}, 90_000],
    ['1.5h', {}, 5_400_000],
    ['2m', {}, 120_000],
    ['12.5s', {}, 12_500],
    ['250ms', {}, 250],
    ['360f', { framerate: '24', frameratemultiplier: '1000 1001' }, 15_015],
    ['10000000t', { tickrate: '10000000' }, 1000],
    ['50t', { framerate: '25', subframerate: '2' }, 1000],
    ['01:00:00:00', { framerate: '30', frameratemultiplier: '1000 1001', timebase: 'smpte' }, 3_603_600],
    [
      '01:00:00:00',
      { framerate: '30', frameratemultiplier: '1000 1001', timebase: 'smpte', dropmode: 'dropNTSC' },
      3_599_996,
    ],
    ['soon', {}, undefined],
    ['', {}, undefined],
  ])('%s with %j', (written, attributes, ms) => {
    expect(readTtmlTime(written, clock(attributes))).toBe(ms);
  });
});

describe('frame rates', () => {
  it.each([
    ['25', 25],
    ['23.976', 24_000 / 1001],
    ['29,97', 30_000 / 1001],
    ['24.000', 24],
    ['1', undefined],
    ['Hello', undefined],
  ])('%s', (written, fps) => {
    expect(readFps(written)).toBe(fps);
  });
});

describe('timing lines of SubRip', () => {
  it.each([
    ['00:00:01,000 --> 00:00:02,500', 1000, 2500],
    ['00:00:01,000-->00:00:02,500', 1000, 2500],
    ['00:00:01,000 -> 00:00:02,500', 1000, 2500],
    ['00:00:01,000 - -> 00:00:02,500', 1000, 2500],
    ['00:00:01,000 –> 00:00:02,500', 1000, 2500],
    ['00:00:01,000 — 00:00:02,500', 1000, 2500],
    ['00:00:01,000 → 00:00:02,500', 1000, 2500],
    ['00:00:01,000 --&gt; 00:00:02,500', 1000, 2500],
    ['0:0:1.5 --> 0:0:2', 1500, 2000],
    ['1:02 --> 1:03', 62_000, 63_000],
    ['00:00:01:500 --> 00:00:02:500', 1500, 2500],
    ['00 : 00 : 01 , 000 --> 00 : 00 : 02 , 000', 1000, 2000],
    ['7 00:00:01,000 --> 00:00:02,000', 1000, 2000],
    ['00:00:-1,000 --> 00:00:02,000', undefined, undefined],
    ['00:00:01,-500 --> 00:00:02,000', -1500, 2000],
    ['Open 10:00 – 18:00', undefined, undefined],
    ['10:00 – 18:00', undefined, undefined],
    ['He waited from 1:00 --> 2:00', undefined, undefined],
  ])('%s', (line, startMs, endMs) => {
    const timing = readTiming(line);
    expect([timing?.startMs, timing?.endMs]).toEqual([startMs, endMs]);
  });
});
