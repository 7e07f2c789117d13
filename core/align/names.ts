import type { ScriptElement } from '../script/element.ts';
import type { SubtitleCue } from '../subtitle/cue.ts';

/** Speakers of the script that the cues name themselves, by cue and part; null where they name none. */
export type Named = (string | null)[][];

/**
 * Names that stand before the text of a cue (`ANNA: Wait.`), as the script writes them: the same name, or the one name of
 * the script of which all words of it are part (`JAKE` for `JAKE GITTES`).
 */
export function namesInCues(lines: readonly ScriptElement[], cues: readonly SubtitleCue[]): Named {
  const speakers = [...new Set(lines.flatMap(({ speaker }) => (speaker === null ? [] : [speaker])))];
  const plain = new Map(speakers.map((speaker) => [wordsOf(speaker).join(' '), speaker]));
  const known = new Map<string, string | null>();
  const find = (name: string): string | null => {
    const words = wordsOf(name);
    const same = plain.get(words.join(' '));
    if (same !== undefined || words.length === 0) return same ?? null;
    const alike = speakers.filter((speaker) => {
      const own = wordsOf(speaker);
      return words.every((word) => own.includes(word)) || own.every((word) => words.includes(word));
    });
    return alike.length === 1 ? alike[0]! : null;
  };
  return cues.map(({ parts }) =>
    parts.map(({ speaker }) => {
      if (speaker === null) return null;
      if (!known.has(speaker)) known.set(speaker, find(speaker));
      return known.get(speaker) ?? null;
    }),
  );
}

const wordsOf = (name: string): string[] => name.toUpperCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
