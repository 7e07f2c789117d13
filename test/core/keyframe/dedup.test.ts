import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bitsApart, DuplicateFinder } from '../../../core/keyframe/dedup.ts';
import { findDuplicatesByEmbedding } from '../../../core/keyframe/embedding-dedup.ts';
import { type Fingerprint, fingerprintOf } from '../../../core/keyframe/fingerprint.ts';
import { thumbnailOf } from '../../../core/keyframe/picture.ts';
import { card, names } from '../../support/cards.ts';
import { blank, dimmed, mixed, type Picture, scene, SIZE } from '../../support/render.ts';

const CARD = { width: 320, height: 180 };

function printOf(luma: Picture, { size = SIZE, cb = 128, cr = 128, form = 'picture' as 'picture' | 'card' } = {}) {
  const plane = (level: number): Uint8Array => new Uint8Array(luma.length / 4).fill(level);
  return fingerprintOf(thumbnailOf({ ...size, luma, cb: plane(cb), cr: plane(cr) }), form);
}
const cardPrint = (lines: readonly string[]): Fingerprint =>
  printOf(card({ ...CARD, lines, scale: 2 }), { size: CARD, form: 'card' });
const repeats = (prints: readonly Fingerprint[]): (number | null)[] => {
  const finder = new DuplicateFinder();
  return prints.map((print) => finder.add(print)?.of ?? null);
};
const noisy = (level: number, seed: number): Picture =>
  blank(level).map((v, at) => v + ((at * 7919 + seed * 31) % 5) - 2);

describe('duplicates by fingerprint', () => {
  it.each<[string, Fingerprint[], (number | null)[]]>([
    [
      'the earliest frame that shows the same picture, whatever its light',
      [scene(1), scene(2), dimmed(scene(1), 0.7), scene(2, 1), scene(3)].map((one) => printOf(one)),
      [null, null, 0, 1, null],
    ],
    ['a black frame and a dark picture', [printOf(blank(16)), printOf(dimmed(scene(1), 0.15))], [null, null]],
    ['two black frames with noise', [printOf(noisy(16, 1)), printOf(noisy(17, 2))], [null, 0]],
    ['two greys', [printOf(noisy(60, 1)), printOf(noisy(120, 1)), printOf(noisy(63, 2))], [null, null, 0]],
    ['a red and a blue blank', [printOf(blank(80), { cr: 200 }), printOf(blank(80), { cb: 200 })], [null, null]],
    ['two dark pictures', [printOf(dimmed(scene(1), 0.2)), printOf(dimmed(scene(2), 0.2))], [null, null]],
    ['a picture half way to another', [printOf(scene(1)), printOf(mixed(scene(1), scene(2), 0.5))], [null, null]],
    [
      'cards of other words, as long and in the same place',
      [['ADA MILNER'], ['BO VERTHEN'], ['ADA MILNER'], ['THREE DAYS']].map(cardPrint),
      [null, null, 0, null],
    ],
    ['lists of other names', [cardPrint(names(1, 6)), cardPrint(names(2, 6)), cardPrint(names(1, 6))], [null, null, 0]],
  ])('%s', (_name, prints, expected) => {
    expect(repeats(prints)).toEqual(expected);
  });

  it('says by what: bits of the hashes, or luma of flat pictures', () => {
    const finder = new DuplicateFinder();
    const found = [scene(1), blank(20), dimmed(scene(1), 0.7), blank(24)].map((one) => finder.add(printOf(one)));
    expect(found[2]).toMatchObject({ of: 0, evidence: { method: 'hash', threshold: 6 } });
    expect(found[3]).toEqual({ of: 1, evidence: { method: 'flat', value: 4, threshold: 12 } });
    expect(printOf(scene(1)).hash).toMatch(/^[0-9a-f]{16}$/);
  });

  it('counts differing bits of any two hashes', () => {
    const word = fc.integer({ min: 0, max: 0xffff_ffff });
    const slow = (one: number, two: number): number =>
      [...((one ^ two) >>> 0).toString(2)].filter((c) => c === '1').length;
    fc.assert(
      fc.property(word, word, word, word, (a, b, c, d) => {
        const print = printOf(blank(16));
        const [one, two] = [
          { ...print, bits: [a, b] as const },
          { ...print, bits: [c, d] as const },
        ];
        expect(bitsApart(one, two)).toBe(slow(a, c) + slow(b, d));
      }),
    );
  });
});

describe('duplicates by embedding', () => {
  it.each<[string, (number[] | null)[], number, (number | null)[]]>([
    ['nothing', [], 0.9, []],
    [
      'one that points the same way, whatever its length',
      [
        [1, 0, 2],
        [3, 0, 6.1],
      ],
      0.99,
      [null, 0],
    ],
    [
      'one that does not',
      [
        [1, 0],
        [0, 1],
        [-1, 0],
      ],
      0.5,
      [null, null, null],
    ],
    [
      'the most similar of several',
      [
        [1, 0],
        [0.6, 0.8],
        [0.7, 0.71],
      ],
      0.9,
      [null, null, 1],
    ],
    [
      'never a duplicate of a duplicate',
      [
        [1, 0],
        [0.95, 0.31],
        [0.8, 0.6],
      ],
      0.94,
      [null, 0, null],
    ],
    [
      'nothing for what has none',
      [null, [1, 0], null, [0, 0], [Number.NaN, 1], [1, 0]],
      0.9,
      [null, null, null, null, null, 1],
    ],
  ])('finds %s', (_name, embeddings, threshold, expected) => {
    expect(findDuplicatesByEmbedding(embeddings, threshold).map((one) => one?.of ?? null)).toEqual(expected);
  });

  it('points back to an original and reaches the threshold it says', () => {
    const vector = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(
        fc.array(vector, { maxLength: 20 }),
        fc.double({ min: 0.1, max: 1, noNaN: true }),
        (rows, threshold) => {
          const found = findDuplicatesByEmbedding(rows, threshold);
          found.forEach((one, at) => {
            if (one == null) return;
            expect(one.of).toBeLessThan(at);
            expect(found[one.of]).toBeNull();
            expect(one.evidence.value).toBeGreaterThanOrEqual(threshold - 1e-4);
          });
        },
      ),
    );
  });
});
