import type { LinkEvidence } from '../schema/media.ts';
import { sketch, SKETCH_ERROR } from './sketch.ts';
import { dot } from './vectors.ts';

/** Thresholds of re-identification; similarities are cosines of L2-normalised embeddings. Measured in decision 0041. */
export interface IdentityThresholds {
  /** Two faces anywhere in the film are one person from here on. Default 0.78. */
  face: number;
  /** Two faces in shots at most `nearShots` apart, with looks as alike as `looks`. Default 0.72. */
  faceNearby: number;
  /** Least similarity of looks that lets `faceNearby` decide. Default 0.8. */
  looks: number;
  /** Persons of whom no two faces can be compared, in near shots: strangers in one light reach 0.977. Default 0.985. */
  personAppearance: number;
  /** Things of one label in near shots. Default 0.94. */
  objectAppearance: number;
  /** Shots between two sightings that still count as near: 2 spans shot and reverse shot. Default 2. */
  nearShots: number;
  /** Share of similarities to the members of a group that may lie below the one that decides. Default 0.75. */
  percentile: number;
}

export const IDENTITY_THRESHOLDS: IdentityThresholds = {
  face: 0.78,
  faceNearby: 0.72,
  looks: 0.8,
  personAppearance: 0.985,
  objectAppearance: 0.94,
  nearShots: 2,
  percentile: 0.75,
};

/** What an instance looks like and where it is, in the order of first appearance. */
export interface Sighting {
  keyframe: number;
  index: number;
  label: string;
  shot: number;
  face: Float32Array | null;
  appearance: Float32Array | null;
}

/** A pair that may be one entity: positions of the two sightings (`a < b`) and what speaks for it. */
export interface Link {
  a: number;
  b: number;
  method: Exclude<LinkEvidence['method'], 'seed'>;
  similarity: number;
  threshold: number;
}

/** Strongest links to earlier sightings that are kept for each: enough to find its group, and linear in memory. */
const MAX_LINKS = 64;

/**
 * All pairs of one label (given as positions in `sightings`, ascending) that pass a threshold by themselves. Near pairs
 * are compared in full; pairs far apart in the film only by faces, and only when a sketch says that they may pass:
 * 6,000 faces are 18 million pairs.
 */
export function findLinks(
  sightings: readonly Sighting[],
  positions: readonly number[],
  limits: IdentityThresholds,
): Link[] {
  const links: Link[] = [];
  const sketches = sketch(positions.map((at) => sightings[at]!.face));
  const worthwhile = limits.face - SKETCH_ERROR;
  for (let second = 1; second < positions.length; second++) {
    const b = positions[second]!;
    const right = sightings[b]!;
    const found: Link[] = [];
    for (let first = 0; first < second; first++) {
      const a = positions[first]!;
      const left = sightings[a]!;
      if (left.keyframe === right.keyframe) continue;
      const far = right.shot - left.shot > limits.nearShots;
      if (far && (right.face == null || sketches.estimate(first, second) < worthwhile)) continue;
      const link = judge(left, right, limits);
      if (link != null) found.push({ a, b, ...link });
    }
    links.push(...(found.length > MAX_LINKS ? found.sort(byStrength).slice(0, MAX_LINKS) : found));
  }
  return links;
}

/** The link of a single pair, or null when nothing speaks for it. Where both faces are known, they alone decide. */
function judge(left: Sighting, right: Sighting, limits: IdentityThresholds): Omit<Link, 'a' | 'b'> | null {
  const near = Math.abs(right.shot - left.shot) <= limits.nearShots;
  if (left.face != null && right.face != null) {
    const similarity = dot(left.face, right.face);
    if (similarity >= limits.face) return { method: 'face', similarity, threshold: limits.face };
    if (!near || similarity < limits.faceNearby) return null;
    const alike = appearanceSimilarity(left, right);
    if (alike == null || alike < limits.looks) return null;
    return { method: 'face', similarity, threshold: limits.faceNearby };
  }
  const similarity = near ? appearanceSimilarity(left, right) : null;
  const threshold = left.label === 'person' ? limits.personAppearance : limits.objectAppearance;
  return similarity == null || similarity < threshold ? null : { method: 'appearance', similarity, threshold };
}

/** Cosine of the looks; null when one of the two has none. */
export function appearanceSimilarity(left: Sighting, right: Sighting): number | null {
  return left.appearance == null || right.appearance == null ? null : dot(left.appearance, right.appearance);
}

/** Best link first: faces before looks, then similarity; equal ones by position. */
export function byStrength(x: Link, y: Link): number {
  const faceFirst = Number(y.method === 'face') - Number(x.method === 'face');
  return faceFirst || y.similarity - x.similarity || x.a - y.a || x.b - y.b;
}
