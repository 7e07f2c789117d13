import type { MotionNoise } from './track-motion.ts';

/** When detections of dense frames are one track. Scores are those of the detector, similarities cosines. */
export interface TrackOptions extends MotionNoise {
  /** Least score of a detection that may start a track. Weaker ones only carry one on. */
  minStartScore: number;
  /** Least score of a detection that counts at all. */
  minScore: number;
  /** Longest time without a detection that a track survives, in milliseconds. */
  maxGapMs: number;
  /** Detections that make a track; shorter ones are dropped as false alarms. */
  minDetections: number;
  /** Squared Mahalanobis distance of centres from which two boxes are not one thing; 9.21 is the 99 % point of chi² (2). */
  maxDistance: number;
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
  maxGapMs: 2500,
  minDetections: 3,
  maxDistance: 9.21,
  minIou: 0.3,
  minAppearance: 0.3,
  appearanceShare: 0.5,
  appearanceRate: 0.2,
  detection: 0.06,
  acceleration: 1,
  speed: 3,
};
