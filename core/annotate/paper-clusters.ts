import type { LinkEvidence } from '../schema/media.ts';
import { type Clustering, valueAt } from './clusters.ts';
import type { Sighting } from './links.ts';
import { dot } from './vectors.ts';

/** Thresholds of StoryReasoning: looks by (cosine + 1) / 2 of SigLIP embeddings, faces by dot product of AuraFace. */
export const PAPER_THRESHOLDS = { face: 0.4, appearance: 0.9, percentile: 0.75, deviations: 1.5 } as const;

/** Mean and deviation of the similarities by which the last member came in. */
interface Spread {
  mean: number;
  deviation: number;
}

/**
 * Groups sightings of one label by the published rules of StoryReasoning: the first that is in no group begins one; then,
 * until none joins any more, the first candidate of a keyframe that the group lacks joins, if the 75th percentile of its
 * similarities to all members passes the threshold and does not lie more than 1.5 deviations below the mean of the last
 * member's. Of two persons only the faces count where any two can be compared. The published code takes candidates in
 * the order of a hash set; here it is film order, so that the same film gives the same groups.
 */
export function groupAsPublished(sightings: readonly Sighting[], positions: readonly number[]): Clustering {
  const groups: number[][] = [];
  const evidence = new Map<number, LinkEvidence>();
  let open = [...positions];
  while (open.length > 0) {
    const [seed, ...rest] = open as [number, ...number[]];
    const group = [seed];
    const keyframes = new Set([sightings[seed]!.keyframe]);
    let candidates = rest;
    let spread: Spread | null = null;
    for (;;) {
      const left: number[] = [];
      const before = group.length;
      for (const at of candidates) {
        const joined: Joined | null = keyframes.has(sightings[at]!.keyframe)
          ? null
          : judge(sightings, { at, group, spread });
        if (joined == null) {
          left.push(at);
          continue;
        }
        ({ spread } = joined);
        group.push(at);
        keyframes.add(sightings[at]!.keyframe);
        evidence.set(at, joined.evidence);
      }
      candidates = left;
      if (group.length === before) break;
    }
    groups.push(group.sort((a, b) => a - b));
    open = candidates;
  }
  return { groups, evidence };
}

/** Why a candidate joined, and how its similarities lay. */
interface Joined {
  evidence: LinkEvidence;
  spread: Spread;
}

function judge(
  sightings: readonly Sighting[],
  { at, group, spread }: { at: number; group: readonly number[]; spread: Spread | null },
): Joined | null {
  const candidate = sightings[at]!;
  const faces: number[] = [];
  const looks: number[] = [];
  for (const member of group) {
    const { face, appearance } = sightings[member]!;
    if (candidate.label === 'person' && candidate.face != null && face != null) faces.push(dot(candidate.face, face));
    if (candidate.appearance != null && appearance != null) looks.push((dot(candidate.appearance, appearance) + 1) / 2);
  }
  const method = faces.length > 0 ? 'face' : 'appearance';
  const values = method === 'face' ? faces : looks;
  if (values.length === 0) return null;
  const threshold = PAPER_THRESHOLDS[method];
  const similarity = valueAt(values, PAPER_THRESHOLDS.percentile);
  if (similarity < threshold) return null;
  const isFar = spread != null && spread.deviation > 0;
  if (isFar && spread.mean - similarity > PAPER_THRESHOLDS.deviations * spread.deviation) return null;
  return { evidence: { method, similarity, threshold }, spread: spreadOf(values) };
}

function spreadOf(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / values.length;
  return { mean, deviation: Math.sqrt(variance) };
}
