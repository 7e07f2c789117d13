import type { ScriptElement, Screenplay } from '../../../core/script/element.ts';

/** An element in one line: kind or finer type, speaker where it speaks, text. */
export function brief({ kind, type, text, speaker }: ScriptElement): string {
  const name = type === undefined ? kind : kind === 'other' ? type : `${kind}/${type}`;
  return speaker === null || kind === 'character' ? `${name}|${text}` : `${name}|${speaker}|${text}`;
}

/** All elements of a screenplay, in brief. */
export const briefs = ({ elements }: Screenplay): string[] => elements.map(brief);

/** Whether indexes, scenes and the scenes' own ranges rise without a gap. */
export function isOrdered({ elements, scenes }: Screenplay): boolean {
  const headings = elements.filter(({ kind }) => kind === 'scene_heading').map(({ index }) => index);
  let next = headings[0] ?? 0;
  return (
    elements.every(({ index, scene }, at) => index === at && (scene ?? -1) >= (elements[at - 1]?.scene ?? -1)) &&
    scenes.every(({ index, elements: range }, at) => {
      const isNext = index === at && range.first === next && range.first === headings[at];
      next += range.count;
      return isNext;
    }) &&
    (scenes.length === 0 || next === elements.length)
  );
}
