import { describe, expect, it } from 'vitest';
import { decibelsOf, LEVEL_STEP_MS, LevelMeter, METER_HZ } from '../../../core/align/sound-levels.ts';
import { speechOf } from '../../../core/align/speech.ts';
import { seeded } from '../../support/random.ts';

const seconds = (count: number, sample: (second: number) => number): Float32Array =>
  Float32Array.from({ length: count * METER_HZ }, (_, at) => sample(at / METER_HZ));
const tone = (hz: number, second: number): number => Math.sin(2 * Math.PI * hz * second);

function levelsOf(samples: Float32Array): Uint8Array {
  const meter = new LevelMeter();
  meter.write(samples, 0);
  return meter.levels();
}

/** Mean likeness of speech between two times. */
function mean(speech: Float32Array, fromMs: number, toMs: number): number {
  const part = speech.subarray(fromMs / LEVEL_STEP_MS, toMs / LEVEL_STEP_MS);
  return part.reduce((sum, value) => sum + value, 0) / part.length;
}

describe('LevelMeter', () => {
  it('says how loud the band of the voice is', () => {
    const middle = (hz: number): number => decibelsOf(levelsOf(seconds(1, (second) => tone(hz, second)))[25]!);
    expect(middle(1_000)).toBeCloseTo(-3, 0);
    expect(middle(60)).toBeLessThan(-25);
    expect(middle(3_900)).toBeLessThan(-25);
  });

  it('gives the same whatever the pieces in which samples come', () => {
    const samples = seconds(2, (second) => tone(300 + 200 * second, second) * second * 0.4);
    const meter = new LevelMeter();
    for (let at = 0; at < samples.length; at += 777) meter.write(samples.subarray(at, at + 777), null);
    expect(meter.levels()).toEqual(levelsOf(samples));
  });

  it('puts samples at their time: silence in gaps, nothing twice, nothing before 0', () => {
    const meter = new LevelMeter();
    const second = seconds(1, (at) => tone(1_000, at));
    expect(meter.isEmpty).toBe(true);
    meter.write(second, -500);
    meter.write(second, 2_000);
    meter.write(second, 2_500);
    expect(meter.isEmpty).toBe(false);
    const heard = [...meter.levels()].map((level) => decibelsOf(level) > -20);
    expect(heard).toHaveLength(3_500 / LEVEL_STEP_MS);
    expect([heard[10], heard[24], heard[27], heard[98], heard[105], heard[174]]).toEqual([
      true,
      true,
      false,
      false,
      true,
      true,
    ]);
  });

  it('takes no timestamp for a film of weeks, and no number that is none', () => {
    const meter = new LevelMeter();
    meter.write(Float32Array.of(Number.NaN), 1e13);
    expect(meter.levels()).toHaveLength((24 * 3600 * 1000) / LEVEL_STEP_MS);
  });
});

describe('speechOf', () => {
  const random = seeded(5);
  const noise = (): number => (random() - 0.5) * 0.02;
  /** Harmonics of a low voice whose level follows syllables. */
  const voice = (second: number): number =>
    (tone(140, second) + tone(420, second) + tone(700, second) + tone(1_400, second)) *
    0.08 *
    Math.max(0, tone(2.2, second)) ** 2;

  it('hears a voice over noise and silence', () => {
    const speech = speechOf(levelsOf(seconds(30, (at) => noise() + (at >= 10 && at < 15 ? voice(at) : 0))));
    expect(mean(speech, 10_000, 15_000)).toBeGreaterThan(0.3);
    expect(mean(speech, 0, 9_000)).toBeLessThan(0.01);
    expect(mean(speech, 16_000, 30_000)).toBeLessThan(0.01);
    expect(speechOf(new Uint8Array(500)).every((value) => value === 0)).toBe(true);
  });

  it('hears a voice over held music, and not the music', () => {
    const chord = (at: number): number => (tone(440, at) + tone(554, at) + tone(659, at)) * 0.02;
    const speech = speechOf(levelsOf(seconds(30, (at) => noise() + chord(at) + (at >= 10 && at < 15 ? voice(at) : 0))));
    expect(mean(speech, 10_000, 15_000)).toBeGreaterThan(0.1);
    expect(mean(speech, 0, 9_000)).toBeLessThan(0.02);
  });
});
