import type { Picture } from './render.ts';

/** Letters of five by seven points, a row a number with the leftmost point in bit 4. */
const LETTERS: Record<string, readonly number[]> = {
  A: [14, 17, 17, 31, 17, 17, 17],
  B: [30, 17, 17, 30, 17, 17, 30],
  C: [14, 17, 16, 16, 16, 17, 14],
  D: [30, 17, 17, 17, 17, 17, 30],
  E: [31, 16, 16, 30, 16, 16, 31],
  H: [17, 17, 17, 31, 17, 17, 17],
  I: [14, 4, 4, 4, 4, 4, 14],
  L: [16, 16, 16, 16, 16, 16, 31],
  M: [17, 27, 21, 21, 17, 17, 17],
  N: [17, 25, 21, 19, 17, 17, 17],
  O: [14, 17, 17, 17, 17, 17, 14],
  R: [30, 17, 17, 30, 20, 18, 17],
  S: [15, 16, 16, 14, 1, 1, 30],
  T: [31, 4, 4, 4, 4, 4, 4],
  U: [17, 17, 17, 17, 17, 17, 14],
  V: [17, 17, 17, 17, 17, 10, 4],
};
const LETTER_WIDTH = 6;
const LINE_HEIGHT = 12;

export interface Card {
  width: number;
  height: number;
  lines: readonly string[];
  /** Samples a point is wide and tall. */
  scale?: number;
  ink?: number;
  ground?: number;
  /** Samples by which the text has moved up. */
  up?: number;
}

/** A card of centred capital letters (those above) on a plain ground, as luma. */
export function card({ width, height, lines, scale = 1, ink = 235, ground = 16, up = 0 }: Card): Picture {
  const picture = new Uint8Array(width * height).fill(ground);
  const top = Math.round((height - lines.length * LINE_HEIGHT * scale) / 2) - up;
  lines.forEach((line, row) => {
    const left = Math.round((width - line.length * LETTER_WIDTH * scale) / 2);
    [...line].forEach((letter, column) => {
      const points = LETTERS[letter] ?? [];
      points.forEach((bits, y) => {
        for (let x = 0; x < 5; x++) {
          if ((bits & (16 >> x)) === 0) continue;
          const at = { x: left + (column * LETTER_WIDTH + x) * scale, y: top + (row * LINE_HEIGHT + y) * scale };
          fill(picture, { ...at, width, height, scale, ink });
        }
      });
    });
  });
  return picture;
}

function fill(
  picture: Picture,
  square: { x: number; y: number; width: number; height: number; scale: number; ink: number },
): void {
  const { x, y, width, height, scale, ink } = square;
  for (let row = Math.max(0, y); row < Math.min(height, y + scale); row++) {
    picture.fill(ink, row * width + Math.max(0, x), row * width + Math.min(width, x + scale));
  }
}

/** Lines of names, as a roll of credits has them; the same seed, the same names. */
export function names(seed: number, count: number): string[] {
  const letters = Object.keys(LETTERS);
  let state = seed * 2_654_435_761;
  const draw = (most: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return (state >>> 8) % most;
  };
  const word = (): string => Array.from({ length: 3 + draw(5) }, () => letters[draw(letters.length)]!).join('');
  return Array.from({ length: count }, () => (draw(4) === 0 ? '' : `${word()} ${word()}`));
}
