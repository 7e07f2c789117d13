/** Earlier looks that are compared with the present one, near and far; the nearer must have moved about its share. */
const LOOKS = 8;
/** Frames that lie between the first and the last look at most: looks that are further apart are of different texts. */
const MOST_FRAMES = 48;
/** Share of the picture's height that text scrolls between the first and the last look at most. */
const MOST_SHIFT = 0.35;
/** Correlation of two profiles from which one is the other, moved. */
const SAME = 0.85;
/** By how much the moved profile must fit better than the one that stands still. */
const BETTER = 0.15;

/** Looks at the rows of ink of cards in order, and tells when they scroll upwards. */
export class ScrollWatch {
  #seen: { frame: number; profile: Uint16Array }[] = [];

  reset(): void {
    this.#seen = [];
  }

  /** Takes the next card; true when the text has moved up steadily since the looks before. */
  push(frame: number, profile: Uint16Array): boolean {
    const first = this.#seen[0];
    if (first != null && first.profile.length !== profile.length) this.reset();
    this.#seen = this.#seen.filter((one) => frame - one.frame <= MOST_FRAMES);
    this.#seen.push({ frame, profile });
    if (this.#seen.length <= LOOKS) return false;
    this.#seen = this.#seen.slice(-LOOKS - 1);
    const whole = shiftUp(this.#seen[0]!.profile, profile);
    const half = shiftUp(this.#seen[LOOKS / 2]!.profile, profile);
    return whole > 0 && half > 0 && Math.abs(whole - 2 * half) <= Math.max(2, whole / 4);
  }
}

/** Rows by which `after` lies above `before`; 0 when it does not, or when no movement explains the two. */
function shiftUp(before: Uint16Array, after: Uint16Array): number {
  const still = correlation(before, after, 0);
  const most = Math.floor(before.length * MOST_SHIFT);
  let best = still;
  let shift = 0;
  for (let rows = 1; rows <= most; rows++) {
    const fit = correlation(before, after, rows);
    if (fit > best) [best, shift] = [fit, rows];
  }
  return best >= SAME && best - still >= BETTER ? shift : 0;
}

/** Correlation of the rows that both have when `after` is moved down by `rows` again; 0 when one of them is even. */
function correlation(before: Uint16Array, after: Uint16Array, rows: number): number {
  const count = before.length - rows;
  let [sumA, sumB, squareA, squareB, product] = [0, 0, 0, 0, 0];
  for (let y = 0; y < count; y++) {
    const a = before[y + rows]!;
    const b = after[y]!;
    sumA += a;
    sumB += b;
    squareA += a * a;
    squareB += b * b;
    product += a * b;
  }
  const spread = Math.sqrt((squareA - (sumA * sumA) / count) * (squareB - (sumB * sumB) / count));
  return spread > 0 ? (product - (sumA * sumB) / count) / spread : 0;
}
