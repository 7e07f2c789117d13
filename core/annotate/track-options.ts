import type { MotionNoise } from './track-motion.ts';

/** When detections of dense frames are one track. Scores are those of the detector, similarities cosines. */
export interface TrackOptions extends MotionNoise {
  /** Least score of a detection that may start a track. Weaker ones only carry one on. */
  minStartScore: number;
  /** Least score of a detection that counts at all. */
  minScore: number;
  /** Longest time for which a thing may be hidden, in milliseconds. */
  maxGapMs: number;
  /** Frames in a row in which a detector may miss a thing; in longer gaps it was hidden. */
  maxMissed: number;
  /** Detections that make a track without hiding; shorter pieces are dropped as false alarms. */
  minDetections: number;
  /** Squared Mahalanobis distance of centres from which two boxes are not one thing; 9.21 is the 99 % point of chi² (2). */
  maxDistance: number;
  /** The same for place and speed of two pieces halfway between them; 13.28 is the 99 % point of chi² (4). */
  maxJoinDistance: number;
  /** IoU with the expected box that also lets a detection in, whatever its centre: boxes shrink behind others. */
  minIou: number;
  /** Least cosine of looks, where both sides have an embedding. */
  minAppearance: number;
  /** Share of the looks in the decision, the rest is motion, where both sides have an embedding. */
  appearanceShare: number;
  /** Share of a new embedding in the running mean of a track's looks. */
  appearanceRate: number;
}

/** Defaults; see `docs/tracks.md` for what they were measured on. */
export const TRACK_DEFAULTS: TrackOptions = {
  minStartScore: 0.5,
  minScore: 0.2,
  maxGapMs: 4000,
  maxMissed: 2,
  minDetections: 3,
  maxDistance: 9.21,
  maxJoinDistance: 13.28,
  minIou: 0.3,
  minAppearance: 0.3,
  appearanceShare: 0.5,
  appearanceRate: 0.2,
  detection: 0.06,
  acceleration: 1,
  speed: 3,
};
