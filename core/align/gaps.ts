import { worthOf, type Weights } from './chance.ts';

/** Matched positions of two lists of words. */
export type Pairs = [number, number][];

/** What is compared: token numbers of script and subtitles, and the worth of a match. */
export interface Texts {
  a: Int32Array;
  b: Int32Array;
  weights: Weights;
}

/** Bits that another word costs, a gap, and each word of it: long gaps are scenes that were cut. */
const OTHER_BITS = 2.5;
const GAP_BITS = 4;
const GAP_WORD_BITS = 0.04;

/** Sums in another order differ by less. */
const TIE_BITS = 1e-6;

const [SAME, SKIP_A, SKIP_B] = [0, 1, 2] as const;
type State = typeof SAME | typeof SKIP_A | typeof SKIP_B;

/**
 * Best alignment of the words at `left` (script) and `right` (subtitles), in these orders: equal words give their bits,
 * nearly equal ones less, other words and gaps cost. Gaps are affine, so that matches stay together instead of lying
 * scattered as in a plain LCS. Time and memory |left| · |right|.
 */
export function alignGap(left: readonly number[], right: readonly number[], { a, b, weights }: Texts): Pairs {
  const width = right.length + 1;
  const trace = new Uint8Array((left.length + 1) * width);
  let above = newRows(width);
  for (let column = 0; column < width; column += 1) {
    above[SAME][column] = column === 0 ? 0 : Number.NEGATIVE_INFINITY;
    above[SKIP_A][column] = Number.NEGATIVE_INFINITY;
    above[SKIP_B][column] = column === 0 ? Number.NEGATIVE_INFINITY : -GAP_BITS - GAP_WORD_BITS * column;
    trace[column] = SKIP_B << 4;
  }
  let below = newRows(width);
  const words = Int32Array.from(right, (place) => b[place]!);
  for (let row = 1; row <= left.length; row += 1) {
    fillRow({ above, below, trace, row, width }, a[left[row - 1]!]!, words, weights);
    [above, below] = [below, above];
  }
  return walkBack({ left, right, a, words, weights, trace, width }, bestState(above, width - 1));
}

type Rows = [Float64Array, Float64Array, Float64Array];
const newRows = (width: number): Rows => [new Float64Array(width), new Float64Array(width), new Float64Array(width)];

interface Row {
  above: Rows;
  below: Rows;
  trace: Uint8Array;
  row: number;
  width: number;
}

/** Trace of a cell: two bits a state, each naming the state it came from. */
function fillRow({ above, below, trace, row, width }: Row, word: number, words: Int32Array, weights: Weights): void {
  const [same, skipA, skipB] = below;
  const [aboveSame, aboveSkipA, aboveSkipB] = above;
  same[0] = Number.NEGATIVE_INFINITY;
  skipB[0] = Number.NEGATIVE_INFINITY;
  skipA[0] = -GAP_BITS - GAP_WORD_BITS * row;
  trace[row * width] = SKIP_A << 2;
  let [sameBefore, skipABefore, skipBBefore] = [same[0]!, skipA[0], skipB[0]!];
  for (let column = 1; column < width; column += 1) {
    const worth = worthOf(word, words[column - 1]!, weights);
    let mark: number = SAME;
    let best = aboveSame[column - 1]!;
    if (aboveSkipA[column - 1]! > best) {
      best = aboveSkipA[column - 1]!;
      mark = SKIP_A;
    }
    if (aboveSkipB[column - 1]! > best) {
      best = aboveSkipB[column - 1]!;
      mark = SKIP_B;
    }
    const [one, other] = [aboveSame[column]!, aboveSkipB[column]!];
    const opened = (one >= other ? one : other) - GAP_BITS;
    const longer = aboveSkipA[column]!;
    mark |= (longer >= opened ? SKIP_A : one >= other ? SAME : SKIP_B) << 2;
    const openedB = (sameBefore >= skipABefore ? sameBefore : skipABefore) - GAP_BITS;
    mark |= (skipBBefore >= openedB ? SKIP_B : sameBefore >= skipABefore ? SAME : SKIP_A) << 4;
    skipBBefore = (skipBBefore >= openedB ? skipBBefore : openedB) - GAP_WORD_BITS;
    sameBefore = best + (worth > 0 ? worth : -OTHER_BITS);
    skipABefore = (longer >= opened ? longer : opened) - GAP_WORD_BITS;
    same[column] = sameBefore;
    skipA[column] = skipABefore;
    skipB[column] = skipBBefore;
    trace[row * width + column] = mark;
  }
}

function bestState(rows: Rows, column: number): State {
  const [same, skipA, skipB] = [rows[SAME][column]!, rows[SKIP_A][column]!, rows[SKIP_B][column]!];
  // Of two places that say the same the earlier one is taken.
  if (skipB + TIE_BITS >= same && skipB >= skipA) return SKIP_B;
  return same >= skipA ? SAME : SKIP_A;
}

interface Walk {
  left: readonly number[];
  right: readonly number[];
  a: Int32Array;
  words: Int32Array;
  weights: Weights;
  trace: Uint8Array;
  width: number;
}

function walkBack({ left, right, a, words, weights, trace, width }: Walk, last: State): Pairs {
  const pairs: Pairs = [];
  let [row, column] = [left.length, right.length];
  let state = last;
  while (row > 0 && column > 0) {
    const mark = trace[row * width + column]!;
    const from = ((mark >> (2 * state)) & 3) as State;
    if (state === SAME) {
      if (worthOf(a[left[row - 1]!]!, words[column - 1]!, weights) > 0)
        pairs.push([left[row - 1]!, right[column - 1]!]);
      row -= 1;
      column -= 1;
    } else if (state === SKIP_A) row -= 1;
    else column -= 1;
    state = from;
  }
  return pairs.reverse();
}
