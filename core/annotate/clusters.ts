import type { LinkEvidence } from '../schema/media.ts';
import {
  appearanceSimilarity,
  byStrength,
  faceSimilarity,
  type IdentityThresholds,
  type Link,
  type Sighting,
} from './links.ts';

/** Members of a large group that are compared, spread evenly over it: bounds the cost of a merge. */
const MAX_COMPARED = 24;

/** So few links are sorted as they are. */
const SORTED_AT_ONCE = 64;

interface Group {
  /** Changes with every merge, so that a refused pair of groups is not judged twice. */
  version: number;
  /** Positions of the members, ascending. */
  members: number[];
  keyframes: Set<number>;
}

/** Groups of positions, and for every member but the first of its group the link that brought it in. */
export interface Clustering {
  groups: number[][];
  evidence: Map<number, LinkEvidence>;
}

/**
 * Merges sightings into entities, best link first: faces before looks, higher similarity first, ties by position. Two
 * groups merge unless they share a keyframe (nobody is twice in a picture) or the similarity at the chosen percentile
 * over all their pairs fails the link's threshold; where any two faces of the groups can be compared, only faces count
 * (the rule of StoryReasoning). Each merge is recorded at the later group's first member.
 */
export function mergeSightings(
  sightings: readonly Sighting[],
  links: readonly Link[],
  limits: IdentityThresholds,
): Clustering {
  const groupOf = new Array<Group | undefined>(sightings.length);
  const evidence = new Map<number, LinkEvidence>();
  const refused = new Set<string>();
  let version = 0;
  const groupAt = (at: number): Group => {
    const known = groupOf[at];
    if (known != null) return known;
    const group = { version: version++, members: [at], keyframes: new Set([sightings[at]!.keyframe]) };
    groupOf[at] = group;
    return group;
  };
  const consider = (link: Link): void => {
    const [left, right] = [groupAt(link.a), groupAt(link.b)];
    if (left === right) return;
    const pair = `${Math.min(left.version, right.version)} ${Math.max(left.version, right.version)} ${link.threshold}`;
    if (refused.has(pair)) return;
    const decided = disjoint(left.keyframes, right.keyframes)
      ? judgeGroups(sightings, { left, right }, { ...limits, link })
      : null;
    if (decided == null) {
      refused.add(pair);
      return;
    }
    evidence.set(Math.max(left.members[0]!, right.members[0]!), decided);
    const [large, small] = left.members.length >= right.members.length ? [left, right] : [right, left];
    large.members = [...left.members, ...right.members].sort((a, b) => a - b);
    for (const keyframe of small.keyframes) large.keyframes.add(keyframe);
    for (const member of small.members) groupOf[member] = large;
    large.version = version++;
  };
  bestFirst(links, consider, ({ a, b }) => groupAt(a) !== groupAt(b));
  return { groups: [...new Set(groupOf)].flatMap((group) => (group == null ? [] : [group.members])), evidence };
}

/**
 * Visits links best first, and sorts no more of them than it must: the better half comes first, and of the worse one only
 * what is still open by then (filter-Kruskal, Osipov, Sanders, Singler 2009).
 */
function bestFirst(links: readonly Link[], visit: (link: Link) => void, isOpen: (link: Link) => boolean): void {
  if (links.length <= SORTED_AT_ONCE) {
    for (const link of links.toSorted(byStrength)) visit(link);
    return;
  }
  // The middle one of three is neither the best nor the worst, so that both parts are smaller.
  const pivot = [links[0]!, links[links.length >> 1]!, links.at(-1)!].sort(byStrength)[1]!;
  const better: Link[] = [];
  const worse: Link[] = [];
  for (const link of links) (byStrength(link, pivot) <= 0 ? better : worse).push(link);
  bestFirst(better, visit, isOpen);
  bestFirst(worse.filter(isOpen), visit, isOpen);
}

function disjoint(x: ReadonlySet<number>, y: ReadonlySet<number>): boolean {
  const [small, large] = x.size <= y.size ? [x, y] : [y, x];
  for (const value of small) if (large.has(value)) return false;
  return true;
}

/** The evidence for merging two groups over this link, or null against it. */
function judgeGroups(
  sightings: readonly Sighting[],
  { left, right }: { left: Group; right: Group },
  { link, percentile }: IdentityThresholds & { link: Link },
): LinkEvidence | null {
  const these = spread(left.members).map((at) => sightings[at]!);
  const those = spread(right.members).map((at) => sightings[at]!);
  const method = these.some(hasFace) && those.some(hasFace) ? 'face' : 'appearance';
  if (method !== link.method) return null;
  const compare = method === 'face' ? faceSimilarity : appearanceSimilarity;
  const similarities = these.flatMap((x) => those.map((y) => compare(x, y)).filter((value) => value != null));
  const similarity = valueAt(similarities, percentile);
  return similarity >= link.threshold ? { method, similarity, threshold: link.threshold } : null;
}

function hasFace({ face }: Sighting): boolean {
  return face != null;
}

function spread(members: readonly number[]): readonly number[] {
  if (members.length <= MAX_COMPARED) return members;
  return Array.from({ length: MAX_COMPARED }, (_, nth) => members[Math.floor((nth * members.length) / MAX_COMPARED)]!);
}

/** The value at a percentile (0 to 1) with linear interpolation, as `numpy.percentile` has it. */
export function valueAt(values: readonly number[], percentile: number): number {
  const sorted = Float64Array.from(values).sort();
  const place = percentile * (sorted.length - 1);
  const low = Math.floor(place);
  const high = Math.min(sorted.length - 1, low + 1);
  return sorted[low]! + (place - low) * (sorted[high]! - sorted[low]!);
}
