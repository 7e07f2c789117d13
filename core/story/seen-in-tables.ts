import type { EntityKind } from '../schema/media.ts';
import type { ImportedStory } from '../schema/imported.ts';
import type { Issue } from '../schema/primitives.ts';
import type { FrameThought } from './cot.ts';

const KINDS: Record<string, EntityKind> = { char: 'character', obj: 'object', lm: 'landmark', bg: 'background' };
/** What an empty name is written as, by us and by others. */
const NAMELESS = /^(?:not stated|unknown|unnamed|n\/?a|none|-)?$/i;

/**
 * Entities and instances as chain-of-thought tables tell them: a row is an instance, its id an entity. Persons are labelled
 * `person` as in the published scores, things by their description up to a colon. An id of no known family and a box that
 * could not be read are issues; their rows stay out.
 */
export function seenInTables(frames: readonly FrameThought[]): {
  entities: ImportedStory['entities'];
  instances: ImportedStory['instances'];
  issues: Issue[];
} {
  const entities = new Map<string, ImportedStory['entities'][number]>();
  const instances: ImportedStory['instances'] = [];
  const issues: Issue[] = [];
  frames.forEach(({ characters, objects }, frame) => {
    for (const row of [...characters, ...objects]) {
      const at = `image ${frame + 1}`;
      const kind = KINDS[/^([a-z]+)\d+$/.exec(row.id)?.[1] ?? ''];
      if (kind === undefined) {
        issues.push({ code: 'bad-id', at, message: 'an id is of no known family; its row stays out' });
        continue;
      }
      const [x1, y1, x2, y2] = row.box;
      if (x1 < 0 || y1 < 0 || x2 <= x1 || y2 <= y1) {
        issues.push({ code: 'empty-box', at, message: 'a box is empty or could not be read; its row stays out' });
        continue;
      }
      const label = kind === 'character' ? 'person' : row.description.split(':')[0]!.trim();
      const name = 'name' in row && !NAMELESS.test(row.name.trim()) ? row.name : null;
      const known = entities.get(row.id);
      if (known === undefined) {
        entities.set(row.id, { id: row.id, filmEntity: null, kind, label, name, nameProbability: null });
      } else known.name ??= name;
      const box: [number, number, number, number] = [x1, y1, x2, y2];
      const unknown = { score: null, emotion: null, evidence: null, model: null };
      instances.push({ frame, entity: row.id, label, box, ...unknown });
    }
  });
  return { entities: [...entities.values()], instances, issues };
}
