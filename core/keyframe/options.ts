/** Thresholds of the shot detector. Differences are on the 0–255 scale of 8-bit samples, lengths are in frames. */
export interface DetectorOptions {
  /** Least content difference of two neighbouring frames that can be a cut. */
  cutContent: number;
  /** Adaptive part: how many times the difference exceeds the largest one among `neighbourhood` frames on each side. */
  cutIsolation: number;
  neighbourhood: number;
  /** Least structure difference across a cut, light and camera movement taken out. */
  cutStructure: number;
  /** Least product of content and structure difference: a weak sign of one kind needs a strong one of the other. */
  cutEvidence: number;
  /** Quick cutting: a shorter neighbourhood is enough where structure differs at least this much, by this isolation. */
  quickNeighbourhood: number;
  quickStructure: number;
  quickIsolation: number;
  /** Flat pictures (spread of luma below this) have no structure: there, content alone decides, by this isolation. */
  flatSpread: number;
  flatContent: number;
  flatIsolation: number;
  /** Shots shorter than this are not opened. */
  minShotFrames: number;
  /** Mean and spread of luma up to which a frame counts as black. */
  blackLuma: number;
  blackSpread: number;
}

/**
 * Defaults, set on hand-checked films: among them true cuts reach a content difference of 29 and more, a structure
 * difference of 0.40 and more and an isolation of 1.7 and more; flicker, pans and flashes stay below one of the three.
 */
export const DETECTOR_DEFAULTS: DetectorOptions = {
  cutContent: 7,
  cutIsolation: 1.5,
  neighbourhood: 6,
  cutStructure: 0.33,
  cutEvidence: 8,
  quickNeighbourhood: 3,
  quickStructure: 0.55,
  quickIsolation: 2.5,
  flatSpread: 12,
  flatContent: 12,
  flatIsolation: 4,
  minShotFrames: 4,
  blackLuma: 26,
  blackSpread: 6,
};

/** Defaults of a scan: see `ScanOptions` of the media seam for the meaning of each. */
export const SCAN_DEFAULTS = { jpegQuality: 90, maxSize: 1280, keyframesPerShot: 'auto' } as const;
