import { mix, shoot } from '../../demo/camera.ts';
import type { Planes } from '../../demo/photograph.ts';
import { seeded } from '../../test/support/random.ts';
import type { Move, Tone, View } from './composition.ts';
import type { World } from './worlds.ts';

/** Movement within one frame (shares of the picture's width) from which the shutter blurs it, and its steps at most. */
const BLUR_FROM = 0.02;
const MOST_STEPS = 5;
/** Share of a frame's time for which the shutter is open. */
const SHUTTER = 0.5;

/** Takes the picture of frame `at` (may lie between frames) of a shot `length` frames long. */
export function takePicture(
  world: World,
  move: Move,
  { at, length, picture, spare }: { at: number; length: number; picture: Planes; spare: Planes },
): void {
  const speed = Math.abs(viewAt(move, at + 1, length)[0] - viewAt(move, at, length)[0]) / viewAt(move, at, length)[2];
  const steps = speed < BLUR_FROM ? 1 : Math.min(MOST_STEPS, 1 + Math.ceil(speed * 12));
  look(world, viewAt(move, at, length), picture);
  for (let step = 1; step < steps; step++) {
    look(world, viewAt(move, at + (SHUTTER * step) / steps, length), spare);
    mix(picture, spare, 1 / (step + 1));
  }
}

/** The smallest copy of the world that is still finer than the picture. */
function look(world: World, view: View, picture: Planes): void {
  const whole = world[0]!;
  const aspect = picture.height / picture.width;
  const width = Math.min(view[2], whole.height / aspect / whole.width, 1);
  const left = Math.max(0, Math.min(1 - width, view[0]));
  const top = Math.max(0, Math.min(whole.height / whole.width - width * aspect, view[1]));
  const step = (width * whole.width) / picture.width;
  const level = Math.max(0, Math.min(world.length - 1, Math.floor(Math.log2(Math.max(1, step)))));
  const copy = world[level]!;
  const scale = whole.width / 2 ** level;
  shoot(copy, [left * scale, top * scale, width * scale], picture);
}

/** Where the camera looks at a moment of the shot. */
function viewAt(move: Move, at: number, length: number): View {
  const [first, end] = move.between ?? [0, length];
  const share = Math.max(0, Math.min(1, (at - first) / Math.max(1, end - first)));
  const eased = move.between == null ? share : share * share * (3 - 2 * share);
  const view = move.from.map((value, index) => value + (move.to[index]! - value) * eased) as View;
  const [swayX, swayY] = sway(move, at);
  const [joltX, joltY] = jolt(move, at);
  view[0] += (swayX + joltX) * view[2];
  view[1] += (swayY + joltY) * view[2];
  return view;
}

function sway({ handheld, seed }: Move, at: number): [number, number] {
  if (handheld === 0) return [0, 0];
  const phase = (seed % 97) / 9;
  const wave = (speed: number, shift: number): number => Math.sin(at * speed + phase * shift);
  return [
    handheld * (0.6 * wave(0.21, 1) + 0.3 * wave(0.47, 2) + 0.1 * wave(1.1, 3)),
    handheld * (0.6 * wave(0.17, 4) + 0.3 * wave(0.53, 5) + 0.1 * wave(1.3, 6)),
  ];
}

function jolt({ jolt: jolts, seed }: Move, at: number): [number, number] {
  if (jolts == null || at < jolts.first || at >= jolts.end) return [0, 0];
  const random = seeded(seed * 613 + Math.floor(at));
  return [(random() * 2 - 1) * jolts.amount, (random() * 2 - 1) * jolts.amount];
}

/** Tables that a tone maps luma and chroma by. */
export interface ToneTable {
  luma: Uint8Array;
  chroma: Uint8Array;
}

export function toneTable({ gain, lift, gamma, colour }: Tone): ToneTable {
  const clip = (value: number): number => Math.max(16, Math.min(235, Math.round(value)));
  return {
    luma: Uint8Array.from({ length: 256 }, (_, value) => {
      const light = Math.max(0, (value - 16) / 219);
      return clip(16 + 219 * (lift + gain * light ** gamma));
    }),
    chroma: Uint8Array.from({ length: 256 }, (_, value) => clip(128 + (value - 128) * colour)),
  };
}

export function develop(picture: Planes, { luma, chroma }: ToneTable): void {
  for (let at = 0; at < picture.luma.length; at++) picture.luma[at] = luma[picture.luma[at]!]!;
  for (const plane of [picture.blue, picture.red]) {
    for (let at = 0; at < plane.length; at++) plane[at] = chroma[plane[at]!]!;
  }
}
