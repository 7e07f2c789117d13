import type { Planes } from '../../demo/photograph.ts';
import { seeded } from '../../test/support/random.ts';
import type { Happening } from './composition.ts';

/** Puts onto the picture of drawn frame `frame` what happens then. */
export function applyHappenings(picture: Planes, happenings: readonly Happening[], frame: number): void {
  for (const happening of happenings) {
    if (frame < happening.first || frame >= happening.end) continue;
    const at = frame - happening.first;
    const length = happening.end - happening.first;
    switch (happening.kind) {
      case 'flash':
      case 'strobe':
        if (Math.floor(at / happening.period) % 2 === 0) whiten(picture, happening.strength);
        break;
      case 'lightning':
        lighten(picture, 1 + happening.strength * lightningAt(happening.seed, at));
        break;
      case 'flicker':
        lighten(picture, 1 + happening.strength * (2 * seeded(happening.seed + at * 7919)() - 1));
        break;
      case 'explosion':
        explode(picture, happening, { at, length });
        break;
      case 'exposure':
        lighten(picture, happening.from + ((happening.to - happening.from) * (at + 1)) / length);
        break;
      case 'letterbox':
        drawBars(picture, happening.from + ((happening.to - happening.from) * (at + 1)) / length);
        break;
      case 'subtitle':
        drawSubtitle(picture, happening);
        break;
      default:
    }
  }
}

/** Two strokes, each of which dies away over some frames. */
function lightningAt(seed: number, at: number): number {
  const second = 3 + (seed % 5);
  const stroke = (since: number): number => (since < 0 ? 0 : 0.35 ** since);
  return Math.max(stroke(at), at >= second ? 0.8 * stroke(at - second) : 0);
}

function whiten(picture: Planes, strength: number): void {
  for (let at = 0; at < picture.luma.length; at++) {
    picture.luma[at] = picture.luma[at]! + (235 - picture.luma[at]!) * strength;
  }
  for (const plane of [picture.blue, picture.red]) {
    for (let at = 0; at < plane.length; at++) plane[at] = plane[at]! + (128 - plane[at]!) * strength;
  }
}

function lighten(picture: Planes, gain: number): void {
  const table = Uint8Array.from({ length: 256 }, (_, value) => {
    return Math.max(16, Math.min(235, Math.round(16 + (value - 16) * gain)));
  });
  for (let at = 0; at < picture.luma.length; at++) picture.luma[at] = table[picture.luma[at]!]!;
}

/** A ball of fire that grows over most of the picture within `growth` frames and then dies away. */
function explode(
  picture: Planes,
  { x, y, growth }: { x: number; y: number; growth: number },
  { at, length }: { at: number; length: number },
): void {
  const share = Math.min(1, (at + 1) / growth);
  const fade = at < growth ? 1 : 1 - (at - growth) / Math.max(1, length - growth);
  const reach = share * 1.1 * picture.width;
  const half = picture.width / 2;
  for (let row = 0; row < picture.height; row++) {
    for (let column = 0; column < picture.width; column++) {
      const [dx, dy] = [column - x * picture.width, row - y * picture.height];
      const ragged = 1 + 0.12 * Math.sin(dx * 0.09 + at) + 0.12 * Math.cos(dy * 0.11 - at * 0.7);
      const heat = fade * Math.max(0, Math.min(1, 2.2 * (1 - (Math.hypot(dx, dy) * ragged) / reach)));
      if (heat === 0) continue;
      const place = row * picture.width + column;
      picture.luma[place] = picture.luma[place]! + (225 - picture.luma[place]!) * heat;
      if (row % 2 === 0 && column % 2 === 0) {
        const chroma = (row / 2) * half + column / 2;
        picture.blue[chroma] = picture.blue[chroma]! + (84 - picture.blue[chroma]!) * heat;
        picture.red[chroma] = picture.red[chroma]! + (160 - picture.red[chroma]!) * heat;
      }
    }
  }
}

/** Black bars above and below, each `share` of the picture's height. */
export function drawBars(picture: Planes, share: number): void {
  const rows = Math.round((share * picture.height) / 2) * 2;
  if (rows <= 0) return;
  const { width, height } = picture;
  picture.luma.fill(16, 0, rows * width);
  picture.luma.fill(16, (height - rows) * width);
  for (const plane of [picture.blue, picture.red]) {
    plane.fill(128, 0, (rows * width) / 4);
    plane.fill(128, ((height - rows) * width) / 4);
  }
}

/** Rows of made-up letters, white with a black edge, in the lower part of the picture. */
function drawSubtitle(picture: Planes, { seed, lines }: { seed: number; lines: number }): void {
  const random = seeded(seed);
  const cell = Math.max(2, Math.round(picture.height / 110));
  for (let line = 0; line < lines; line++) {
    const letters = 18 + Math.floor(random() * 16);
    const top = picture.height - (lines - line) * cell * 9 - cell * 4;
    const start = Math.round((picture.width - letters * cell * 5) / 2);
    for (let letter = 0; letter < letters; letter++) {
      const isSpace = random() < 0.16;
      const glyph = Math.floor(random() * 0x7fff_ffff);
      if (!isSpace) drawGlyph(picture, glyph, { left: start + letter * cell * 5, top, cell });
    }
  }
}

/** A letter of 4 × 7 cells, some of which are ink. */
function drawGlyph(picture: Planes, glyph: number, at: { left: number; top: number; cell: number }): void {
  const { left, top, cell } = at;
  for (let row = -1; row <= 7; row++) {
    for (let column = -1; column <= 4; column++) {
      const inside = row >= 0 && row < 7 && column >= 0 && column < 4;
      const isInk = inside && (column === 0 || ((glyph >> (row * 4 + column)) & 1) === 1);
      fill(picture, { x: left + column * cell, y: top + row * cell, side: cell, luma: isInk ? 230 : 16 });
    }
  }
}

function fill(picture: Planes, { x, y, side, luma }: { x: number; y: number; side: number; luma: number }): void {
  for (let row = Math.max(0, y); row < Math.min(picture.height, y + side); row++) {
    const from = row * picture.width;
    picture.luma.fill(luma, from + Math.max(0, x), from + Math.max(0, Math.min(picture.width, x + side)));
  }
}
