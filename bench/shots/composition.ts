import type { Rational } from '../../core/schema/primitives.ts';
import type { Timing } from './timing.ts';

/** Part of a world that the camera sees: left, top and width as shares of the world's width. */
export type View = [left: number, top: number, width: number];

/** What lies before the camera: a photograph, or a picture drawn from a seed. */
export type WorldSpec =
  | { kind: 'photo'; photo: number }
  | { kind: 'texture' | 'cartoon' | 'night' | 'facade' | 'gradient'; seed: number; palette: number };

/** Light of a shot: luma is `lift + gain × luma^gamma` (black 0, white 1), chroma is scaled by `colour`. */
export interface Tone {
  gain: number;
  lift: number;
  gamma: number;
  colour: number;
}

/** The camera's way through a shot. Amounts of unrest are shares of the picture's width. */
export interface Move {
  from: View;
  to: View;
  /** Frames of the shot between which the way is gone; the whole shot by default. */
  between?: [first: number, end: number];
  /** Slow sway of a hand. */
  handheld: number;
  /** Jolts, another one every frame. */
  jolt?: { amount: number; first: number; end: number };
  seed: number;
}

/** A figure (head and body) or a plain lump crossing the picture; positions and sizes are shares of the picture. */
export interface Actor {
  shape: 'figure' | 'lump';
  /** Middle at `first` and at `end`, frames of the shot. */
  from: [x: number, y: number];
  to: [x: number, y: number];
  first: number;
  end: number;
  /** Width and height. */
  size: [number, number];
  luma: number;
  blue: number;
  red: number;
  seed: number;
}

/** How a shot begins. A gradual transition lies around the shot's first frame. */
export type Join =
  | { kind: 'cut' }
  | { kind: 'dissolve'; frames: number }
  | { kind: 'wipe'; frames: number; shape: 'left' | 'right' | 'down' | 'diagonal' | 'iris' }
  | { kind: 'fade'; colour: 'black' | 'white'; out: number; hold: number; in: number };

export interface ShotSpec {
  /** From its first frame to the next shot's; at a gradual transition that is the middle. */
  frames: number;
  world: WorldSpec;
  tone: Tone;
  move: Move;
  actors: Actor[];
  join: Join;
}

/** Something that happens within a shot and is no boundary: from `first` to `end` (exclusive), frames of the film. */
export type Happening = { first: number; end: number } & (
  | { kind: 'flash' | 'strobe'; strength: number; period: number }
  | { kind: 'lightning'; strength: number; seed: number }
  | { kind: 'explosion'; x: number; y: number; growth: number }
  | { kind: 'flicker'; strength: number; seed: number }
  | { kind: 'exposure'; from: number; to: number }
  | { kind: 'letterbox'; from: number; to: number }
  | { kind: 'subtitle'; seed: number; lines: number }
  /** Made by the camera, the actors or the encoder; listed for the report only. */
  | { kind: 'pan' | 'zoom' | 'shake' | 'foreground' | 'edge fade' }
);

export type Codec = 'h264' | 'hevc' | 'hevc10' | 'vp9' | 'av1' | 'mpeg2';

export interface Encoding {
  codec: Codec;
  container: 'mp4' | 'mkv' | 'webm' | 'ts' | 'h264';
  /** How much the picture suffers; `streamed` has the rate and the encoder's effort of films as they are distributed. */
  quality: 'good' | 'poor' | 'streamed';
  gop: number;
}

/** A film of the benchmark as its maker knows it: everything that it shows follows from these numbers. */
export interface Composition {
  id: string;
  category: string;
  seed: number;
  width: number;
  height: number;
  fps: Rational;
  shots: ShotSpec[];
  happenings: Happening[];
  /** Film fades in from, or out to, black at its ends: frames, 0 for none. */
  fadeIn: number;
  fadeOut: number;
  /** Standard deviation of the grain, in 8-bit steps. */
  grain: number;
  encoding: Encoding;
  timing: Timing;
}

/** A shot's place in the film, and the frames on which anything of it is seen. */
export interface Placed {
  start: number;
  end: number;
  seenFrom: number;
  seenTo: number;
}

/** Frames [first, end) over which a shot's join runs; empty for a cut. */
export function joinSpan(join: Join, start: number): { first: number; end: number } {
  switch (join.kind) {
    case 'cut':
      return { first: start, end: start };
    case 'fade': {
      const before = Math.floor(join.hold / 2);
      return { first: start - before - join.out, end: start - before + join.hold + join.in };
    }
    default: {
      const first = start - Math.floor(join.frames / 2);
      return { first, end: first + join.frames };
    }
  }
}

/** Where each shot lies. */
export function place(shots: readonly ShotSpec[]): Placed[] {
  let start = 0;
  const placed = shots.map((shot) => {
    const end = start + shot.frames;
    const one = { start, end, seenFrom: joinSpan(shot.join, start).first, seenTo: end };
    start = end;
    return one;
  });
  placed[0]!.seenFrom = 0;
  for (const [index, shot] of shots.entries()) {
    if (index > 0) placed[index - 1]!.seenTo = joinSpan(shot.join, placed[index]!.start).end;
  }
  return placed;
}
