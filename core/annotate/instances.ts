import type { Face } from '../schema/media.ts';
import type { Box } from '../schema/primitives.ts';
import { area, fitToPicture, holdsCentre, inReadingOrder, iou, overlap } from './boxes.ts';

/** What an object detector says: COCO label, score 0–1, box in pixels of the picture. */
export interface FoundObject {
  label: string;
  score: number;
  box: Box;
}

/** What a face detector says, in the same pixels. */
export interface FoundFace {
  score: number;
  box: Box;
  emotion: Face['emotion'];
}

/** Thresholds of `composeInstances`. Scores are those of the detectors, 0–1. */
export interface InstanceThresholds {
  /** Lowest score of an object, and of a person whose face was not found. Default 0.3. */
  minScore: number;
  /** Lowest score of a person box that a face confirms: two weak finds support each other. Default 0.2. */
  minPersonWithFace: number;
  /** Two boxes of one label that overlap by this IoU are one thing. Default 0.5. */
  sameThingIou: number;
  /** A faceless person box of which this share lies in another person's box is a part of that person. Default 0.85. */
  partOfPerson: number;
  /** Highest number of instances of a picture, best scores first. Default 40 (StoryReasoning's limit). */
  maxInstances: number;
}

/** The defaults; measured on photographs, see docs/decisions/0040. */
export const INSTANCE_THRESHOLDS: InstanceThresholds = {
  minScore: 0.3,
  minPersonWithFace: 0.2,
  sameThingIou: 0.5,
  partOfPerson: 0.85,
  maxInstances: 40,
};

/** A person or object of a picture; `face` is a position in the list of faces. */
export interface ComposedInstance {
  label: string;
  score: number;
  box: Box;
  face: number | null;
  /** The part of the picture whose looks describe the instance: its box, for a lone face the body that hangs below. */
  region: Box;
}

/**
 * Merges the finds of two detectors into instances, in reading order. A face goes to the person box that holds its
 * centre and in which it sits most like a head (near the top and the middle), one face a person. A face without a
 * person box becomes a person whose box is the face box: a body that no detector saw is not invented. The score of a
 * merged person is the higher of the two.
 */
export function composeInstances(
  objects: readonly FoundObject[],
  faces: readonly FoundFace[],
  options: { width: number; height: number } & Partial<InstanceThresholds>,
): ComposedInstance[] {
  const limits = { ...INSTANCE_THRESHOLDS, ...options };
  const found = objects.flatMap((object) => {
    const box = fitToPicture(object.box, options);
    return box == null ? [] : [{ ...object, box }];
  });
  const faceOf = assignFaces(found, faces);
  const candidates: ComposedInstance[] = found.map((object, position) => {
    const face = faceOf.get(position) ?? null;
    const score = face == null ? object.score : Math.max(object.score, faces[face]!.score);
    return { label: object.label, score, box: object.box, face, region: object.box };
  });
  const strong = candidates.filter(({ face }, position) => {
    return found[position]!.score >= (face == null ? limits.minScore : limits.minPersonWithFace);
  });
  const kept = suppress(strong, limits);
  const taken = new Set(kept.map(({ face }) => face));
  for (const [position, face] of faces.entries()) {
    const box = fitToPicture(face.box, options);
    if (taken.has(position) || box == null) continue;
    const region = fitToPicture(bodyBelow(face.box), options) ?? box;
    kept.push({ label: 'person', score: face.score, box, face: position, region });
  }
  const best = kept.toSorted((a, b) => b.score - a.score || compareBoxes(a.box, b.box)).slice(0, limits.maxInstances);
  return inReadingOrder(best, options.height);
}

/** Where a body would be: three face widths wide and four and a half face heights tall, hair included. */
function bodyBelow([x1, y1, x2, y2]: Box): Box {
  const [width, height] = [x2 - x1, y2 - y1];
  return [x1 - width, y1 - height / 4, x2 + width, y2 + 3.25 * height];
}

/** Object position → face position, the most head-like pair first. */
function assignFaces(objects: readonly FoundObject[], faces: readonly FoundFace[]): Map<number, number> {
  const pairs: { person: number; face: number; cost: number }[] = [];
  for (const [person, { label, box }] of objects.entries()) {
    if (label !== 'person') continue;
    for (const [face, found] of faces.entries()) {
      if (holdsCentre(box, found.box)) pairs.push({ person, face, cost: unlikeHead(box, found.box) });
    }
  }
  pairs.sort((a, b) => a.cost - b.cost || a.face - b.face || a.person - b.person);
  const faceOf = new Map<number, number>();
  const used = new Set<number>();
  for (const { person, face } of pairs) {
    if (faceOf.has(person) || used.has(face)) continue;
    faceOf.set(person, face);
    used.add(face);
  }
  return faceOf;
}

/** 0 for a face in the middle of the top edge; grows with its distance from there in shares of the box. */
function unlikeHead(person: Box, face: Box): number {
  const aside = Math.abs(face[0] + face[2] - person[0] - person[2]) / 2 / (person[2] - person[0]);
  const below = Math.abs(face[1] - person[1]) / (person[3] - person[1]);
  return aside + below;
}

/** Drops the weaker of two boxes for one thing. Persons with two different faces are two people however they overlap. */
function suppress(candidates: readonly ComposedInstance[], limits: InstanceThresholds): ComposedInstance[] {
  const ranked = candidates.toSorted(
    (a, b) => Number(b.face != null) - Number(a.face != null) || b.score - a.score || compareBoxes(a.box, b.box),
  );
  const kept: ComposedInstance[] = [];
  for (const candidate of ranked) {
    const repeats = kept.some((other) => {
      if (other.label !== candidate.label || (candidate.face != null && other.face != null)) return false;
      if (iou(other.box, candidate.box) >= limits.sameThingIou) return true;
      const inside = overlap(other.box, candidate.box) / area(candidate.box);
      return candidate.label === 'person' && inside >= limits.partOfPerson;
    });
    if (!repeats) kept.push(candidate);
  }
  return kept;
}

function compareBoxes(a: Box, b: Box): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || a[3] - b[3];
}
