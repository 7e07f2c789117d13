/** Values of pixels, row by row. */
export interface PixelRows {
  bytes: Uint8Array;
  width: number;
  height: number;
  /** Bytes from a pixel to the one below it, and before the first pixel. */
  stride: number;
  offset: number;
}

/**
 * Gives every pixel inside a mask a value. The runs go down the columns, and are left out beyond the picture. Painting down a
 * column touches another line of the cache with every pixel; so rows are filled, from the column in which they come into the
 * mask to that in which they leave it. Two columns beside each other differ in few rows, which are found by going down
 * the places where either goes in or out.
 */
export function paintMask(rows: PixelRows, runs: readonly number[], value: number): void {
  const { bytes, width, height, stride, offset } = rows;
  /** By row: the column from which it is inside, or -1. */
  const since = new Int32Array(height).fill(-1);
  const turn = (fromRow: number, toRow: number, column: number): void => {
    for (let row = fromRow; row < toRow; row++) {
      const from = since[row]!;
      if (from === -1) {
        since[row] = column;
        continue;
      }
      const first = offset + row * stride;
      bytes.fill(value, first + from, first + column);
      since[row] = -1;
    }
  };
  let [before, now]: [number[], number[]] = [[], []];
  let column = 0;
  const nextColumn = (): void => {
    eachDifference(before, now, (from, to) => turn(from, to, column));
    [before, now] = [now, before];
    now.length = 0;
    column++;
  };
  let at = 0;
  for (const [index, run] of runs.entries()) {
    const end = Math.min(width * height, at + run);
    while (index % 2 === 1 && at < end) {
      while ((column + 1) * height <= at) nextColumn();
      const from = at - column * height;
      at = Math.min(end, (column + 1) * height);
      now.push(from, at - column * height);
    }
    at = end;
  }
  // The column after the last one of the mask is where its rows end.
  while (column < width && before.length + now.length > 0) nextColumn();
  for (let row = 0; row < height; row++) if (since[row] !== -1) turn(row, row + 1, width);
}

/** Calls for the rows that are inside one of two columns alone: lists of rows, ascending, where they go in and out in turn. */
function eachDifference(a: readonly number[], b: readonly number[], call: (from: number, to: number) => void): void {
  let [inA, inB, from] = [0, 0, 0];
  let isOpen = false;
  while (inA < a.length || inB < b.length) {
    const to = Math.min(a[inA] ?? Infinity, b[inB] ?? Infinity);
    if (isOpen) call(from, to);
    for (; a[inA] === to; inA++) isOpen = !isOpen;
    for (; b[inB] === to; inB++) isOpen = !isOpen;
    from = to;
  }
}
