import type { Around, Owners } from './borders.ts';
import type { Search } from './finds.ts';
import { MIN_CONFIDENCE, round } from './times.ts';

/** Who speaks in a cue, from the screenplay. */
export interface AlignedCue {
  /** Zero-based index of the cue. */
  cue: number;
  /** Speaker of the first line in the cue; null when no line was found. */
  speaker: string | null;
  /** All speakers in order, for cues that two share. */
  speakers: string[];
  /** Lines in the cue, in order. */
  lines: number[];
  confidence: number;
}

/** Confidence of a cue that names its speaker itself. */
const NAMED_CONFIDENCE = 0.99;
/** Confidence of its best line below which a cue keeps no speaker. */
const MIN_CUE_CONFIDENCE = 0.5;

/**
 * Speakers of every cue: the one that a part names itself, else those of its lines. Of lines that share a part, one that is
 * too unsure for a time does not stand beside a surer one.
 */
export function nameCues(
  { subtitles }: Search,
  { owners, rates }: { owners: Owners; rates: readonly number[] },
  { cues, named, speakers }: Around,
): AlignedCue[] {
  const held = cues.map(({ parts }) => parts.map(() => new Set<number>()));
  for (const [at, { owner, part }] of subtitles.entries()) if (owners[at]! >= 0) held[owner]![part]!.add(owners[at]!);
  const best = (lines: Iterable<number>): number => Math.max(0, ...[...lines].map((line) => rates[line]!));
  return held.map((parts, cue) => {
    const sure = parts.map((part) => {
      const least = Math.min(MIN_CONFIDENCE, best(part));
      return [...part].filter((line) => rates[line]! >= least);
    });
    const lines = [...new Set(sure.flat())];
    const isNamed = named[cue]!.some((name) => name !== null);
    // Words of nobody stay nobody's here, whatever the cue says of them: its own name stands in the cue already.
    if (lines.length === 0 || (!isNamed && best(lines) < MIN_CUE_CONFIDENCE)) {
      return { cue, speaker: null, speakers: [], lines: [], confidence: 0 };
    }
    const names = sure.flatMap((part, index) => {
      const own = named[cue]![index]!;
      return own === null ? part.map((line) => speakers[line]!) : [own];
    });
    const inOrder = [...new Set(names)];
    const confidence = isNamed ? NAMED_CONFIDENCE : best(lines);
    return { cue, speaker: inOrder[0] ?? null, speakers: inOrder, lines, confidence: round(confidence) };
  });
}
