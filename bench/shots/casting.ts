import { seeded } from '../../test/support/random.ts';
import type { Actor, Join, Move, ShotSpec, Tone, View, WorldSpec } from './composition.ts';

const PHOTOGRAPHS = 6;
/** Height of a world as a share of its width, at least: views are placed within it. */
const WORLD_HEIGHT = 0.66;

export const CUT: Join = { kind: 'cut' };
const STILL = { handheld: 0, seed: 0 };

type Kind = WorldSpec['kind'];

/** Draws shots by lot: the same seed gives the same shots. */
export class Caster {
  readonly #random: () => number;
  readonly #aspect: number;
  #last: WorldSpec | null = null;

  /** `aspect` is the picture's height as a share of its width. */
  constructor(seed: number, aspect: number) {
    this.#random = seeded(seed);
    this.#aspect = aspect;
  }

  between(low: number, high: number): number {
    return low + this.#random() * (high - low);
  }

  /** A whole number from `low` to `high`, both included. */
  count(low: number, high: number): number {
    return low + Math.floor(this.#random() * (high - low + 1));
  }

  oneOf<T>(choices: readonly T[]): T {
    return choices[Math.floor(this.#random() * choices.length)]!;
  }

  /** Another world than the last one. */
  world(kinds: readonly Kind[] = ['photo', 'photo', 'photo', 'texture', 'facade', 'cartoon']): WorldSpec {
    for (;;) {
      const kind = this.oneOf(kinds);
      const world: WorldSpec =
        kind === 'photo'
          ? { kind, photo: this.count(1, PHOTOGRAPHS) }
          : { kind, seed: this.count(1, 1_000_000), palette: this.count(1, 1_000_000) };
      if (JSON.stringify(world) === JSON.stringify(this.#last)) continue;
      this.#last = world;
      return world;
    }
  }

  /** A view somewhere in the world; `width` as a share of the world's. */
  view(width = this.between(0.3, 0.8)): View {
    const most = Math.max(0, WORLD_HEIGHT - width * this.#aspect);
    return [this.between(0, 1 - width), this.between(0, most), width];
  }

  tone(look: 'usual' | 'dark' | 'pale' | 'grey' = 'usual'): Tone {
    switch (look) {
      case 'usual':
        return {
          gain: this.between(0.75, 1.1),
          lift: this.between(0, 0.06),
          gamma: this.between(0.85, 1.25),
          colour: this.between(0.6, 1.2),
        };
      case 'dark':
        return {
          gain: this.between(0.17, 0.32),
          lift: 0,
          gamma: this.between(0.9, 1.1),
          colour: this.between(0.2, 0.5),
        };
      case 'pale':
        return { gain: this.between(0.25, 0.4), lift: this.between(0.35, 0.55), gamma: 1, colour: 0.5 };
      case 'grey':
        return { gain: this.between(0.8, 1), lift: 0.02, gamma: this.between(0.9, 1.2), colour: 0 };
    }
  }

  /** A camera that stands. */
  still(view = this.view()): Move {
    return { from: view, to: view, ...STILL };
  }

  /** A slow pan, tilt or zoom: the view changes by `reach` of its width in a shot of `frames` frames at most. */
  drift(frames: number, reach = this.between(0, 0.004) * frames): Move {
    const width = this.between(0.3, 0.65);
    const [left, top] = this.view(width);
    const to = this.oneOf<View>([
      [this.#inside(left + reach * width * this.oneOf([-1, 1]), 1 - width), top, width],
      [left, this.#inside(top + reach * width * this.oneOf([-1, 1]), WORLD_HEIGHT - width * this.#aspect), width],
      [left + (reach * width) / 4, top + (reach * width * this.#aspect) / 4, width * (1 - reach / 2)],
    ]);
    return { from: [left, top, width], to, ...STILL };
  }

  handheld(move: Move, amount = this.between(0.004, 0.015)): Move {
    return { ...move, handheld: amount, seed: this.count(1, 1_000_000) };
  }

  /** A figure that crosses the picture during frames [first, end) of its shot. */
  figure(first: number, end: number): Actor {
    const toRight = this.#random() < 0.5;
    // One in four is near the camera and larger than the picture.
    const height = this.#random() < 0.25 ? this.between(1.2, 1.8) : this.between(0.45, 0.9);
    const y = Math.max(0.5, 1 - height / 2) + this.between(0, 0.15);
    const [here, there] = [-0.15 - height / 6, 1.15 + height / 6];
    return {
      shape: 'figure',
      from: [toRight ? here : there, y],
      to: [toRight ? there : here, y + this.between(-0.05, 0.05)],
      first,
      end,
      size: [height * 0.42 * this.#aspect, height],
      luma: this.count(30, 170),
      blue: this.count(100, 160),
      red: this.count(100, 160),
      seed: this.count(1, 1000),
    };
  }

  /** A shot that stands or moves a little, now and then with someone in it. */
  shot(frames: number, changes: Partial<ShotSpec> = {}): ShotSpec {
    const move = this.#random() < 0.4 ? this.still() : this.drift(frames);
    const someone = this.#random() < 0.25 ? [this.figure(-this.count(0, 30), this.count(40, 90))] : [];
    return {
      frames,
      world: this.world(),
      tone: this.tone(),
      move: this.#random() < 0.25 ? this.handheld(move) : move,
      actors: someone,
      join: CUT,
      ...changes,
    };
  }

  #inside(value: number, most: number): number {
    return Math.max(0, Math.min(Math.max(0, most), value));
  }
}
