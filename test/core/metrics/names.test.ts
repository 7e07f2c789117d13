import { expect, test } from 'vitest';
import { scoreNames } from '../../../core/metrics/names.ts';

test('counts the right, the wrong and the surely wrong among the named', () => {
  const scores = scoreNames([
    { name: 'ANNA', probability: 0.8, person: 'ANNA' },
    { name: 'BEN', probability: 0.95, person: 'CARL' },
    { name: 'DORA', probability: 0.6, person: 'EMIL' },
    { name: null, probability: null, person: 'BEN' },
  ]);
  expect(scores).toEqual({ characters: 4, named: 3, precision: 1 / 3, recall: 1 / 4, surelyWrong: 1 });
});

test('naming nobody is no mistake', () => {
  expect(scoreNames([{ name: null, probability: null, person: 'ANNA' }])).toMatchObject({ precision: 1, recall: 0 });
});
