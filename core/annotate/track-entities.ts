import type { Instance, Keyframe } from '../schema/media.ts';
import type { Box } from '../schema/primitives.ts';
import type { Track } from '../schema/track.ts';
import { assignBest } from './assignment.ts';
import { iou } from './boxes.ts';
import { boxAt } from './track-box.ts';

/** Overlap from which an instance lies on a track: half the union, as PASCAL VOC counts a detection as right. */
const MIN_IOU = 0.5;

export interface TrackEntitiesInput {
  tracks: readonly Track[];
  instances: readonly Instance[];
  keyframes: readonly Pick<Keyframe, 'index' | 'shot' | 'timeMs'>[];
  /** Longest way between two boxes on which a keyframe's instance may lie, in milliseconds. */
  maxGapMs: number;
}

/**
 * Gives tracks the entities of the keyframe instances that lie on them, so that names reach them. In every keyframe the
 * tracks of its shot and the instances of the same label are paired at the highest sum of IoU. The entity with the
 * highest sum over a track's keyframes has it, best first, and ties fall to the lower track; none has two tracks that are
 * seen in one frame.
 */
export function putEntitiesOnTracks({ tracks, instances, keyframes, maxGapMs }: TrackEntitiesInput): Track[] {
  const inKeyframe = groupBy(instances, ({ keyframe }) => keyframe);
  const inShot = groupBy(tracks, ({ shot }) => shot);
  const seen = new Map<number, Sighting[]>();
  for (const { index, shot, timeMs } of keyframes.toSorted((a, b) => a.index - b.index)) {
    const found = (inKeyframe.get(index) ?? []).toSorted((a, b) => a.index - b.index);
    const here = (inShot.get(shot) ?? []).flatMap((track) => {
      const box = boxAt(track, timeMs, maxGapMs);
      return box == null ? [] : [{ track, box }];
    });
    const gains = here.map((one) => found.map((instance) => overlapOf(one, instance)));
    for (const [at, column] of assignBest(gains).entries()) {
      if (column == null) continue;
      const { id } = here[at]!.track;
      const { entity, index: instance } = found[column]!;
      const sighting = { keyframe: index, index: instance, iou: gains[at]![column]!, entity };
      seen.set(id, [...(seen.get(id) ?? []), sighting]);
    }
  }
  const owners = chooseOwners(tracks, seen);
  return tracks.map((track) => ({
    ...track,
    entity: owners.get(track.id) ?? null,
    evidence: (seen.get(track.id) ?? []).map(({ keyframe, index, iou }) => ({ keyframe, index, iou: round(iou) })),
  }));
}

type Sighting = Track['evidence'][number] & { entity: string | null };

/** IoU in the track's pixels, or 0 where the two can't be one thing. */
function overlapOf({ track, box }: { track: Track; box: Box }, { label, box: own, width, height }: Instance): number {
  if (label !== track.label) return 0;
  const [across, down] = [track.width / width, track.height / height];
  const value = iou(box, [own[0] * across, own[1] * down, own[2] * across, own[3] * down]);
  return value >= MIN_IOU ? value : 0;
}

/** Entity of each track that gets one. */
function chooseOwners(tracks: readonly Track[], seen: ReadonlyMap<number, Sighting[]>): Map<number, string> {
  const claims = tracks.flatMap((track) => {
    const sums = new Map<string, number>();
    for (const { entity, iou } of seen.get(track.id) ?? []) {
      if (entity != null) sums.set(entity, (sums.get(entity) ?? 0) + iou);
    }
    return [...sums].map(([entity, sum]) => ({ track, entity, sum }));
  });
  const owners = new Map<number, string>();
  const framesOf = new Map<string, Set<number>>();
  for (const { track, entity } of claims.sort((a, b) => b.sum - a.sum || a.track.id - b.track.id)) {
    const taken = framesOf.get(entity) ?? new Set<number>();
    if (owners.has(track.id) || track.boxes.some(({ frame }) => taken.has(frame))) continue;
    owners.set(track.id, entity);
    for (const { frame } of track.boxes) taken.add(frame);
    framesOf.set(entity, taken);
  }
  return owners;
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => number): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const item of items) {
    const known = groups.get(keyOf(item));
    if (known == null) groups.set(keyOf(item), [item]);
    else known.push(item);
  }
  return groups;
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
