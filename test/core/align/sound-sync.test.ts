import { describe, expect, it } from 'vitest';
import { LEVEL_STEP_MS } from '../../../core/align/sound-levels.ts';
import { findSoundSync } from '../../../core/align/sound-sync.ts';
import { applySync, RATIOS, UNKNOWN_SYNC } from '../../../core/align/sync.ts';
import type { SubtitleCue } from '../../../core/subtitle/cue.ts';
import { seeded } from '../../support/random.ts';

interface Utterance {
  startMs: number;
  endMs: number;
}

/** What people say in a film: exchanges with short pauses, and longer silences between them. */
function utterances(seed: number, minutes: number): Utterance[] {
  const random = seeded(seed);
  const found: Utterance[] = [];
  for (let now = 4_000; now < minutes * 60_000 - 10_000;) {
    const endMs = now + 600 + Math.floor(random() * 3_000);
    found.push({ startMs: now, endMs });
    now = endMs + 100 + Math.floor(random() < 0.8 ? random() * 1_500 : 2_000 + random() * 18_000);
  }
  return found;
}

/** Likeness of speech as a detector gives it: gaps between words, doubts, and bursts of music where nobody speaks. */
function heard(said: readonly Utterance[], seed: number, { missed = 0.1, music = 0.05 } = {}): Float32Array {
  const random = seeded(seed + 1_000);
  const speech = new Float32Array(said.at(-1)!.endMs / LEVEL_STEP_MS + 500);
  for (let at = 0; at < speech.length; at += 100) {
    if (random() < music) speech.fill(0.4 + random() * 0.4, at, at + 50 + Math.floor(random() * 100));
  }
  for (const { startMs, endMs } of said) {
    if (random() < missed) continue;
    for (let at = Math.floor(startMs / LEVEL_STEP_MS); at < endMs / LEVEL_STEP_MS; at += 1) {
      speech[at] = random() < 0.2 ? 0.1 : 0.5 + random() * 0.5;
    }
  }
  return speech;
}

/** Cues as people time them: a little before or after the voice, and longer than it. */
function cuesOf(said: readonly Utterance[], seed: number, write: (ms: number, index: number) => number): SubtitleCue[] {
  const random = seeded(seed + 2_000);
  return said
    .map(({ startMs, endMs }, index) => {
      const begin = startMs + (random() - 0.5) * 300;
      const end = endMs + random() * 800;
      return { startMs: Math.round(write(begin, index)), endMs: Math.round(write(end, index)) };
    })
    .filter(({ startMs }) => startMs >= 0)
    .map((times, index) => ({ index, ...times, text: 'x', parts: [] }));
}

const FILM = utterances(1, 60);
const SPEECH = heard(FILM, 1);

