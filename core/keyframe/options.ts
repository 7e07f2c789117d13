/** Thresholds of the shot detector. Differences are on the 0–255 scale of 8-bit samples, lengths are in frames. */
export interface DetectorOptions {
  /** Least content difference of two neighbouring frames that can be a cut. */
  cutContent: number;
  /** Least change of luma besides light, where both frames show something. */
  cutChange: number;
  /** How many times content or change must exceed what is usual around it: adapts to movement, grain and flicker. */
  cutIsolation: number;
  /** Least structure difference across a cut, light and camera movement taken out, for the likest of several pairs. */
  cutStructure: number;
  /** Least product of change and structure difference: a weak sign of one kind needs a strong one of the other. */
  cutEvidence: number;
  /** How many times that step must exceed the largest one near it, or all but one where a frame mixes both pictures. */
  cutSuddenness: number;
  mixedSuddenness: number;
  /** Structure difference from which a part of the picture counts as another scene. */
  sceneStructure: number;
  /** Share of other scene up to which two pictures show the same one. */
  sameScene: number;
  /** Least share of the picture whose light or colour changes at a cut, and that is another scene: captions and figures change less. */
  cutArea: number;
  cutChanged: number;
  /** Isolation and content difference of the likest pair that are asked where one side is blank and has no structure. */
  flatIsolation: number;
  flatContent: number;
  /** Gradual transitions: least root mean square difference of both ends. */
  gradualContrast: number;
  /** Most that the mixing share may bend away from a straight line (root mean square), and its largest step in a frame. */
  gradualBend: number;
  gradualStep: number;
  /** Most that the frames just outside may move, as a share of the squared distance of the ends. */
  gradualUnrest: number;
  /** Least share of the picture that is another scene afterwards. */
  gradualChanged: number;
  /** Least probability of a dissolve, and of a wipe, which is rarer; see `evidence.ts`. */
  gradualProbability: number;
  wipeProbability: number;
  /** Most that a frame of a dissolve may differ from a mixture of its ends, as a share of their squared distance. */
  dissolveResidual: number;
  /** The same for a wipe, whose coarse pictures are mixtures only roughly, and its least. */
  wipeResidual: number;
  wipeLeastResidual: number;
  /** Least share of the picture in which both ends of a dissolve, and of a wipe, can be told apart. */
  dissolveTelling: number;
  wipeTelling: number;
  /** Least share of the picture that is another scene after a wipe. */
  wipeChanged: number;
  /** Most that a frame of a wipe may differ from parts of both ends, as they are and with movement taken out. */
  wipeSwitch: number;
  movedWipeSwitch: number;
  /** Shortest dissolve and wipe: shorter ones can't be told from fast movements of the camera. */
  dissolveFrames: number;
  wipeFrames: number;
  /** Mean luma from which, with a spread up to which, a frame is a glare: near one, the scene may come back. */
  glareLuma: number;
  glareSpread: number;
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

/** Defaults: between what true cuts reach and what anything else does on rendered films with exact truth (docs/shots.md). */
export const DETECTOR_DEFAULTS: DetectorOptions = {
  cutContent: 7,
  cutChange: 0.35,
  cutIsolation: 1.5,
  cutStructure: 0.3,
  cutEvidence: 0.22,
  cutSuddenness: 1.5,
  mixedSuddenness: 2.2,
  sceneStructure: 0.33,
  sameScene: 0.25,
  cutArea: 0.3,
  cutChanged: 0.28,
  flatIsolation: 3,
  flatContent: 12,
  gradualContrast: 8,
  gradualBend: 0.16,
  gradualStep: 0.35,
  gradualUnrest: 0.25,
  gradualChanged: 0.35,
  gradualProbability: 0.72,
  wipeProbability: 0.6,
  dissolveResidual: 0.36,
  wipeResidual: 0.4,
  wipeLeastResidual: 0.17,
  dissolveTelling: 0.35,
  wipeTelling: 0.45,
  wipeChanged: 0.45,
  wipeSwitch: 0.1,
  movedWipeSwitch: 0.3,
  dissolveFrames: 6,
  wipeFrames: 8,
  glareLuma: 205,
  glareSpread: 30,
  minShotFrames: 4,
  blankSpread: 6,
  blackLuma: 26,
  whiteLuma: 215,
  fadeFrames: 5,
  fadeError: 0.12,
};

/** Defaults of a scan: see `ScanOptions` of the media seam for the meaning of each. */
export const SCAN_DEFAULTS = { jpegQuality: 90, maxSize: 1280, keyframesPerShot: 'auto' } as const;
