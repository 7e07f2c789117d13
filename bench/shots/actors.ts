import type { Planes } from '../../demo/photograph.ts';
import type { Actor } from './composition.ts';

/** Draws the figures that are on at frame `at` of their shot. */
export function drawActors(picture: Planes, actors: readonly Actor[], at: number): void {
  for (const actor of actors) {
    if (at < actor.first || at >= actor.end) continue;
    const share = (at - actor.first) / Math.max(1, actor.end - actor.first);
    const x = (actor.from[0] + (actor.to[0] - actor.from[0]) * share) * picture.width;
    const y = (actor.from[1] + (actor.to[1] - actor.from[1]) * share) * picture.height;
    draw(picture, actor, { x, y, step: Math.sin(at * 0.7 + actor.seed) });
  }
}

function draw(picture: Planes, actor: Actor, { x, y, step }: { x: number; y: number; step: number }): void {
  const [wide, high] = [actor.size[0] * picture.width, actor.size[1] * picture.height];
  const [left, right] = [Math.max(0, Math.floor(x - wide / 2)), Math.min(picture.width, Math.ceil(x + wide / 2))];
  const [top, bottom] = [Math.max(0, Math.floor(y - high / 2)), Math.min(picture.height, Math.ceil(y + high / 2))];
  const half = picture.width / 2;
  for (let row = top; row < bottom; row++) {
    for (let column = left; column < right; column++) {
      const [dx, dy] = [(column - x) / wide, (row - y) / high];
      const part = actor.shape === 'lump' ? lumpPart(dx, dy) : figurePart(dx, dy, step);
      if (part === 0) continue;
      // Folds and stripes that move with the figure.
      const cloth = ((Math.floor((dx + 0.5) * 9 + dy * 3) ^ Math.floor((dy + 0.5) * 11 + actor.seed)) & 3) * 9;
      const shade = part === 2 ? 60 : cloth;
      picture.luma[row * picture.width + column] = Math.max(16, Math.min(235, actor.luma + shade));
      if (row % 2 === 0 && column % 2 === 0) {
        const at = (row / 2) * half + column / 2;
        picture.blue[at] = part === 2 ? 110 : actor.blue;
        picture.red[at] = part === 2 ? 150 : actor.red;
      }
    }
  }
}

/** 0 outside, 1 in the clothes, 2 in the face: head, body and two walking legs in a box of −½ to ½. */
function figurePart(dx: number, dy: number, step: number): 0 | 1 | 2 {
  if (dx * dx * 6 + (dy + 0.38) * (dy + 0.38) * 70 < 1) return 2;
  if (dy > -0.26 && dy < 0.12) return Math.abs(dx) < 0.3 ? 1 : 0;
  if (dy >= 0.12) {
    const spread = 0.16 * step * ((dy - 0.12) / 0.38);
    return Math.abs(dx - 0.14 - spread) < 0.12 || Math.abs(dx + 0.14 + spread) < 0.12 ? 1 : 0;
  }
  return 0;
}

function lumpPart(dx: number, dy: number): 0 | 1 {
  return dx ** 4 + dy ** 4 < 1 / 16 ? 1 : 0;
}
