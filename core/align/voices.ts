import type { Cue, CuePart, Line } from '../schema/text.ts';

/** Confidence of a line below which it names no speaker of a cue. */
const MIN_CONFIDENCE = 0.5;

/**
 * The cues of a film with the speakers of its screenplay: a part keeps the name that it says itself; parts without one take
 * the speakers of the lines that were found in the cue, in order, where there is one for each or one for all.
 */
export function voicedCues(cues: readonly Cue[], lines: readonly Line[]): Cue[] {
  const found = new Map<number, string[]>();
  for (const { cues: own, speaker, confidence } of lines) {
    if (confidence < MIN_CONFIDENCE) continue;
    for (const cue of own) {
      const speakers = found.get(cue) ?? [];
      if (!speakers.includes(speaker)) found.set(cue, [...speakers, speaker]);
    }
  }
  return cues.map((cue) => ({ ...cue, parts: namedParts(cue.parts, found.get(cue.index) ?? []) }));
}

function namedParts(parts: readonly CuePart[], speakers: readonly string[]): CuePart[] {
  const own = parts.flatMap(({ speaker }) => (speaker === null ? [] : [speaker]));
  const left = speakers.filter((speaker) => !own.includes(speaker));
  const open = parts.filter(({ kind, speaker }) => isSpoken(kind) && speaker === null);
  const isOneForAll = left.length === 1 && own.length === 0;
  if (left.length !== open.length && !isOneForAll) return [...parts];
  let next = 0;
  return parts.map((part) => {
    if (part.speaker !== null || !isSpoken(part.kind)) return part;
    return { ...part, speaker: isOneForAll ? left[0]! : left[next++]! };
  });
}

function isSpoken(kind: CuePart['kind']): boolean {
  return kind === 'speech' || kind === 'lyrics';
}
