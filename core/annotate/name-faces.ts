import type { Entity } from '../schema/media.ts';
import type { Element, Speaker } from '../schema/text.ts';
import { facesOf, linesOfFaces } from '../script/speakers.ts';
import { type NameInput, nameEntities } from './names.ts';

export interface FaceNameInput extends Omit<NameInput, 'lines' | 'characters'> {
  lines: readonly (NameInput['lines'][number] & { element: number })[];
  elements: readonly Pick<Element, 'index' | 'speaker' | 'extension'>[];
  /** The names of the screenplay, folded; without any, names are taken as they are. */
  speakers: readonly Speaker[];
}

/**
 * Puts names on characters as `nameEntities` does, all names of one face counting for it and lines of voices alone for none. A
 * named entity says which names were folded into its own, and whose other age it is.
 */
export function nameFaces({ lines, elements, speakers, ...input }: FaceNameInput): Entity[] {
  const characters = new Map(speakers.map(({ face, character }) => [face, character]));
  const spoken = linesOfFaces(lines, elements, facesOf(speakers));
  return nameEntities({ ...input, lines: spoken, characters }).map((entity): Entity => {
    if (entity.name === null) return entity;
    const character = characters.get(entity.name) ?? entity.name;
    const folded = speakers.filter(({ face, name }) => face === entity.name && name !== face);
    const aliases = folded.map(({ name, rules }) => ({ name, rules }));
    const evidence = aliases.length === 0 ? entity.evidence : { ...entity.evidence, aliases };
    return { ...entity, ...(character === entity.name ? {} : { character }), evidence };
  });
}
