import { describe, expect, it } from 'vitest';
import { countSpeeches, scoreSpeeches, sumSpeeches, type Truth } from '../../../core/metrics/speeches.ts';

const truth: Truth = {
  lines: [
    { line: 0, startMs: 1_000, endMs: 3_000, kept: 4 },
    { line: 1, startMs: 4_000, endMs: 6_000, kept: 1 },
    { line: 2, startMs: 7_000, endMs: 9_000, kept: 5 },
  ],
  cues: [
    [{ line: 0, speaker: 'ANNA' }],
    [
      { line: 1, speaker: 'BORIS' },
      { line: 2, speaker: 'ANNA' },
    ],
    [{ line: null, speaker: 'BORIS' }],
  ],
};
const line = (startMs: number | null, endMs: number | null, words = 4): Parameters<typeof countSpeeches>[0][number] => {
  return { startMs, endMs, words, confidence: 0.9 };
};

describe('scores of speeches', () => {
  it('counts a right line by start and overlap, and only lines that kept a third of their words as missed', () => {
    const lines = [line(1_100, 3_000), line(null, null), line(7_600, 9_000), line(20_000, 21_000)];
    const scores = scoreSpeeches(countSpeeches(lines, [['ANNA'], ['BORIS', 'ANNA'], ['BORIS']], truth));
    expect(scores).toEqual({
      spoken: 2,
      recall: 1 / 2,
      precision: 1 / 3,
      startP95Ms: 600,
      cutTimed: 1,
      speakers: 1,
      speakerCoverage: 1,
      namedInVain: 1,
      bothSpeakers: 1,
    });
  });

  it.each<[string, string[][], Partial<ReturnType<typeof scoreSpeeches>>]>([
    ['nobody', [[], [], []], { speakers: 1, speakerCoverage: 0, namedInVain: 0, bothSpeakers: 0 }],
    ['the wrong one', [['BORIS'], [], []], { speakers: 0, speakerCoverage: 0.5 }],
    ['one of two', [['ANNA'], ['BORIS'], []], { speakers: 1, speakerCoverage: 1, bothSpeakers: 0 }],
    ['both, exchanged', [[], ['ANNA', 'BORIS'], []], { speakers: 1, bothSpeakers: 0 }],
  ])('speakers on cues: %s', (_name, cues, expected) => {
    expect(scoreSpeeches(countSpeeches([], cues, truth))).toMatchObject(expected);
  });

  it('sums lines of several films, not their shares', () => {
    const good = countSpeeches([line(1_000, 3_000)], [], { ...truth, cues: [] });
    const empty = countSpeeches([line(null, null)], [], { ...truth, cues: [] });
    expect(scoreSpeeches(sumSpeeches([good, empty])).recall).toBe(1 / 2);
    expect(scoreSpeeches(sumSpeeches([])).startP95Ms).toBeNull();
  });
});
