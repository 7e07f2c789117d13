import type { Track } from '../schema/track.ts';
import type { Shot } from '../schema/media.ts';
import { assignBest } from './assignment.ts';
import { inReadingOrder } from './boxes.ts';
import { fillGaps } from './track-gaps.ts';
import { joinLines } from './track-join.ts';
import { type TrackDetection, TrackLine } from './track-line.ts';
import { TRACK_DEFAULTS, type TrackOptions } from './track-options.ts';

/** A dense frame with what was found in it. */
export interface TrackFrame {
  frame: number;
  timeMs: number;
  width: number;
  height: number;
  detections: readonly TrackDetection[];
}

export interface LinkInput {
  film: string;
  frames: readonly TrackFrame[];
  shots: readonly Pick<Shot, 'index' | 'startFrame' | 'endFrame'>[];
  /** Model that found the detections. */
  model: Track['model'];
}

/**
 * Links detections of dense frames into tracks, inside each shot. In every frame the living pieces get the detections by
 * optimal assignment over motion and looks: first the sure ones, then the weak ones, which carry a piece on but never
 * start one (Zhang et al. 2022, ByteTrack). Then pieces are joined over hiding, and frames that were missed filled. Ids count from 1 over the film by first appearance, then reading order.
 * The order of the input does not matter. Frames outside of all shots are left out.
 */
export function linkTracks(input: LinkInput, options: Partial<TrackOptions> = {}): Track[] {
  const limits = { ...TRACK_DEFAULTS, ...options };
  const frames = input.frames.toSorted((a, b) => a.frame - b.frame);
  const shots = input.shots.toSorted((a, b) => a.startFrame - b.startFrame);
  const tracks: Track[] = [];
  for (const { index: shot, startFrame, endFrame } of shots) {
    const inside = frames.filter(({ frame }) => frame >= startFrame && frame < endFrame);
    const joined = joinLines(linkShot(inside, limits), limits);
    const pieces = joined.map((lines) => lines.flatMap((line) => line.boxes));
    for (const [nth, boxes] of fillGaps(pieces, inside, limits.maxMissed).entries()) {
      const { film, model } = input;
      const { label } = joined[nth]![0]!;
      const { width, height } = inside.find(({ frame }) => frame === boxes[0]!.frame)!;
      const unknown = { entity: null, evidence: [] };
      tracks.push({ film, id: tracks.length + 1, shot, label, ...unknown, width, height, boxes, model });
    }
  }
  return tracks;
}

/** Pieces of one shot's tracks, from hiding to hiding, by first appearance. */
function linkShot(frames: readonly TrackFrame[], limits: TrackOptions): TrackLine[] {
  const isTrack = ({ boxes }: TrackLine): boolean => boxes.length >= limits.minDetections;
  const all: TrackLine[] = [];
  let living: TrackLine[] = [];
  for (const { frame, timeMs, height, detections } of frames) {
    const place = { frame, timeMs };
    living = living.filter(({ missed, lastMs }) => missed <= limits.maxMissed && timeMs - lastMs <= limits.maxGapMs);
    const ordered = inReadingOrder(detections, height).filter(({ score }) => score >= limits.minScore);
    const sure = ordered.filter(({ score }) => score >= limits.minStartScore);
    const weak = ordered.filter(({ score }) => score < limits.minStartScore);
    // A line that is not yet a track may be a false alarm, and where it goes is anybody's guess: the others choose first.
    const old = carryOn(living.filter(isTrack), sure, place);
    const young = carryOn(
      living.filter((line) => !isTrack(line)),
      old.detections,
      place,
    );
    const left = carryOn([...old.lines, ...young.lines], weak, place);
    for (const line of left.lines) line.missed++;
    const begun = young.detections.map((detection) => new TrackLine(detection, place, limits));
    living.push(...begun);
    all.push(...begun);
  }
  return all.filter(isTrack);
}

/** Gives detections to lines, at the highest sum of affinities; returns what is left of both, in their order. */
function carryOn(
  lines: readonly TrackLine[],
  detections: readonly TrackDetection[],
  place: { frame: number; timeMs: number },
): { lines: TrackLine[]; detections: TrackDetection[] } {
  const gains = lines.map((line) => detections.map((detection) => line.affinity(detection, place.timeMs)));
  const taken = new Set<number>();
  const left: TrackLine[] = [];
  for (const [at, column] of assignBest(gains).entries()) {
    const line = lines[at]!;
    if (column == null) {
      left.push(line);
      continue;
    }
    taken.add(column);
    line.extend(detections[column]!, place);
  }
  return { lines: left, detections: detections.filter((_, at) => !taken.has(at)) };
}
