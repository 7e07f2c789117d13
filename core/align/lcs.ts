/** Matched positions, both strictly increasing. */
export interface LcsMatch {
  a: Int32Array;
  b: Int32Array;
}

/** Memory for stored rows, in 32-bit words (64 MiB); above it rows are recomputed from checkpoints. */
const ROW_BUDGET_WORDS = 1 << 24;

/**
 * Where each token of `a` stands in `b`: the entries from `starts[row]` to `ends[row]`, each a word of 32 positions and
 * the bits set in it. Tokens that are not in `b` have none.
 */
interface Positions {
  starts: Int32Array;
  ends: Int32Array;
  words: Int32Array;
  masks: Int32Array;
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
  const positions = indexPositions(a, b);
  const segments = Math.ceil(a.length / segment);
  // Row 0 of a checkpoint is V before the segment's first token.
  const checkpoints = new Int32Array(segments * width);
  const rows = new Int32Array((segment + 1) * width);
  rows.fill(-1, 0, width);
  for (let index = 0; index < segments; index += 1) {
    if (index > 0) rows.copyWithin(0, segment * width, (segment + 1) * width);
    checkpoints.set(rows.subarray(0, width), index * width);
    fillRows(rows, { positions, width, from: index * segment, to: Math.min(a.length, (index + 1) * segment) });
  }
  const matches = { a: [], b: [] };
  let column = b.length;
  for (let index = segments - 1; index >= 0 && column > 0; index -= 1) {
    const from = index * segment;
    const to = Math.min(a.length, from + segment);
    if (index < segments - 1) {
      rows.set(checkpoints.subarray(index * width, (index + 1) * width));
      fillRows(rows, { positions, width, from, to });
    }
    column = backtrack(rows, { width, from, to, column, matches });
  }
  return { a: new Int32Array(matches.a).reverse(), b: new Int32Array(matches.b).reverse() };
}

function indexPositions(a: Int32Array, b: Int32Array): Positions {
  const ids = new Map<number, number>();
  const idOf = new Int32Array(b.length);
  for (let at = 0; at < b.length; at += 1) {
    const id = ids.get(b[at]!) ?? ids.size;
    if (id === ids.size) ids.set(b[at]!, id);
    idOf[at] = id;
  }
  // Each token has room for as many words as it has positions, in the order of the tokens.
  const startOf = new Int32Array(ids.size + 1);
  for (const id of idOf) startOf[id + 1]! += 1;
  for (let id = 0; id < ids.size; id += 1) startOf[id + 1]! += startOf[id]!;
  const endOf = startOf.slice(0, ids.size);
  const words = new Int32Array(b.length);
  const masks = new Int32Array(b.length);
  for (let at = 0; at < b.length; at += 1) {
    const id = idOf[at]!;
    const last = endOf[id]! - 1;
    const entry = last >= startOf[id]! && words[last] === at >>> 5 ? last : endOf[id]!++;
    words[entry] = at >>> 5;
    masks[entry]! |= 1 << (at & 31);
  }
  const starts = new Int32Array(a.length);
  const ends = new Int32Array(a.length);
  for (let row = 0; row < a.length; row += 1) {
    const id = ids.get(a[row]!);
    if (id === undefined) continue;
    starts[row] = startOf[id]!;
    ends[row] = endOf[id]!;
  }
  return { starts, ends, words, masks };
}

interface RowRange {
  positions: Positions;
  width: number;
  from: number;
  to: number;
}

/** Computes the rows of tokens `from` to `to` below row 0. */
function fillRows(rows: Int32Array, { positions, width, from, to }: RowRange): void {
  const { starts, ends, words, masks } = positions;
  for (let token = from; token < to; token += 1) {
    const base = (token - from + 1) * width;
    rows.copyWithin(base, base - width, base);
    const end = ends[token]!;
    let carry = 0;
    let at = base;
    for (let entry = starts[token]!; entry < end; entry += 1) {
      const word = base + words[entry]!;
      if (carry !== 0) carry = runCarry(rows, at, word);
      const value = rows[word]!;
      const match = value & masks[entry]!;
      const sum = (value + match + carry) | 0;
      rows[word] = sum | (value ^ match);
      // The sum overflowed where both have the sign bit, or one has it and the sum lost it; `match` is part of `value`.
      carry = (match | (value & ~sum)) >>> 31;
      at = word + 1;
    }
    if (carry !== 0) runCarry(rows, at, base + width);
  }
}

/** Adds one to words without the token until one has a zero to take it. Returns what is left at `end`. */
function runCarry(rows: Int32Array, from: number, end: number): number {
  for (let at = from; at < end; at += 1) {
    const value = rows[at]!;
    if (value === -1) continue;
    rows[at] = value | (value + 1);
    return 0;
  }
  return 1;
}

interface Backtrack {
  width: number;
  from: number;
  to: number;
  column: number;
  /** Positions of the matches, from the last one on. */
  matches: { a: number[]; b: number[] };
}

/** Walks one segment upwards; a zero bit that the row above lacks is a match. Returns the column reached. */
function backtrack(rows: Int32Array, { width, from, to, column, matches }: Backtrack): number {
  let row = to - from;
  let at = column;
  while (row > 0 && at > 0) {
    const word = (at - 1) >>> 5;
    const bit = 1 << ((at - 1) & 31);
    if ((rows[row * width + word]! & bit) !== 0) at -= 1;
    else if ((rows[(row - 1) * width + word]! & bit) === 0) row -= 1;
    else {
      matches.a.push(from + row - 1);
      matches.b.push(at - 1);
      row -= 1;
      at -= 1;
    }
  }
  return at;
}
