import type { DetectorOptions } from '../keyframe/options.ts';
import type { ManifestRow } from '../schema/manifest.ts';
import type { FailureClass } from './errors.ts';
import type { Ref } from './refs.ts';

/** Stages in the order in which a film passes them. */
export const STAGES = [
  'ingest',
  'shots',
  'subtitles',
  'script',
  'align',
  'nouns',
  'annotate',
  'detect',
  'identify',
  'track',
  'describe',
  'assemble',
  'caption',
  'commit',
] as const;

export type Stage = (typeof STAGES)[number];

/**
 * Code version of each stage. It enters the stage's key: raise it when the same inputs would give other rows, and only
 * that stage and what depends on its output are made anew.
 */
export const STAGE_VERSIONS: Record<Stage, number> = {
  ingest: 3,
  shots: 6,
  subtitles: 2,
  script: 4,
  align: 3,
  nouns: 2,
  annotate: 2,
  detect: 1,
  identify: 5,
  track: 2,
  describe: 1,
  assemble: 3,
  caption: 3,
  commit: 1,
};

/** A manifest row whose sources are absolute URIs (`file:` or `s3:`). */
export type FilmSpec = ManifestRow;

/** Bytes of a film as JSON, at most: with the outputs of all its stages it must fit into one payload of 32 KiB. */
export const MAX_FILM_BYTES = 14 * 1024;

/** Parameters of a build that can change rows. They enter every stage's key. */
export interface BuildOptions {
  jpegQuality: number;
  maxSize: number;
  /** Keyframes of a shot; `auto` chooses by its length. */
  keyframesPerShot: number | 'auto';
  /** Thresholds of the shot detector that differ from the defaults. */
  detector: Partial<DetectorOptions>;
  /** Model that looks at whole keyframes, for a score of taste and for repetitions; null for none. */
  frameScorer: string | null;
  /** Cosine of two embeddings from which a keyframe repeats an earlier one; only with a frame scorer that embeds. */
  duplicateSimilarity: number;
  /** Frames of a story, at least and at most. */
  minFrames: number;
  maxFrames: number;
  /** Persons that a story must show, at least. */
  minPersons: number;
  /** Backend for annotation: `human`, `onnx` as `models` says, or `fake` in tests. */
  annotator: string;
  /** Which models do what, as JSON in the store of the corpus; left out: the defaults. */
  models?: Ref | undefined;
  /** Model that sees and describes keyframes, by name; left out, nothing does. Its address is the worker's. */
  captioner?: string | undefined;
  /** Language model that retells the stories, by name; null keeps the words of the sources. Its address is the worker's. */
  storyModel: string | null;
  /** Language in which subtitle tracks of pictures are recognised; left out, such tracks are not read. */
  ocr?: string | undefined;
  /** Pictures a second that are looked at for tracks; left out, there are none. */
  tracks?: number | undefined;
  /** Whether annotation waits for the screenplay, since the detector looks for nouns of it; left out, it does not. */
  scriptNouns?: boolean | undefined;
  /** Whether the captioner describes keyframes before anything is found, for nouns to look for; left out, it does not. */
  captionNouns?: boolean | undefined;
  /** Whether subtitle files are brought in time with the speech of their film; left out, they are not. */
  syncBySound?: boolean | undefined;
  /** `paper` for the published rules of re-identification; left out, our own. */
  identity?: 'paper' | undefined;
}

/** Defaults of a build; every one is an option of `storyloom build`. */
export const DEFAULT_BUILD_OPTIONS: BuildOptions = {
  jpegQuality: 90,
  maxSize: 1280,
  keyframesPerShot: 'auto',
  detector: {},
  frameScorer: null,
  duplicateSimilarity: 0.95,
  minFrames: 5,
  maxFrames: 22,
  minPersons: 1,
  annotator: 'human',
  storyModel: null,
};

/** Keyframes in one annotate activity, at least: small enough to lose little, large enough to keep histories short. */
export const ANNOTATE_BATCH = 64;

/** Annotate activities of one film, at most: 16 cost about 100 of a film's 200 events. */
export const ANNOTATE_ACTIVITIES = 16;

/** Detect activities of one film, at most: its tracks may cost half of what its instances do. */
export const DETECT_ACTIVITIES = 8;

/** Stages that a film of these options may pass: those of tracks, descriptions and nouns only where they are asked for. */
export function stagesOf(
  options: Pick<BuildOptions, 'tracks' | 'captioner' | 'scriptNouns' | 'captionNouns'>,
): Stage[] {
  const without = [
    ...(options.tracks == null ? ['detect', 'track'] : []),
    ...(options.captioner == null ? ['describe'] : []),
    ...(looksForNouns(options) ? [] : ['nouns']),
  ];
  return STAGES.filter((stage) => !without.includes(stage));
}

/** Whether a detector is told of a film what its own words name. */
export function looksForNouns({
  scriptNouns,
  captionNouns,
}: Pick<BuildOptions, 'scriptNouns' | 'captionNouns'>): boolean {
  return scriptNouns === true || captionNouns === true;
}

/** Input of every stage activity: which film, and the outputs of earlier stages by name. */
export interface StageInput {
  /** Store URI of the corpus. */
  corpus: string;
  film: FilmSpec;
  options: BuildOptions;
  /** `<stage>.<output>` → blob, such as `shots.keyframes`. */
  inputs: Record<string, Ref>;
}

/** Part of a film's keyframes or dense frames, so that a batch is one activity. */
export interface AnnotateInput extends StageInput {
  /** Position of the first row of the batch, and rows in it. */
  from: number;
  rows: number;
}

/** How a stage of a film ended, as its completion record keeps it. */
export interface StageOutcome {
  key: string;
  status: 'done' | 'absent';
  reason?: string;
}

/** The last stage also gets how all others ended, because the completion record says so. */
export interface CommitInput extends StageInput {
  stages: Record<string, StageOutcome>;
}

/** Result of a stage: blobs by output name; `absent` when the film cannot have this stage (no screenplay…). */
export interface StageResult {
  stage: Stage;
  /** Hash of inputs, options and code version: the name under which the result can be found again. */
  key: string;
  status: 'done' | 'absent';
  /** Why an absent stage is absent. */
  reason?: string;
  outputs: Record<string, Ref>;
  counts: Record<string, number>;
  /** True when an earlier run had finished it. */
  reused: boolean;
}

/** A failure as it is stored, listed and shown. */
export interface FilmFailure {
  film: string;
  stage: Stage;
  class: FailureClass;
  outcome: 'failed' | 'quarantined';
  message: string;
  remedy: string;
  file: string | null;
  at: string | null;
  evidence: Record<string, number | string>;
  attempts: number;
}
