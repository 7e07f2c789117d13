import type { LinkEvidence } from '../schema/media.ts';
import { boundsOf, type Candidates } from './bounds.ts';
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

/** Links to earlier sightings that are kept for each: enough to find its group, and linear in time and memory. */
const MAX_LINKS = 32;

/** Faces whose candidates are held at once: all pairs of 6,000 faces that are hard to tell apart would take 300 MB. */
const FACES_AT_ONCE = 512;

/**
 * All pairs of one label (given as positions in `sightings`, in film order) that pass a threshold by themselves. Two faces
 * are compared wherever they are, but in full only where a bound says that they may pass: 6,000 of them are 18 million
 * pairs. Looks are compared in near shots.
 */
export function findLinks(
  sightings: readonly Sighting[],
  positions: readonly number[],
  limits: IdentityThresholds,
): Link[] {
  const faces = linkFaces(sightings, positions, limits);
  // In the order in which the links of faces were made, as they lie in memory.
  const seconds = [...faces.keys(), ...[...positions.keys()].filter((second) => !faces.has(second))];
  return seconds.flatMap((second) => {
    const b = positions[second]!;
    const found = faces.get(second) ?? [];
    const right = sightings[b]!;
    for (let first = second - 1; first >= 0; first--) {
      const a = positions[first]!;
      const left = sightings[a]!;
      if (right.shot - left.shot > limits.nearShots) break;
      if (left.face != null && right.face != null) continue;
      const link = judgeLooks(sightings, { a, b }, limits);
      if (link != null) found.push(link);
    }
    return strongest(found);
  });
}

/**
 * Links between faces, by the place of the later one in `positions`. Of some hundred faces at once, those with one first face
 * that they may belong to follow each other, most likely one person's, so that the vectors compared stay in the
 * processor's cache: half the time for 6,000 faces.
 */
function linkFaces(
  sightings: readonly Sighting[],
  positions: readonly number[],
  limits: IdentityThresholds,
): Map<number, Link[]> {
  const known = [...positions.keys()].filter((place) => sightings[positions[place]!]!.face != null);
  const atOf = known.map((place) => positions[place]!);
  const bounds = boundsOf(atOf.map((at) => sightings[at]!.face!));
  const least = Math.min(limits.face, limits.faceNearby);
  const links = new Map<number, Link[]>();
  for (let from = 0; from < known.length; from += FACES_AT_ONCE) {
    const to = Math.min(known.length, from + FACES_AT_ONCE);
    const faces = bounds.candidates({ from, to }, least).map((found, nth) => ({ second: from + nth, ...found }));
    for (const face of faces.sort((x, y) => (x.firsts[0] ?? x.second) - (y.firsts[0] ?? y.second))) {
      links.set(known[face.second]!, linksOfFace(sightings, { atOf, ...face }, limits));
    }
  }
  return links;
}

/**
 * Links of a face to earlier ones: all that are near, and of the others, those first that may be most alike, as many as
 * are kept. A face of the leading actor so needs no more products than one of an extra. `atOf` has the positions of faces.
 */
function linksOfFace(
  sightings: readonly Sighting[],
  { second, atOf, firsts, bounds }: Candidates & { second: number; atOf: readonly number[] },
  limits: IdentityThresholds,
): Link[] {
  const b = atOf[second]!;
  const links: Link[] = [];
  const judge = (a: number): void => {
    const link = judgeFaces(sightings, { a, b }, limits);
    if (link != null) links.push(link);
  };
  const far: number[] = [];
  for (const [nth, first] of firsts.entries()) {
    const a = atOf[first]!;
    if (sightings[b]!.shot - sightings[a]!.shot <= limits.nearShots) judge(a);
    else if (bounds[nth]! >= limits.face) far.push(nth);
  }
  for (const nth of far.sort((x, y) => bounds[y]! - bounds[x]! || x - y)) {
    if (links.length >= MAX_LINKS) break;
    judge(atOf[firsts[nth]!]!);
  }
  return links;
}

type Pair = Pick<Link, 'a' | 'b'>;

/** The link of two sightings with faces, which alone decide; null when they speak against it. */
function judgeFaces(sightings: readonly Sighting[], { a, b }: Pair, limits: IdentityThresholds): Link | null {
  const [left, right] = [sightings[a]!, sightings[b]!];
  if (left.keyframe === right.keyframe) return null;
  const similarity = dot(left.face!, right.face!);
  if (similarity >= limits.face) return { a, b, method: 'face', similarity, threshold: limits.face };
  if (similarity < limits.faceNearby || right.shot - left.shot > limits.nearShots) return null;
  const alike = appearanceSimilarity(left, right);
  if (alike == null || alike < limits.looks) return null;
  return { a, b, method: 'face', similarity, threshold: limits.faceNearby };
}

/** The link of two sightings in near shots of which one has no face; null when nothing speaks for it. */
function judgeLooks(sightings: readonly Sighting[], { a, b }: Pair, limits: IdentityThresholds): Link | null {
  const [left, right] = [sightings[a]!, sightings[b]!];
  if (left.keyframe === right.keyframe) return null;
  const similarity = appearanceSimilarity(left, right);
  const threshold = left.label === 'person' ? limits.personAppearance : limits.objectAppearance;
  if (similarity == null || similarity < threshold) return null;
  return { a, b, method: 'appearance', similarity, threshold };
}

function strongest(links: Link[]): Link[] {
  return links.length > MAX_LINKS ? links.sort(byStrength).slice(0, MAX_LINKS) : links;
}

/** Cosine of the faces; null when one of the two has none. */
export function faceSimilarity(left: Sighting, right: Sighting): number | null {
  return left.face == null || right.face == null ? null : dot(left.face, right.face);
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
