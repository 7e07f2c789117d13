import type { Element, Line, Speaker } from '../schema/text.ts';
import { foldNames } from './aliases.ts';
import { nameKey, partsOf } from './name-parts.ts';

/** A cue of a speaker, as dialogue elements carry it. */
type SpokenBy = Pick<Element, 'speaker' | 'extension'>;

/** Extensions of one who is heard and not seen. */
const UNSEEN = /(?:^|\s)(?:V\.? ?O\b|O\.? ?[SC]\b|OFF\b|VOICE[- ]?OVER|OFF[- ]?SCREEN)/i;

/** Where extensions tell an age, behind others if there are. */
const AGE = /(?:AGED? \d{1,2}|\d{1,2}[- ]YEARS?[- ]OLD|AS AN? .+|\w+)$/i;

/** The name that a speech is headed by, with an extension that tells an age: `JOHN (AGE 8)`. */
function calledName({ speaker, extension }: SpokenBy): string | null {
  if (speaker === null || extension === null) return speaker;
  const age = AGE.exec(extension);
  const aged = `${speaker} (${age?.[0] ?? ''})`;
  return partsOf(aged).age === null || partsOf(speaker).age !== null ? speaker : aged;
}

/** The names of a screenplay's dialogue in order of first appearance, and who they are (`aliases.ts`). */
export function speakersOf(elements: readonly Omit<Element, 'film'>[]): Omit<Speaker, 'film'>[] {
  const lines = new Map<string, number>();
  for (const element of elements) {
    const name = element.kind === 'dialogue' ? calledName(element) : null;
    if (name !== null) lines.set(name, (lines.get(name) ?? 0) + 1);
  }
  return [...foldNames([...lines.keys()]).values()].map((alias) => ({ ...alias, lines: lines.get(alias.name)! }));
}

/** Name of the face of whoever is called so, by any speaker's name in any spelling; the name itself where no speaker has it. */
export type FaceOf = (spoken: SpokenBy) => string | null;

/** Looks faces up among the speakers of a screenplay. */
export function facesOf(speakers: readonly Pick<Speaker, 'name' | 'face'>[]): FaceOf {
  const faces = new Map(speakers.toReversed().map(({ name, face }) => [nameKey(name), face]));
  return (spoken) => {
    const name = calledName(spoken);
    const { speaker } = spoken;
    return name === null ? null : (faces.get(nameKey(name)) ?? faces.get(nameKey(speaker!)) ?? name);
  };
}

/** Lines under the names of the faces that can be seen speaking them; those of voices alone are left out. */
export function linesOfFaces<Of extends Pick<Line, 'element' | 'speaker'>>(
  lines: readonly Of[],
  elements: readonly Pick<Element, 'index' | 'speaker' | 'extension'>[],
  faceOf: FaceOf,
): Of[] {
  const byIndex = new Map(elements.map((element) => [element.index, element]));
  return lines.flatMap((line) => {
    const extension = byIndex.get(line.element)?.extension ?? null;
    if (UNSEEN.test(extension ?? '') || partsOf(line.speaker).isVoice) return [];
    return [{ ...line, speaker: faceOf({ speaker: line.speaker, extension }) ?? line.speaker }];
  });
}
