import { identify } from '../../core/annotate/identity.ts';
import { nameEntities, type NameInput } from '../../core/annotate/names.ts';
import { type Naming, type NameScores, scoreNames } from '../../core/metrics/names.ts';
import type { PhotoCast } from './photo-cast.ts';

/** Identifies and names the cast of a film of photographs, and scores the names. */
export function nameCast(film: string, { cast, lines }: { cast: PhotoCast; lines: NameInput['lines'] }): NameScores {
  const { instances, entities } = identify({ film, ...cast });
  const named = nameEntities({ entities, instances, lines, keyframes: cast.keyframes, shots: cast.shots });
  return scoreNames(
    named.flatMap(({ id, kind, name, nameProbability }): Naming[] => {
      if (kind !== 'character') return [];
      const persons = instances.flatMap(({ entity }, at) => (entity === id ? [cast.persons[at] ?? 'nobody'] : []));
      return [{ name, probability: nameProbability, person: mostFrequent(persons) }];
    }),
  );
}

function mostFrequent(values: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].reduce((best, one) => (one[1] > best[1] ? one : best))[0];
}
