/** Matched positions, both strictly increasing. */
export interface LcsMatch {
  a: Int32Array;
  b: Int32Array;
}

/** Memory for stored rows, in 32-bit words (64 MiB); above it rows are recomputed from checkpoints. */
const ROW_BUDGET_WORDS = 1 << 24;

/** Where a token stands in `b`, as words of 32 positions and the bits set in each. */
interface Positions {
  words: number[];
  masks: number[];
}

/**
 * Exact longest common subsequence of two token sequences (interned as integers).
 *
 * Bit-parallel after Hyyrö (2004): V' = (V + (V & M)) | (V & ~M) over 32-bit words, with rows stored for back-tracking.
 * A row costs a copy and only the words where its token occurs or a carry runs. Time O(|a| |b| / 32) at worst; memory is
 * bounded by `budgetWords`: beyond it every k-th row is kept and the rows between are computed again.
 */
export function lcs(a: Int32Array, b: Int32Array, options: { budgetWords?: number } = {}): LcsMatch {
  const width = Math.ceil(b.length / 32);
  if (a.length === 0 || width === 0) return { a: new Int32Array(0), b: new Int32Array(0) };
  const budget = options.budgetWords ?? ROW_BUDGET_WORDS;
  const segment =
    a.length * width <= budget
      ? a.length
      : Math.max(1, Math.min(Math.ceil(Math.sqrt(a.length)), Math.floor(budget / width)));
  const positions = indexPositions(b);
  const segments = Math.ceil(a.length / segment);
  // Row 0 of a checkpoint is V before the segment's first token.
  const checkpoints = new Uint32Array(segments * width);
  const rows = new Uint32Array((segment + 1) * width);
  rows.fill(0xffffffff, 0, width);
  for (let index = 0; index < segments; index += 1) {
    if (index > 0) rows.copyWithin(0, segment * width, (segment + 1) * width);
    checkpoints.set(rows.subarray(0, width), index * width);
    fillRows(rows, { a, positions, width, from: index * segment, to: Math.min(a.length, (index + 1) * segment) });
  }
  const matches: [number, number][] = [];
  let column = b.length;
  for (let index = segments - 1; index >= 0 && column > 0; index -= 1) {
    const from = index * segment;
    const to = Math.min(a.length, from + segment);
    if (index < segments - 1) {
      rows.set(checkpoints.subarray(index * width, (index + 1) * width));
      fillRows(rows, { a, positions, width, from, to });
    }
    column = backtrack(rows, { width, from, to, column, matches });
  }
  matches.reverse();
  return { a: Int32Array.from(matches, (pair) => pair[0]), b: Int32Array.from(matches, (pair) => pair[1]) };
}

function indexPositions(b: Int32Array): Map<number, Positions> {
  const positions = new Map<number, Positions>();
  for (let at = 0; at < b.length; at += 1) {
    const token = b[at]!;
    let found = positions.get(token);
    if (found === undefined) positions.set(token, (found = { words: [], masks: [] }));
    const word = at >>> 5;
    const last = found.words.length - 1;
    if (last >= 0 && found.words[last] === word) found.masks[last]! |= 1 << (at & 31);
    else {
      found.words.push(word);
      found.masks.push(1 << (at & 31));
    }
  }
  return positions;
}

interface RowRange {
  a: Int32Array;
  positions: Map<number, Positions>;
  width: number;
  from: number;
  to: number;
}

/** Computes the rows of tokens `from` to `to` below row 0. */
function fillRows(rows: Uint32Array, { a, positions, width, from, to }: RowRange): void {
  for (let row = 1; row <= to - from; row += 1) {
    const base = row * width;
    rows.copyWithin(base, base - width, base);
    const found = positions.get(a[from + row - 1]!);
    if (found === undefined) continue;
    const { words, masks } = found;
    let carry = 0;
    let carryTo = -1;
    for (let index = 0; index < words.length; index += 1) {
      const word = words[index]!;
      // A carry runs through words without the token until one has a zero to take it.
      for (; carry === 1 && carryTo < word; carryTo += 1) {
        const value = rows[base + carryTo]!;
        carry = value === 0xffffffff ? 1 : 0;
        rows[base + carryTo] = (value + 1) | value;
      }
      const value = rows[base + word]!;
      const match = (value & masks[index]!) >>> 0;
      const sum = value + match + (carry === 1 && carryTo === word ? 1 : 0);
      rows[base + word] = (sum >>> 0) | (value & ~masks[index]!);
      carry = sum > 0xffffffff ? 1 : 0;
      carryTo = word + 1;
    }
    for (; carry === 1 && carryTo < width; carryTo += 1) {
      const value = rows[base + carryTo]!;
      carry = value === 0xffffffff ? 1 : 0;
      rows[base + carryTo] = (value + 1) | value;
    }
  }
}

interface Backtrack {
  width: number;
  from: number;
  to: number;
  column: number;
  matches: [number, number][];
}

/** Walks one segment upwards; a zero bit that the row above lacks is a match. Returns the column reached. */
function backtrack(rows: Uint32Array, { width, from, to, column, matches }: Backtrack): number {
  let row = to - from;
  let at = column;
  while (row > 0 && at > 0) {
    const word = (at - 1) >>> 5;
    const bit = 1 << ((at - 1) & 31);
    if ((rows[row * width + word]! & bit) !== 0) at -= 1;
    else if ((rows[(row - 1) * width + word]! & bit) === 0) row -= 1;
    else {
      matches.push([from + row - 1, at - 1]);
      row -= 1;
      at -= 1;
    }
  }
  return at;
}
