import { seeded } from '../../test/support/random.ts';

/** How drawn frames become frames of the file: which are left out, repeated or woven, and when each is shown. */
export interface Timing {
  kind: 'constant' | 'vfr' | 'gaps' | 'skips' | 'repeats' | 'pulldown' | 'interlaced';
  seed: number;
  /** Time of the first frame in seconds. */
  startSeconds: number;
  /** Drawn frames at the start that the file holds but an edit list hides. */
  hidden: number;
  /** The film is two files joined byte by byte, the second of which counts its time from zero again. */
  joined: boolean;
}

export const PLAIN_TIMING: Timing = { kind: 'constant', seed: 0, startSeconds: 0, hidden: 0, joined: false };

/** A frame of the file: the drawn frames in its even and odd lines, and when it is shown, in frame lengths. */
export interface Shown {
  top: number;
  bottom: number;
  at: number;
}

/** The frames of a file of `drawn` drawn frames. */
export function showFrames({ kind, seed }: Timing, drawn: number): Shown[] {
  const random = seeded(seed * 7919 + 17);
  const whole = (frame: number, at: number): Shown => ({ top: frame, bottom: frame, at });
  switch (kind) {
    case 'constant':
      return Array.from({ length: drawn }, (_, frame) => whole(frame, frame));
    case 'vfr': {
      // A telephone's pace: some seconds at each of several rates, every frame new.
      const shown: Shown[] = [];
      for (let frame = 0, at = 0, length = 1; frame < drawn; frame++) {
        if (frame % 40 === 0) length = [1, 2, 0.5, 1.5][Math.floor(random() * 4)]!;
        shown.push(whole(frame, at));
        at += length;
      }
      return shown;
    }
    case 'gaps':
      // Left-out frames whose time is kept: the frame before is shown for longer.
      return choose(drawn, random).map((frame) => whole(frame, frame));
    case 'skips':
      return choose(drawn, random).map((frame, at) => whole(frame, at));
    case 'repeats': {
      const shown: number[] = [];
      for (let frame = 0; frame < drawn; frame++) {
        for (let times = random() < 0.12 ? 2 + Math.floor(random() * 2) : 1; times > 0; times--) shown.push(frame);
      }
      return shown.map(whole);
    }
    case 'pulldown': {
      // Two and three fields of each film frame in turn: A A, B B, B C, C D, D D.
      const fields = Array.from({ length: drawn }, (_, frame) => Array<number>(2 + (frame % 2)).fill(frame)).flat();
      return weave(fields);
    }
    case 'interlaced':
      return weave(Array.from({ length: drawn }, (_, frame) => frame));
  }
}

/** Most frames; never two neighbours left out, and never the first. */
function choose(drawn: number, random: () => number): number[] {
  const kept: number[] = [];
  for (let frame = 0; frame < drawn; frame++) {
    if (frame === 0 || random() >= 0.12 || kept.at(-1) !== frame - 1) kept.push(frame);
  }
  return kept;
}

function weave(fields: readonly number[]): Shown[] {
  return Array.from({ length: Math.floor(fields.length / 2) }, (_, at) => {
    return { top: fields[2 * at]!, bottom: fields[2 * at + 1]!, at };
  });
}

/** Frames of the file a second, for so many drawn ones: pulldown makes five of four, interlacing one of two. */
export function rateFactor(kind: Timing['kind']): { num: number; den: number } {
  if (kind === 'pulldown') return { num: 5, den: 4 };
  return kind === 'interlaced' ? { num: 1, den: 2 } : { num: 1, den: 1 };
}