describe('findSoundSync', () => {
  const cases = RATIOS.flatMap((rate, at) =>
    [-30_000, -7_300, 0, 1_450, 30_000].slice(at % 4, (at % 4) + 2).map((offsetMs) => [rate, offsetMs] as const),
  ).filter(([rate, offsetMs]) => rate !== 1 || offsetMs !== 0);

  it.each(cases)('finds rate %d and offset %d ms', (rate, offsetMs) => {
    const cues = cuesOf(FILM, 3, (ms) => (ms - offsetMs) / rate);
    const sync = findSoundSync(cues, SPEECH);
    expect(sync.rate).toBeCloseTo(rate, 5);
    expect(Math.abs(sync.offsetMs - offsetMs)).toBeLessThanOrEqual(60);
    expect(sync.pieces).toHaveLength(1);
    expect(sync.confidence).toBeGreaterThan(0.3);
  });

  it.each([2, 3, 4, 5, 6])('leaves a right file exactly as it is (film %d)', (seed) => {
    const said = utterances(seed, 20 + 15 * seed);
    const cues = cuesOf(said, seed, (ms) => ms);
    const sync = findSoundSync(cues, heard(said, seed));
    expect([sync.offsetMs, sync.rate, sync.pieces]).toEqual([0, 1, [{ fromCue: 0, offsetMs: 0 }]]);
    expect(sync.confidence).toBeGreaterThan(0.3);
    expect(applySync(cues, sync)).toEqual(cues);
  });

  it.each([1, 25 / 24])('finds splices at rate %d and mends them', (rate) => {
    const offsetAt = (index: number): number => (index < 300 ? -2_000 : index < 700 ? 9_500 : 17_000);
    const cues = cuesOf(FILM, 3, (ms, index) => (ms - offsetAt(index)) / rate);
    const sync = findSoundSync(cues, SPEECH);
    const lost = FILM.length - cues.length;
    const steps = sync.pieces.map(({ offsetMs, fromCue }) => [Math.round(offsetMs / 100), fromCue]);
    expect(steps.map(([offset]) => offset)).toEqual([-20, 95, 170]);
    expect(Math.abs(steps[1]![1]! + lost - 300)).toBeLessThanOrEqual(3);
    expect(Math.abs(steps[2]![1]! + lost - 700)).toBeLessThanOrEqual(3);
    const off = applySync(cues, sync).filter(
      ({ startMs }, index) => Math.abs(startMs - FILM[index + lost]!.startMs) > 300,
    );
    expect(off.length).toBeLessThanOrEqual(6);
  });

  it('needs few cues of many, and stands music and missed voices', () => {
    const sparse = cuesOf(FILM, 3, (ms) => ms + 4_000).filter((_cue, index) => index % 6 === 0);
    expect(Math.abs(findSoundSync(sparse, SPEECH).offsetMs + 4_000)).toBeLessThanOrEqual(100);
    const loud = heard(FILM, 9, { missed: 0.4, music: 0.3 });
    const sync = findSoundSync(
      cuesOf(FILM, 3, (ms) => ms + 4_000),
      loud,
    );
    expect(Math.abs(sync.offsetMs + 4_000)).toBeLessThanOrEqual(100);
    expect(sync.confidence).toBeGreaterThan(0);
  });

  it('refuses the subtitles of other films', () => {
    const answers = Array.from({ length: 6 }, (_, at) =>
      findSoundSync(
        cuesOf(utterances(20 + at, 20 + at * 15), at, (ms) => ms),
        SPEECH,
      ),
    );
    expect(answers.filter((answer) => answer !== UNKNOWN_SYNC)).toEqual([]);
  });

  it('refuses a film without speech, without sound, and files of too few cues', () => {
    const cues = cuesOf(FILM, 3, (ms) => ms);
    expect(findSoundSync(cues, new Float32Array(SPEECH.length))).toBe(UNKNOWN_SYNC);
    expect(findSoundSync(cues, new Float32Array(SPEECH.length).fill(1))).toBe(UNKNOWN_SYNC);
    expect(findSoundSync(cues, new Float32Array(0))).toBe(UNKNOWN_SYNC);
    expect(findSoundSync(cues.slice(0, 9), SPEECH)).toBe(UNKNOWN_SYNC);
    expect(findSoundSync([], SPEECH)).toBe(UNKNOWN_SYNC);
  });

  it('does not look at cues for sounds and songs', () => {
    const noise = (cue: SubtitleCue): SubtitleCue => {
      const startMs = cue.startMs + 61_000;
      const parts: SubtitleCue['parts'] = [{ text: 'x', speaker: null, kind: 'sound' }];
      return { ...cue, startMs, endMs: startMs + 3_000, parts };
    };
    const cues = cuesOf(FILM, 3, (ms) => ms + 5_000);
    const sync = findSoundSync([...cues, ...cues.map(noise)], SPEECH);
    expect(sync).toEqual(findSoundSync(cues, SPEECH));
    expect(sync.confidence).toBeGreaterThan(0.3);
  });
});
