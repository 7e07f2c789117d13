/** Height of a digit and the way from one to the next, in units of its strokes; OpenCV's Hershey simplex has the same. */
export const DIGIT_HEIGHT = 21;
export const DIGIT_ADVANCE = 20;

type Point = readonly [right: number, up: number];

/** Digits as pen strokes on a grid, from the baseline up. */
const STROKES: Record<string, readonly Point[][]> = {
  '0': [path('10,21 6,20 4,16 3,10.5 4,5 6,1 10,0 14,1 16,5 17,10.5 16,16 14,20 10,21')],
  '1': [path('6,17 10,21 10,0')],
  '2': [path('4,16 5,19 8,21 12,21 15,19 16,16 15,12 4,0 17,0')],
  '3': [path('5,21 16,21 10,13 13,13 16,11 17,7 16,3 13,0 8,0 5,1 3,4')],
  '4': [path('13,0 13,21 3,7 18,7')],
  '5': [path('15,21 5,21 4,12 8,14 12,14 15,12 17,8 16,4 13,1 9,0 5,1 3,4')],
  '6': [path('16,18 14,21 10,21 6,18 4,13 4,7 5,3 8,0 12,0 15,2 17,6 16,10 13,12 9,12 6,10 4,7')],
  '7': [path('3,21 17,21 7,0')],
  '8': [path('9,21 5,19 5,15 8,12 13,11 16,8 17,4 15,1 11,0 8,0 5,1 3,4 4,8 7,11 12,12 15,15 15,19 11,21 9,21')],
  '9': [path('16,14 15,11 12,9 8,9 5,11 3,15 4,18 7,21 11,21 14,19 16,16 16,10 15,5 13,1 9,0 5,0 4,2')],
};

function path(text: string): Point[] {
  return text.split(' ').map((pair) => pair.split(',').map(Number) as unknown as Point);
}

/** How much of each pixel a number covers, 0 to 255, row by row; `left` and `top` are offsets from the text's origin. */
export interface Stencil {
  left: number;
  top: number;
  width: number;
  height: number;
  alpha: Uint8Array;
}

/** Pixels that a number of this size takes, without the pen's thickness. */
export function numberSize(id: number, scale: number): { width: number; height: number } {
  return { width: String(id).length * DIGIT_ADVANCE * scale, height: DIGIT_HEIGHT * scale };
}

/**
 * Draws a number with a round pen. The origin is the left end of the baseline, as in OpenCV's `putText`; `scale` is pixels
 * per unit and `thickness` that of the pen in pixels. Plain arithmetic and square roots alone: equal bytes everywhere.
 */
export function drawNumber(id: number, { scale, thickness }: { scale: number; thickness: number }): Stencil {
  const size = numberSize(id, scale);
  const margin = Math.ceil(thickness / 2) + 1;
  const [width, height] = [Math.ceil(size.width) + 2 * margin, Math.ceil(size.height) + 2 * margin];
  const [left, top] = [-margin, -Math.ceil(size.height) - margin];
  const lines = [...String(id)].flatMap((digit, at) => linesOf(digit, { shift: at * DIGIT_ADVANCE, scale }));
  const alpha = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const away = Math.sqrt(Math.min(...lines.map((line) => squaredDistance(line, left + x + 0.5, top + y + 0.5))));
      alpha[y * width + x] = Math.round(255 * Math.min(1, Math.max(0, thickness / 2 + 0.5 - away)));
    }
  }
  return { left, top, width, height, alpha };
}

type Line = [x1: number, y1: number, x2: number, y2: number];

function linesOf(digit: string, { shift, scale }: { shift: number; scale: number }): Line[] {
  return (STROKES[digit] ?? []).flatMap((points) =>
    points.slice(1).map(([x, y], at): Line => {
      const [fromX, fromY] = points[at]!;
      return [(shift + fromX) * scale, -fromY * scale, (shift + x) * scale, -y * scale];
    }),
  );
}

function squaredDistance([x1, y1, x2, y2]: Line, x: number, y: number): number {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const way = Math.min(1, Math.max(0, ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy)));
  const [awayX, awayY] = [x - x1 - way * dx, y - y1 - way * dy];
  return awayX * awayX + awayY * awayY;
}
