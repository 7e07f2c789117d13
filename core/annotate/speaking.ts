/** A spoken line and those who may have spoken it: weights above 0, at most 1 in sum. */
export interface Heard {
  line: number;
  speaker: string;
  /** How far the line counts (0–1). */
  confidence: number;
  /** Character → how much of the picture is his while the line is spoken. */
  seen: ReadonlyMap<string, number>;
}

/** Lines that each character is expected to have spoken, by speaker. */
export type Spoken = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** Weight of nobody in the picture speaking, against 1 for all who are in it. */
const UNSEEN = 0.3;
/** After so many rounds expectations no longer move by anything that decides. */
const ROUNDS = 30;
/** Lines that every character is taken to have spoken for every speaker, so that nothing is impossible. */
const SMOOTHING = 0.05;

/**
 * Which lines each character spoke, when a line may come from anyone in the picture or from nobody there: expectation
 * maximisation as for words of two languages (model 1 of Brown and others, 1993). Whoever is explained by close-ups stops
 * to count for the lines of those beside him, and two who are always seen together stay alike.
 */
export function expectSpoken(heard: readonly Heard[]): Spoken {
  const speakers = [...new Set(heard.map(({ speaker }) => speaker))].sort();
  const characters = [...new Set(heard.flatMap(({ seen }) => [...seen.keys()]))].sort();
  const uniform = 1 / speakers.length;
  let spoken = new Map(characters.map((id) => [id, new Map<string, number>()]));
  for (let round = 0; round < ROUNDS; round++) {
    const chances = new Map(characters.map((id) => [id, chancesOf(spoken.get(id)!, speakers)]));
    const next = new Map(characters.map((id) => [id, new Map<string, number>()]));
    for (const { speaker, confidence, seen } of heard) {
      let total = UNSEEN * uniform;
      for (const [id, weight] of seen) total += weight * chances.get(id)!(speaker);
      for (const [id, weight] of seen) {
        const share = (confidence * weight * chances.get(id)!(speaker)) / total;
        const own = next.get(id)!;
        own.set(speaker, (own.get(speaker) ?? 0) + share);
      }
    }
    spoken = next;
  }
  return spoken;
}

/** Probability that a character who speaks is this speaker. */
function chancesOf(lines: ReadonlyMap<string, number>, speakers: readonly string[]): (speaker: string) => number {
  const all = [...lines.values()].reduce((sum, count) => sum + count, 0) + SMOOTHING * speakers.length;
  return (speaker) => ((lines.get(speaker) ?? 0) + SMOOTHING) / all;
}
