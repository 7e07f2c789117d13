import { assignBest } from '../annotate/assignment.ts';
import { iou } from '../annotate/boxes.ts';
import type { Box } from '../schema/primitives.ts';

/** A box with the id of its object or of its track, unique inside a frame. */
export interface IdentifiedBox {
  id: number;
  box: Box;
}

/** One frame of a sequence: what is there and what was found. */
export interface ScoredFrame {
  truth: readonly IdentifiedBox[];
  found: readonly IdentifiedBox[];
}

/** Scores of a sequence; a ratio is null where its denominator is 0. */
export interface TrackScore {
  /** Boxes of the truth and found boxes, over all frames. */
  objects: number;
  predictions: number;
  matches: number;
  idSwitches: number;
  falsePositives: number;
  misses: number;
  /** 1 − (misses + false positives + switches) / objects; may be negative. */
  mota: number | null;
  /** Mean distance (1 − IoU) of matched boxes: lower is better, as py-motmetrics has it. */
  motp: number | null;
  idTruePositives: number;
  idf1: number | null;
  idp: number | null;
  idr: number | null;
}

/**
 * CLEAR MOT (Bernardin & Stiefelhagen 2008) and the identity measures (Ristani et al. 2016) as py-motmetrics computes
 * them, over frames in order. Boxes whose IoU is below `minIou` never match (0.5, as in MOTChallenge).
 */
export function scoreTracks(frames: readonly ScoredFrame[], { minIou = 0.5 } = {}): TrackScore {
  const partnerOf = new Map<number, number>();
  const shared = new SharedFrames();
  let [objects, predictions, matches, idSwitches, distances] = [0, 0, 0, 0, 0];
  for (const { truth, found } of frames) {
    objects += truth.length;
    predictions += found.length;
    const distance = truth.map((one) => found.map((other) => distanceOf(one.box, other.box, minIou)));
    shared.add(truth, found, distance);
    for (const [row, column] of pairsOf(truth, found, distance, partnerOf)) {
      const [object, track] = [truth[row]!.id, found[column]!.id];
      const before = partnerOf.get(object);
      if (before === undefined || before === track) matches++;
      else idSwitches++;
      distances += distance[row]![column]!;
      partnerOf.set(object, track);
    }
  }
  const detections = matches + idSwitches;
  const [misses, falsePositives] = [objects - detections, predictions - detections];
  const errors = ratio(misses + falsePositives + idSwitches, objects);
  const idTruePositives = shared.most();
  return {
    ...{ objects, predictions, matches, idSwitches, falsePositives, misses },
    mota: errors == null ? null : 1 - errors,
    motp: ratio(distances, detections),
    idTruePositives,
    idf1: ratio(2 * idTruePositives, objects + predictions),
    idp: ratio(idTruePositives, predictions),
    idr: ratio(idTruePositives, objects),
  };
}

function distanceOf(a: Box, b: Box, minIou: number): number | null {
  const distance = 1 - iou(a, b);
  return distance > 1 - minIou ? null : distance;
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

/**
 * Pairs (row, column) of a frame: objects first keep the track of their last match where it is still near enough, then as
 * many of the rest as possible are paired, at the least sum of distances.
 */
function pairsOf(
  truth: readonly IdentifiedBox[],
  found: readonly IdentifiedBox[],
  distance: readonly (readonly (number | null)[])[],
  partnerOf: ReadonlyMap<number, number>,
): [number, number][] {
  const pairs: [number, number][] = [];
  const used = new Set<number>();
  const rest: number[] = [];
  for (const [row, { id }] of truth.entries()) {
    const partner = partnerOf.get(id);
    const column = partner === undefined ? -1 : found.findIndex((one, at) => one.id === partner && !used.has(at));
    if (column < 0 || distance[row]![column] == null) {
      rest.push(row);
      continue;
    }
    used.add(column);
    pairs.push([row, column]);
  }
  const free = found.map((_, column) => column).filter((column) => !used.has(column));
  // One pair more outweighs any sum of distances, each at most 1.
  const bonus = 2 * Math.min(rest.length, free.length) + 1;
  const gains = rest.map((row) =>
    free.map((column) => {
      const away = distance[row]![column];
      return away == null ? 0 : bonus - away;
    }),
  );
  for (const [at, column] of assignBest(gains).entries()) {
    if (column != null) pairs.push([rest[at]!, free[column]!]);
  }
  return pairs;
}

/** In how many frames each track lay on each object. */
class SharedFrames {
  readonly #counts = new Map<number, Map<number, number>>();

  add(
    truth: readonly IdentifiedBox[],
    found: readonly IdentifiedBox[],
    distance: readonly (readonly (number | null)[])[],
  ): void {
    for (const [row, { id }] of truth.entries()) {
      const counts = this.#counts.get(id) ?? new Map<number, number>();
      this.#counts.set(id, counts);
      for (const [column, { id: track }] of found.entries()) {
        if (distance[row]![column] != null) counts.set(track, (counts.get(track) ?? 0) + 1);
      }
    }
  }

  /** Frames that agree under the best one-to-one assignment of tracks to objects. */
  most(): number {
    const tracks = [...new Set([...this.#counts.values()].flatMap((counts) => [...counts.keys()]))];
    const gains = [...this.#counts.values()].map((counts) => tracks.map((track) => counts.get(track) ?? 0));
    return assignBest(gains).reduce<number>((sum, column, row) => sum + (column == null ? 0 : gains[row]![column]!), 0);
  }
}
