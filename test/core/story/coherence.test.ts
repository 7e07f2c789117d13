import { expect, it } from 'vitest';
import { coherences } from '../../../core/story/coherence.ts';

/** Looks of one colour each: equal letters are alike, others have nothing in common; a dot is a shot that shows nothing. */
const looksOf = (shots: string) =>
  [...shots].map((shot) => {
    if (shot === '.') return [];
    const look = new Uint8Array(26);
    look[shot.charCodeAt(0) - 97] = 255;
    return [look];
  });

it.each([
  ['one shot', 'a', '-'],
  ['another place', 'aabb', '-101'],
  ['a shot and its reverse in turn', 'ababab', '-11111'],
  ['an insert that comes once', 'aaxaa', '-1111'],
  ['two inserts one after the other', 'aaxyaa', '-11011'],
  ['a place that comes again at once', 'aabbaa', '-11111'],
  ['a place that comes again much later', 'aabbbbbbbaa', '-1011111101'],
  ['a black shot between two places', 'aa.bb', '-1001'],
  ['a black shot within a place', 'a.a', '-11'],
  ['nothing at the start', '.aa', '--1'],
])('%s', (_, shots, wanted) => {
  expect(
    coherences(looksOf(shots))
      .map((coherence) => coherence ?? '-')
      .join(''),
  ).toBe(wanted);
});

it('takes the pictures of a shot that are most alike', () => {
  const [[a], [b]] = looksOf('ab') as [Uint8Array[], Uint8Array[]];
  expect(coherences([[a!], [b!, a!], [b!]])).toEqual([null, 1, 1]);
});
