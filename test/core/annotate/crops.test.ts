import { describe, expect, it } from 'vitest';
import { squareCrop } from '../../../core/annotate/crops.ts';
import { alignFace, cutFace, FACE_SIDE, type FacePoints } from '../../../core/annotate/face-crop.ts';
import { decodeOwl } from '../../../core/annotate/open-vocabulary.ts';

/** A picture whose red channel counts its pixels. */
function counted(width: number, height: number): { pixels: Uint8Array; width: number; height: number } {
  const pixels = new Uint8Array(3 * width * height);
  for (let at = 0; at < width * height; at++) pixels[3 * at] = at + 1;
  return { pixels, width, height };
}

const reds = ({ pixels }: { pixels: Uint8Array }): number[] => [...pixels].filter((_, at) => at % 3 === 0);

describe('a square crop', () => {
  it('has the box in its middle and white around it', () => {
    const crop = squareCrop(counted(4, 4), [1, 0, 2, 3], null);
    expect([crop.width, crop.height]).toEqual([3, 3]);
    expect(reds(crop)).toEqual([255, 2, 255, 255, 6, 255, 255, 10, 255]);
  });

  it('is white outside of the mask', () => {
    const mask = Uint8Array.of(1, 0, 0, 1);
    expect(reds(squareCrop(counted(2, 2), [0, 0, 2, 2], mask))).toEqual([1, 255, 255, 4]);
  });
});

describe('an aligned face', () => {
  const template: FacePoints = [
    [38.2946, 51.6963],
    [73.5318, 51.5014],
    [56.0252, 71.7366],
    [41.5493, 92.3655],
    [70.7299, 92.2041],
  ];

  it('stays as it is where its points are the template', () => {
    const picture = counted(FACE_SIDE, FACE_SIDE);
    const similarity = alignFace(template)!;
    expect(similarity.a).toBeCloseTo(1, 9);
    expect(similarity.b).toBeCloseTo(0, 9);
    expect(cutFace(picture, similarity).pixels.subarray(3, 300)).toEqual(picture.pixels.subarray(3, 300));
  });

  it('is turned upright, scaled and moved', () => {
    const lying = template.map(([x, y]) => [300 - 2 * y, 40 + 2 * x] as const) as unknown as FacePoints;
    const { a, b, dx, dy } = alignFace(lying)!;
    for (const [at, [x, y]] of lying.entries()) {
      expect(a * x - b * y + dx).toBeCloseTo(template[at]![0], 6);
      expect(b * x + a * y + dy).toBeCloseTo(template[at]![1], 6);
    }
  });

  it('is none when all points are one', () => {
    expect(alignFace(template.map(() => [5, 5] as const) as unknown as FacePoints)).toBeNull();
  });
});

describe('the answer of an OWL network', () => {
  const labels = ['cat', 'dog'];
  const size = { labels, width: 100, height: 50 };
  const boxes = Float32Array.of(0.5, 0.25, 0.5, 0.25, 0.1, 0.1, 0.2, 0.2);

  it('is the best label of each place, its box in pixels of the longer side', () => {
    const logits = Float32Array.of(-1, 0, 2, 2);
    expect(decodeOwl({ logits, boxes }, { ...size, minScore: 0 })).toEqual([
      { label: 'dog', score: 0.5, box: [25, 12.5, 75, 37.5] },
      { label: 'cat', score: 0.8808, box: [0, expect.closeTo(0, 5), expect.closeTo(20, 5), expect.closeTo(20, 5)] },
    ]);
  });

  it('is nothing below the lowest score', () => {
    const logits = Float32Array.of(-1, 0, -3, -2);
    expect(decodeOwl({ logits, boxes }, { ...size, minScore: 0.5 }).map(({ label }) => label)).toEqual(['dog']);
  });
});
