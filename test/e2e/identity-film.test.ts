import { afterAll, beforeAll, expect, test } from 'vitest';
import { HumanAnnotator } from '../../adapters/model/human.ts';
import { identify } from '../../core/annotate/identity.ts';
import { scoreIdentity } from '../../core/metrics/identity.ts';
import { annotatePhotoFilm, type PhotoCast } from '../support/photo-cast.ts';
import { photoFilm } from '../support/photo-film.ts';
import { spokenLines } from '../support/photo-lines.ts';
import { nameCast } from '../support/photo-names.ts';

const film = photoFilm({ seed: 5, shots: 60, photos: [1, 3] });
const annotator = new HumanAnnotator();
let cast: PhotoCast;
beforeAll(async () => {
  cast = await annotatePhotoFilm(film, annotator);
}, 300_000);
afterAll(() => annotator.close());

test('finds every face of 80 pixels in pans and zooms, and none where there is none', () => {
  expect(cast.largeFaces).toBeGreaterThan(60);
  expect(cast.missed).toEqual([]);
  expect(cast.falsePersons).toEqual([]);
});

test('merges no two people, and knows people again', () => {
  const { instances } = identify({ film: film.edit.id, ...cast });
  const scores = scoreIdentity(instances.map(({ entity }, at) => ({ entity: entity!, person: cast.persons[at]! })));
  expect(scores.persons).toBe(6);
  expect(scores.precision).toBeGreaterThanOrEqual(0.98);
  expect(scores.recall).toBeGreaterThanOrEqual(0.9);
});

test('puts the names of a screenplay on faces, few of them wrong and none of those for certain', () => {
  const scores = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) =>
    nameCast(film.edit.id, { cast, lines: spokenLines(film, seed) }),
  );
  const sum = (of: (score: (typeof scores)[number]) => number): number => scores.reduce((all, one) => all + of(one), 0);
  const named = sum((one) => one.named);
  expect(named).toBeGreaterThanOrEqual(24);
  expect(sum((one) => one.named * one.precision) / named).toBeGreaterThanOrEqual(0.9);
  expect(sum((one) => one.surelyWrong)).toBe(0);
});
