/** Numbers that one comparison chain may hold. */
const LEAF = 8;

/**
 * Expression for FFmpeg's `select` filter that is true for these frame numbers (ascending). A tree of comparisons: each
 * frame costs a logarithmic number of them, however many frames are wanted.
 */
export function pickExpression(frames: readonly number[]): string {
  if (frames.length <= LEAF) return frames.map((frame) => `eq(n,${frame})`).join('+') || '0';
  const middle = frames.length >> 1;
  const [before, after] = [frames.slice(0, middle), frames.slice(middle)];
  return `if(lt(n,${after[0]!}),${pickExpression(before)},${pickExpression(after)})`;
}
