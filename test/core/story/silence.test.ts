import { describe, expect, it } from 'vitest';
import { silenceEvidence } from '../../../core/story/silence.ts';

/** Words from second to second. */
const words = (...spans: [number, number][]) => spans.map(([from, to]) => ({ startMs: from * 1000, endMs: to * 1000 }));

describe('silenceEvidence', () => {
  it.each<[string, number, ReturnType<typeof words>, number]>([
    ['words go on over the border', 5, words([4, 6]), -0.8],
    ['a subtitle hangs over by a quarter of a second', 5, words([3, 5.25], [11.25, 12]), 1],
    ['a breath', 5, words([4, 4.9], [5.1, 6]), -0.8],
    ['three seconds', 5, words([3, 4], [7, 8]), 0],
    ['six seconds', 5, words([1, 2], [8, 9]), 1],
    ['twelve seconds', 10, words([1, 2], [14, 15]), 2],
    ['a minute', 30, words([1, 2], [62, 63]), 2.4],
    ['before the first word', 5, words([60, 61]), 0],
    ['after the last word', 90, words([60, 61]), 0],
    ['words at once', 5, words([1, 4], [2, 3], [10, 11]), 1],
  ])('%s', (_, at, speeches, evidence) => {
    expect(silenceEvidence([at * 1000], speeches)[0]).toBeCloseTo(evidence, 5);
  });

  it('lets borders of one silence share what it says, down to nothing', () => {
    const [one, two] = silenceEvidence([4000, 8000], words([1, 2], [14, 15]));
    expect(one).toBeCloseTo(2 - Math.log(2), 5);
    expect(two).toBe(one);
    const many = silenceEvidence(
      [3, 4, 5, 6, 7, 8, 9, 10].map((at) => at * 1000),
      words([1, 2], [14, 15]),
    );
    expect(many.every((evidence) => evidence === 0)).toBe(true);
  });
});
