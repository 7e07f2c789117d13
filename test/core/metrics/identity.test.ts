import { expect, test } from 'vitest';
import { scoreIdentity } from '../../../core/metrics/identity.ts';

test.each<[string, [entity: string, person: string | null][], { precision: number; recall: number }]>([
  ['nobody', [], { precision: 1, recall: 1 }],
  [
    'each alone',
    [
      ['a', 'ANNA'],
      ['b', 'BEN'],
    ],
    { precision: 1, recall: 1 },
  ],
  [
    'one person in two',
    [
      ['a', 'ANNA'],
      ['a', 'ANNA'],
      ['b', 'ANNA'],
    ],
    { precision: 1, recall: 1 / 3 },
  ],
  [
    'two people in one',
    [
      ['a', 'ANNA'],
      ['a', 'ANNA'],
      ['a', 'BEN'],
    ],
    { precision: 1 / 3, recall: 1 },
  ],
  [
    'instances of nobody do not count',
    [
      ['a', 'ANNA'],
      ['a', null],
    ],
    { precision: 1, recall: 1 },
  ],
])('%s', (_, found, expected) => {
  expect(scoreIdentity(found.map(([entity, person]) => ({ entity, person })))).toMatchObject(expected);
});
