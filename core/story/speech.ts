import type { Cue, Element, Line } from '../schema/text.ts';
import type { FaceOf } from '../script/speakers.ts';

/** Something said, before it is put into a story. */
export interface Speech {
  /** As the source names the speaker. */
  speaker: string | null;
  /** Name of the speaker's face. */
  face: string | null;
  text: string;
  startMs: number;
  endMs: number;
  cues: number[];
  /** Screenplay element of the line; null for words that only the subtitles have. */
  element: number | null;
  /** Of the alignment for a line; 1 for words that stand in the subtitles as they are. */
  confidence: number;
  /** For reject rows: `line 12` or `cue 40`. */
  what: string;
}

/** A cue's part counts as explained by a line when at least this share of its words stands in the line. */
const EXPLAINED = 0.5;

/**
 * Everything said in a film, by time: the timed lines of the screenplay, and each spoken part of a cue that no line
 * explains, with the speaker that the cue itself names or none.
 */
export function speechOf(
  { lines, cues, elements }: { lines: readonly Line[]; cues: readonly Cue[]; elements: readonly Element[] },
  faceOf: FaceOf,
): Speech[] {
  const extensions = new Map(elements.map(({ index, extension }) => [index, extension]));
  const speeches: Speech[] = [];
  const explaining = new Map<number, string[]>();
  for (const line of lines) {
    if (line.startMs === null || line.endMs === null) continue;
    const { speaker, text, startMs, endMs, element, confidence } = line;
    const what = `line ${line.line}`;
    const face = faceOf({ speaker, extension: extensions.get(element) ?? null });
    speeches.push({ speaker, face, text, startMs, endMs, cues: [...line.cues], element, confidence, what });
    for (const cue of line.cues) explaining.set(cue, [...(explaining.get(cue) ?? []), text]);
  }
  for (const cue of cues) {
    const texts = explaining.get(cue.index);
    const words = texts === undefined ? null : new Set(texts.flatMap(wordsOf));
    for (const part of cue.parts) {
      if (part.kind !== 'speech' && part.kind !== 'lyrics') continue;
      const isExplained = words !== null && (cue.parts.length === 1 || shareIn(part.text, words) >= EXPLAINED);
      if (isExplained || part.text.trim() === '') continue;
      const { startMs, endMs, index } = cue;
      const { speaker } = part;
      const said = {
        speaker,
        face: faceOf({ speaker, extension: null }),
        text: part.text,
        startMs,
        endMs,
        cues: [index],
      };
      speeches.push({ ...said, element: null, confidence: 1, what: `cue ${index}` });
    }
  }
  return speeches
    .map((speech, order) => ({ speech, order }))
    .sort((a, b) => a.speech.startMs - b.speech.startMs || a.order - b.order)
    .map(({ speech }) => speech);
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

function shareIn(text: string, words: ReadonlySet<string>): number {
  const own = wordsOf(text);
  return own.length === 0 ? 1 : own.filter((word) => words.has(word)).length / own.length;
}
