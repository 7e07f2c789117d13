import type { Box } from '../schema/primitives.ts';
import type { FoundObject } from './instances.ts';

/** What an OWL network says of one picture: for each place a logit per label, and a box as shares of the square. */
export interface OwlOutput {
  /** Row by row: places × labels. */
  logits: Float32Array;
  /** Places × (centre x, centre y, width, height). */
  boxes: Float32Array;
}

/**
 * Finds of an OWLv2-class network: each place has the label with the highest logit (the first of equals) and its logistic
 * as score; places below `minScore` are left out. Boxes refer to the square in whose upper left corner the picture lies,
 * so its longer side scales both axes.
 */
export function decodeOwl(
  { logits, boxes }: OwlOutput,
  { labels, minScore, width, height }: { labels: readonly string[]; minScore: number; width: number; height: number },
): FoundObject[] {
  const side = Math.max(width, height);
  const found: FoundObject[] = [];
  for (let place = 0; place < boxes.length / 4; place++) {
    let best = 0;
    for (let label = 1; label < labels.length; label++) {
      if (logits[place * labels.length + label]! > logits[place * labels.length + best]!) best = label;
    }
    const score = roundScore(1 / (1 + Math.exp(-logits[place * labels.length + best]!)));
    if (score < minScore) continue;
    const [x, y, w, h] = boxes.subarray(place * 4, place * 4 + 4) as unknown as Box;
    const box: Box = [(x - w / 2) * side, (y - h / 2) * side, (x + w / 2) * side, (y + h / 2) * side];
    found.push({ label: labels[best]!, score, box });
  }
  return found;
}

/** Four decimals: the last bits of a network's numbers depend on the machine. */
function roundScore(score: number): number {
  return Math.round(score * 10_000) / 10_000;
}
