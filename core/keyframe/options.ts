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
  /** Gradual transitions: least root mean square difference of both ends. */
  gradualContrast: number;
  /** Most that the mixing share may bend away from a straight line (root mean square), and its largest step in a frame. */
  gradualBend: number;
  gradualStep: number;
  /** Most that the frames just outside may move, as a share of the squared distance of the ends. */
  gradualUnrest: number;
  /** Least share of the picture that is another scene afterwards. */
  gradualChanged: number;
  /** Most that a frame of a dissolve may differ from a mixture of its ends, as a share of their squared distance. */
  dissolveResidual: number;
  /** The same for a wipe, whose coarse pictures are mixtures only roughly, and its most against parts of both ends. */
  wipeResidual: number;
  wipeSwitch: number;
  /** Shortest dissolve and wipe: shorter ones can't be told from fast movements of the camera. */
  dissolveFrames: number;
  wipeFrames: number;
  /** Shots shorter than this are not opened. */
  minShotFrames: number;
  /** Spread of luma up to which a frame is blank, and the mean up to which it is then black, from which white. */
  blankSpread: number;
  blackLuma: number;
  whiteLuma: number;
  /** Shortest fade to or from a blank, in frames; what is faster is a cut to it. */
  fadeFrames: number;
  /** Most by which a fade may depart from a straight line (root mean square, as a share of its height). */
  fadeError: number;
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
  gradualContrast: 8,
  gradualBend: 0.16,
  gradualStep: 0.35,
  gradualUnrest: 0.25,
  gradualChanged: 0.48,
  dissolveResidual: 0.2,
  wipeResidual: 0.4,
  wipeSwitch: 0.1,
  dissolveFrames: 6,
  wipeFrames: 8,
  minShotFrames: 4,
  blankSpread: 6,
  blackLuma: 26,
  whiteLuma: 215,
  fadeFrames: 3,
  fadeError: 0.12,
};

/** Defaults of a scan: see `ScanOptions` of the media seam for the meaning of each. */
export const SCAN_DEFAULTS = { jpegQuality: 90, maxSize: 1280, keyframesPerShot: 1 } as const;
