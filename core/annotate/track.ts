import type { Track } from '../schema/track.ts';
import type { Shot } from '../schema/media.ts';
import { assignBest } from './assignment.ts';
import { inReadingOrder } from './boxes.ts';
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
 * Links detections of dense frames into tracks, inside each shot. In every frame the living tracks get the detections by
 * optimal assignment over motion and looks: first the sure ones, then the weak ones, which carry a track on but never
 * start one (Zhang et al. 2022, ByteTrack). Ids count from 1 over the film by first appearance, then reading order.
 * The order of the input does not matter. Frames outside of all shots are left out.
 */
export function linkTracks(input: LinkInput, options: Partial<TrackOptions> = {}): Track[] {
  const limits = { ...TRACK_DEFAULTS, ...options };
  const frames = input.frames.toSorted((a, b) => a.frame - b.frame);
  const shots = input.shots.toSorted((a, b) => a.startFrame - b.startFrame);
  const tracks: Track[] = [];
  for (const { index: shot, startFrame, endFrame } of shots) {
    const inside = frames.filter(({ frame }) => frame >= startFrame && frame < endFrame);
    for (const { label, boxes, size } of linkShot(inside, limits)) {
      const { film, model } = input;
      const unknown = { entity: null, evidence: [] };
      tracks.push({ film, id: tracks.length + 1, shot, label, ...unknown, ...size, boxes, model });
    }
  }
  return tracks;
}

type FinishedLine = Pick<TrackLine, 'label' | 'boxes'> & { size: { width: number; height: number } };

/** Lines of one shot, by first appearance. */
function linkShot(frames: readonly TrackFrame[], limits: TrackOptions): FinishedLine[] {
  const all: { line: TrackLine; size: FinishedLine['size'] }[] = [];
  let living: TrackLine[] = [];
  for (const { frame, timeMs, width, height, detections } of frames) {
    const place = { frame, timeMs };
    living = living.filter(({ lastMs }) => timeMs - lastMs <= limits.maxGapMs);
    const ordered = inReadingOrder(detections, height).filter(({ score }) => score >= limits.minScore);
    const sure = ordered.filter(({ score }) => score >= limits.minStartScore);
    const weak = ordered.filter(({ score }) => score < limits.minStartScore);
    const first = carryOn(living, sure, place);
    carryOn(first.lines, weak, place);
    for (const detection of first.detections) {
      const line = new TrackLine(detection, place, limits);
      living.push(line);
      all.push({ line, size: { width, height } });
    }
  }
  return all
    .filter(({ line }) => line.boxes.length >= limits.minDetections)
    .map(({ line: { label, boxes }, size }) => ({ label, boxes, size }));
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
