import { splitWords } from './tokens.ts';

/** Longest text compared; similarity is asked for single cues and lines. */
const MAX_LENGTH = 2_000;

/** Dice coefficient of the character bigrams of two texts after word normalisation; 0 to 1, symmetric. */
export function similarity(a: string, b: string): number {
  const left = bigramsOf(a);
  const right = bigramsOf(b);
  let [shared, total] = [0, 0];
  for (const [gram, count] of left) {
    shared += Math.min(count, right.get(gram) ?? 0);
    total += count;
  }
  for (const count of right.values()) total += count;
  return total === 0 ? 0 : (2 * shared) / total;
}

function bigramsOf(text: string): Map<string, number> {
  const plain = ` ${splitWords(text.slice(0, MAX_LENGTH))
    .map((word) => word.text)
    .join(' ')} `;
  const grams = new Map<string, number>();
  for (let at = 0; at + 2 <= plain.length; at += 1) {
    const gram = plain.slice(at, at + 2);
    grams.set(gram, (grams.get(gram) ?? 0) + 1);
  }
  return grams;
}
