import { describe, expect, it } from 'vitest';
import { blendOf, detailOf, scatterOf } from '../../../core/keyframe/blend.ts';
import { frontOf } from '../../../core/keyframe/front.ts';
import { type Thumbnail, thumbnailOf } from '../../../core/keyframe/picture.ts';
import { mixed, type Picture, scene, SIZE } from '../../support/render.ts';

const FRAMES = 20;
const REST = 4;
const grey = new Uint8Array((SIZE.width * SIZE.height) / 4).fill(128);

/** How far a wipe has come (0–1) when it reaches a place (0–1 across and down). */
type Order = (x: number, y: number) => number;

/** One picture over another where the wipe has passed. */
function wiped(one: Picture, two: Picture, share: number, order: Order): Picture {
  return one.map((value, at) => {
    const [x, y] = [((at % SIZE.width) + 0.5) / SIZE.width, (Math.floor(at / SIZE.width) + 0.5) / SIZE.height];
    return order(x, y) < share ? two[at]! : value;
  });
}

/** A stretch of frames between two shots, the camera of both moving by so many samples a frame, with rest around it. */
function stretch(speed: number, join: (one: Picture, two: Picture, share: number) => Picture) {
  const thumbnails = Array.from({ length: FRAMES + 2 * REST }, (_, at): Thumbnail => {
    const share = Math.min(1, Math.max(0, (at - REST + 0.5) / FRAMES));
    const luma = join(scene(1, speed * at), scene(2, speed * at), share);
    return thumbnailOf({ ...SIZE, luma, cb: grey, cr: grey });
  });
  const [first, last] = [REST - 1, REST + FRAMES];
  const inside = thumbnails.slice(first, last + 1);
  const ends = { before: thumbnails[first]!, after: thumbnails[last]! };
  return {
    front: frontOf(inside, ends),
    blend: blendOf(thumbnails.map(detailOf), { first, last }),
    scatter: scatterOf(inside, ends),
  };
}

const left: Order = (x) => 1 - x;
const slanting: Order = (x, y) => (x + y) / 2;
const iris: Order = (x, y) => Math.hypot(x - 0.5, (y - 0.5) * (SIZE.height / SIZE.width)) / 0.58;
const doors: Order = (x) => 2 * Math.abs(x - 0.5);

describe('what tells gradual transitions apart', () => {
  it.each<[string, Order, number]>([
    ['from the right', left, 0],
    ['on a slant', slanting, 0],
    ['from the middle line', doors, 0],
    ['as an iris', iris, 0],
    ['from the right, between moving shots', left, 0.3],
    ['on a slant, between moving shots', slanting, 0.3],
  ])('a wipe %s has a front', (_, order, speed) => {
    const { front } = stretch(speed, (one, two, share) => wiped(one, two, share, order));
    expect(front.stepped).toBeGreaterThan(0.7);
    expect(front.order).toBeGreaterThan(0.8);
  });

  it.each([
    ['between shots at rest', 0],
    ['between moving shots', 0.3],
  ])('a dissolve %s loses detail and goes over in step', (_, speed) => {
    const { blend, scatter } = stretch(speed, mixed);
    expect(blend.dip).toBeGreaterThan(0.3);
    expect(blend.error).toBeLessThan(0.2);
    expect(scatter).toBeLessThan(0.12);
  });

  it('a camera that moves on loses none', () => {
    const { blend } = stretch(3, (one) => one);
    expect(Math.abs(blend.dip)).toBeLessThan(0.2);
    expect(blend.error).toBeGreaterThan(0.2);
  });
});
