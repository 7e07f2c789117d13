/** A found instance with the entity that it was given, and who it truly is; null for nobody. */
export interface Identification {
  entity: string;
  person: string | null;
}

/** Scores over pairs of instances of true persons. */
export interface IdentityScores {
  instances: number;
  entities: number;
  persons: number;
  /** Share of the pairs given one entity that are one person: below 1, strangers were merged. 1 when there are none. */
  precision: number;
  /** Share of the pairs of one person that were given one entity. 1 when there are none. */
  recall: number;
}

/** Pairwise precision and recall of re-identification; instances of nobody are left out. */
export function scoreIdentity(found: readonly Identification[]): IdentityScores {
  const known = found.filter(({ person }) => person != null);
  const byEntity = counted(known.map(({ entity }) => entity));
  const byPerson = counted(known.map(({ person }) => person!));
  const byBoth = counted(known.map(({ entity, person }) => JSON.stringify([entity, person])));
  const [together, same, right] = [byEntity, byPerson, byBoth].map(pairsWithin);
  return {
    instances: known.length,
    entities: byEntity.size,
    persons: byPerson.size,
    precision: together === 0 ? 1 : right! / together!,
    recall: same === 0 ? 1 : right! / same!,
  };
}

function counted(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

function pairsWithin(counts: ReadonlyMap<string, number>): number {
  let pairs = 0;
  for (const count of counts.values()) pairs += (count * (count - 1)) / 2;
  return pairs;
}
