import type { Heard } from './speaking.ts';

/**
 * Weight of a line being spoken by somebody who is not in the picture, against 1 for all who are. By it the probabilities come
 * nearest to the shares of names that are right (docs/decisions/0042).
 */
const ELSEWHERE = 0.15;
/** A face of a ninth of the area, a third of the width, may still be that of the speaker. */
const COMPARABLE = 9;

/**
 * Probability that the lines of a name are those of one character, rather than of any other or of nobody who is seen: how well each
 * explains all of them together, by his share of the picture in each. Expected lines don't tell this, since their estimate
 * decides for the larger face of two that share all the shots. Here a face of comparable size counts as much where both are seen,
 * so that two who always appear together have even chances. `doubts` has what every character counts as a rival: 1, or less
 * where another name is put on him.
 */
export function soleOwnership(lines: readonly Heard[], id: string, doubts: ReadonlyMap<string, number>): number {
  const oddsOf = (shareOf: (line: Heard, own: number) => number): number => {
    const logs = lines.map((line) => {
      const own = line.seen.get(id) ?? 0;
      return line.confidence * Math.log((shareOf(line, own) + ELSEWHERE) / (own + ELSEWHERE));
    });
    return Math.exp(logs.reduce((sum, log) => sum + log, 0));
  };
  let odds = oddsOf(() => 0);
  for (const [rival, doubt] of doubts) {
    if (rival === id) continue;
    odds += doubt * oddsOf(({ seen }, own) => comparableShare(seen.get(rival) ?? 0, own));
  }
  return 1 / (1 + odds);
}

function comparableShare(share: number, own: number): number {
  return share * COMPARABLE >= own ? Math.max(share, own) : share;
}
