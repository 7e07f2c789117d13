import type { Entity, Instance, Keyframe, LinkEvidence } from '../schema/media.ts';
import { mergeSightings } from './clusters.ts';
import { ID_PREFIX, kindOf } from './kinds.ts';
import { groupAsPublished } from './paper-clusters.ts';
import { findLinks, IDENTITY_THRESHOLDS, type IdentityThresholds, type Sighting } from './links.ts';

/** Embeddings of the instance `index` of keyframe `keyframe`, each L2-normalised; null where there is none. */
export interface InstanceFeatures {
  keyframe: number;
  index: number;
  face: Float32Array | null;
  appearance: Float32Array | null;
}

/** Whose rules tell who is who: our own, or those that StoryReasoning was made with. */
export type IdentityRules = 'own' | 'paper';

/** Mark of an instance that gets no entity. */
const NOBODY = -1;

/** A film's instances with everything that can tell whether two of them are one. */
export interface IdentifyInput {
  film: string;
  instances: readonly Instance[];
  features: readonly InstanceFeatures[];
  keyframes: readonly Pick<Keyframe, 'index' | 'shot'>[];
}

export interface Identified {
  /** All instances by (keyframe, index), now with entity and evidence. */
  instances: Instance[];
  /** By kind (characters, objects, landmarks, backgrounds), each by first appearance; no names yet. */
  entities: Entity[];
}

/**
 * Re-identification across a film: which instances are one person or thing. Deterministic and independent of the order
 * of the input. Labels are handled apart, an entity never appears twice in a keyframe, and doubt keeps instances apart.
 * Ids count by first appearance (keyframe, then reading order). About n²/2 short dot products per label for n faces.
 */
export function identify(
  input: IdentifyInput,
  thresholds: Partial<IdentityThresholds> = {},
  rules: IdentityRules = 'own',
): Identified {
  const limits = { ...IDENTITY_THRESHOLDS, ...thresholds };
  const instances = input.instances.toSorted((a, b) => a.keyframe - b.keyframe || a.index - b.index);
  const sightings = toSightings(instances, input);
  const first = new Int32Array(instances.length);
  const evidence = new Map<number, LinkEvidence>();
  for (const positions of byLabel(sightings).values()) {
    const clustering =
      rules === 'paper'
        ? groupAsPublished(sightings, positions)
        : mergeSightings(sightings, findLinks(sightings, positions, limits), limits);
    for (const at of positions) first[at] = at;
    for (const group of clustering.groups) {
      for (const at of group) first[at] = group[0]!;
      if (rules === 'paper' && isLoneGround(group, instances)) first[group[0]!] = NOBODY;
    }
    for (const [at, link] of clustering.evidence) evidence.set(at, link);
  }
  const entities = new Map<number, Entity>();
  const counts = new Map<string, number>();
  const seed: LinkEvidence = { method: 'seed', similarity: null, threshold: null };
  const identified = instances.map((instance, at): Instance => {
    if (first[at] === NOBODY) return instance;
    const link = evidence.get(at) ?? seed;
    const entity = entities.get(first[at]!) ?? newEntity(instance, { film: input.film, counts });
    entities.set(first[at]!, entity);
    entity.evidence.keyframes.push(instance.keyframe);
    if (link.similarity != null) {
      entity.evidence.weakestLink = Math.min(entity.evidence.weakestLink ?? link.similarity, link.similarity);
    }
    return { ...instance, entity: entity.id, evidence: link };
  });
  const order = Object.keys(ID_PREFIX);
  const sorted = [...entities.values()].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
  return { instances: identified, entities: sorted };
}

/** The published rules give no id to a background that is seen once. */
function isLoneGround(group: readonly number[], instances: readonly Instance[]): boolean {
  return group.length === 1 && kindOf(instances[group[0]!]!.label) === 'background';
}

function toSightings(instances: readonly Instance[], { features, keyframes }: IdentifyInput): Sighting[] {
  const shotOf = new Map(keyframes.map(({ index, shot }) => [index, shot]));
  const featuresOf = new Map(features.map((found) => [`${found.keyframe} ${found.index}`, found]));
  return instances.map(({ keyframe, index, label }) => {
    const found = featuresOf.get(`${keyframe} ${index}`);
    const known = { face: found?.face ?? null, appearance: found?.appearance ?? null };
    return { keyframe, index, label, shot: shotOf.get(keyframe) ?? keyframe, ...known };
  });
}

function byLabel(sightings: readonly Sighting[]): Map<string, number[]> {
  const positions = new Map<string, number[]>();
  for (const [at, { label }] of sightings.entries()) {
    const known = positions.get(label);
    if (known == null) positions.set(label, [at]);
    else known.push(at);
  }
  return positions;
}

function newEntity({ label }: Instance, { film, counts }: { film: string; counts: Map<string, number> }): Entity {
  const kind = kindOf(label);
  const number = (counts.get(kind) ?? 0) + 1;
  counts.set(kind, number);
  return {
    film,
    id: `${ID_PREFIX[kind]}${number}`,
    kind,
    label,
    name: null,
    nameProbability: null,
    evidence: { keyframes: [], weakestLink: null, lines: [] },
  };
}
