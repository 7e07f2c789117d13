import { expect, it } from 'vitest';
import { scoreAlignment } from '../../../core/metrics/align.ts';

const gold = [
  { speaker: 'A', startMs: 1000, cues: [0, 1] },
  { speaker: 'B', startMs: 5000, cues: [2] },
];

it.each([
  ['perfect', [1000, 5000], ['A', 'B'], [1, 1, 0]],
  ['late', [1300, 5301], ['A', 'B'], [0.5, 1, 300]],
  ['untimed', [1000, null], ['A', 'B'], [0.5, 1, 0]],
  ['misnamed', [1000, 5000], ['A', 'A'], [1, 2 / 3, 0]],
])('%s', (_name, starts, speakers, [startShare, speakerAccuracy, medianStartErrorMs]) => {
  const predicted = gold.map(({ cues }, index) => ({
    cues,
    startMs: starts[index] ?? null,
    speaker: speakers[index]!,
  }));
  expect(scoreAlignment(predicted, gold)).toMatchObject({ startShare, speakerAccuracy, medianStartErrorMs });
});

it('refuses lists that cannot be paired', () => {
  expect(() => scoreAlignment([], gold)).toThrow(RangeError);
});
