import { createPicture, mix } from '../../demo/camera.ts';
import type { Planes } from '../../demo/photograph.ts';
import { seeded } from '../../test/support/random.ts';
import { drawActors } from './actors.ts';
import { type Composition, type Join, joinSpan, place, type Placed, type ShotSpec } from './composition.ts';
import { applyHappenings } from './happenings.ts';
import { develop, takePicture, toneTable, type ToneTable } from './lens.ts';
import { showFrames } from './timing.ts';
import { type World, WorldMaker } from './worlds.ts';

/** A shot ready to be drawn. */
interface Set {
  shot: ShotSpec;
  placed: Placed;
  world: World;
  tone: ToneTable;
}

/** Draws the frames of the file in order. Each picture is valid only until the next one is asked for. */
export async function* drawComposition(composition: Composition, maker = new WorldMaker()): AsyncGenerator<Planes> {
  const drawn = drawFrames(composition, maker);
  const { width, height, shots, timing } = composition;
  const kept = [createPicture(width, height), createPicture(width, height)];
  /** Numbers of the drawn frames that `kept` holds. */
  const held = [-1, -1];
  const woven = createPicture(width, height);
  for (const { top, bottom } of showFrames(
    timing,
    shots.reduce((sum, shot) => sum + shot.frames, 0),
  )) {
    while (held[1]! < Math.max(top, bottom)) {
      const next = await drawn.next();
      if (next.done === true) throw new Error(`${composition.id} has no frame ${Math.max(top, bottom)}`);
      kept.push(kept.shift()!);
      held.push(held.shift()!);
      copy(next.value, kept[1]!);
      held[1] = held[0]! + 1;
    }
    const [one, two] = [kept[held.indexOf(top)]!, kept[held.indexOf(bottom)]!];
    if (top !== bottom) weave(one, two, woven);
    yield top === bottom ? one : woven;
  }
}

async function* drawFrames(composition: Composition, maker: WorldMaker): AsyncGenerator<Planes> {
  const { width, height, shots, happenings, fadeIn, fadeOut, grain } = composition;
  const placed = place(shots);
  const end = placed.at(-1)!.end;
  const picture = createPicture(width, height);
  const other = createPicture(width, height);
  const spare = createPicture(width, height);
  const black = createPicture(width, height);
  const grains = new Grain(grain, composition.seed);
  let open: Set[] = [];
  for (let frame = 0; frame < end; frame++) {
    open = open.filter((set) => set.placed.seenTo > frame);
    for (const [index, shot] of shots.entries()) {
      if (placed[index]!.seenFrom !== frame) continue;
      open.push({ shot, placed: placed[index]!, world: await maker.make(shot.world), tone: toneTable(shot.tone) });
    }
    const drawSet = ({ shot, placed: { seenFrom, seenTo }, world, tone }: Set, target: Planes): void => {
      const at = frame - seenFrom;
      takePicture(world, shot.move, { at, length: seenTo - seenFrom, picture: target, spare });
      drawActors(target, shot.actors, at);
      develop(target, tone);
    };
    const last = open.at(-1)!;
    const before = open.at(-2);
    drawSet(before ?? last, picture);
    if (before != null) {
      if (last.shot.join.kind !== 'fade') drawSet(last, other);
      join(picture, { other, frame, last, drawLast: () => drawSet(last, picture) });
    }
    applyHappenings(picture, happenings, frame);
    if (frame < fadeIn) mix(picture, black, 1 - (frame + 0.5) / fadeIn);
    if (end - frame <= fadeOut) mix(picture, black, 1 - (end - frame - 0.5) / fadeOut);
    grains.put(picture);
    yield picture;
  }
}

/** Joins `picture`, the shot that ends, with the one that begins. */
function join(
  picture: Planes,
  { other, frame, last, drawLast }: { other: Planes; frame: number; last: Set; drawLast: () => void },
): void {
  const { join: how } = last.shot;
  const { first, end } = joinSpan(how, last.placed.start);
  const share = (frame - first + 0.5) / Math.max(1, end - first);
  if (how.kind === 'dissolve') mix(picture, other, share);
  else if (how.kind === 'wipe') wipe(picture, other, { shape: how.shape, share });
  else if (how.kind === 'fade') fade(picture, how, { at: frame - first, drawLast });
}

function fade(
  picture: Planes,
  { colour, out, hold, in: rise }: Extract<Join, { kind: 'fade' }>,
  { at, drawLast }: { at: number; drawLast: () => void },
): void {
  if (at >= out + hold) drawLast();
  const share = at < out ? (at + 0.5) / out : at < out + hold ? 1 : 1 - (at - out - hold + 0.5) / rise;
  const blank = colour === 'black' ? 16 : 235;
  for (let i = 0; i < picture.luma.length; i++) picture.luma[i] = picture.luma[i]! + (blank - picture.luma[i]!) * share;
  for (const plane of [picture.blue, picture.red]) {
    for (let i = 0; i < plane.length; i++) plane[i] = plane[i]! + (128 - plane[i]!) * share;
  }
}

type WipeShape = Extract<Join, { kind: 'wipe' }>['shape'];

function wipe(picture: Planes, other: Planes, { shape, share }: { shape: WipeShape; share: number }): void {
  const { width, height } = picture;
  const half = width / 2;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (wipeOrder(shape, (x + 0.5) / width, (y + 0.5) / height) >= share) continue;
      picture.luma[y * width + x] = other.luma[y * width + x]!;
      if (x % 2 === 0 && y % 2 === 0) {
        const at = (y / 2) * half + x / 2;
        picture.blue[at] = other.blue[at]!;
        picture.red[at] = other.red[at]!;
      }
    }
  }
}

/** How far the wipe has come (0–1) when it reaches a place of the picture. */
function wipeOrder(shape: WipeShape, x: number, y: number): number {
  switch (shape) {
    case 'left':
      return 1 - x;
    case 'right':
      return x;
    case 'down':
      return y;
    case 'diagonal':
      return (x + y) / 2;
    case 'iris':
      return Math.hypot(x - 0.5, y - 0.5) / Math.SQRT1_2;
  }
}

/** Film grain: a table of normal noise, read from another place for every row of every frame. */
class Grain {
  readonly #random: () => number;
  readonly #table: Int8Array | null;

  constructor(strength: number, seed: number) {
    const random = seeded(seed + 4242);
    this.#random = random;
    const normal = (): number => (random() + random() + random() + random() - 2) * 1.732;
    this.#table = strength === 0 ? null : Int8Array.from({ length: 1 << 15 }, () => Math.round(normal() * strength));
  }

  put({ luma, width, height }: Planes): void {
    const table = this.#table;
    if (table == null) return;
    for (let y = 0; y < height; y++) {
      const from = Math.floor(this.#random() * (table.length - width));
      for (let x = 0; x < width; x++) {
        const value = luma[y * width + x]! + table[from + x]!;
        luma[y * width + x] = value < 16 ? 16 : value > 235 ? 235 : value;
      }
    }
  }
}

function copy(from: Planes, to: Planes): void {
  to.luma.set(from.luma);
  to.blue.set(from.blue);
  to.red.set(from.red);
}

/** Even lines of one picture, odd ones of another. */
function weave(even: Planes, odd: Planes, to: Planes): void {
  const half = to.width / 2;
  const lines = (plane: 'luma' | 'blue' | 'red', width: number): void => {
    for (let y = 0; y * width < to[plane].length; y++) {
      to[plane].set((y % 2 === 0 ? even : odd)[plane].subarray(y * width, (y + 1) * width), y * width);
    }
  };
  lines('luma', to.width);
  lines('blue', half);
  lines('red', half);
}
