import { z } from 'zod';
import { box, contentKey, count, filmId, milliseconds, rational, share } from './primitives.ts';
import { aliasRule } from './text.ts';

/** An embedded subtitle track. Bitmap tracks (PGS, VobSub) hold pictures, not text. */
export const subtitleTrack = z.object({
  stream: count,
  codec: z.string(),
  kind: z.enum(['text', 'bitmap']),
  language: z.string().nullable(),
  title: z.string().nullable(),
  isDefault: z.boolean(),
});

/** What the container and the first decoded frames say about a video. */
export const mediaInfo = z.object({
  container: z.string(),
  codec: z.string(),
  width: count,
  height: count,
  /** Degrees clockwise that a player turns the picture. */
  rotation: z.int(),
  /** Average frame rate as the container states it; informative only, times come from PTS. */
  fps: rational,
  timeBase: rational,
  /** Frames the container claims, null when it does not say. */
  frames: count.nullable(),
  durationMs: milliseconds.nullable(),
  startMs: milliseconds,
  hasAudio: z.boolean(),
  subtitleTracks: z.array(subtitleTrack),
});

/** How a shot begins. The first shot of a film begins with `start`. */
export const transition = z.enum(['start', 'cut', 'fade', 'dissolve', 'wipe']);

/** Frames over which a gradual transition runs: `startFrame` inclusive, `endFrame` exclusive. */
export const transitionSpan = z.object({
  startFrame: count,
  endFrame: count,
  startMs: milliseconds,
  endMs: milliseconds,
});

/** Shots tile the film: `startFrame` inclusive, `endFrame` exclusive, in presentation order. */
export const shot = z.object({
  film: filmId,
  index: count,
  startMs: milliseconds,
  endMs: milliseconds,
  startFrame: count,
  endFrame: count,
  transition,
  /** Where the transition into this shot runs, `startFrame` of the shot inside it; null for a start and a cut. */
  transitionSpan: transitionSpan.nullable(),
  confidence: share,
});

/**
 * What a frame shows: a picture, black, text on a plain ground (`title`), or such text that scrolls up (`credits`). Told
 * from luma alone; see `core/keyframe/kind.ts` for what that can't tell.
 */
export const frameKind = z.enum(['picture', 'black', 'title', 'credits']);

/** Parts of the score by which a keyframe was chosen. */
export const frameQuality = z.object({
  /** Mean absolute Laplacian of luma (0–255 scale): higher is sharper. */
  sharpness: z.number().nonnegative(),
  /** 1 when well exposed, 0 when black or blown out. */
  exposure: share,
  /** 1 when nothing moves around the frame. */
  stability: share,
  /** The combined score that decided. */
  score: z.number(),
  /** What a model of taste says, on its own scale; null where none ran. It never decides. */
  aesthetic: z.number().nullable(),
});

/**
 * Why a keyframe counts as a repetition: differing bits of two hashes, difference in luma of two flat pictures, or the
 * cosine of two embeddings.
 */
export const duplicateEvidence = z.object({
  method: z.enum(['hash', 'flat', 'embedding']),
  value: z.number(),
  threshold: z.number(),
});

export const keyframe = z.object({
  film: filmId,
  /** Name in the manner of Openstory++, StorySalon and StoryStream: `<film>_keyframe_<H>-<M>-<S>-<ms>`. */
  key: z.string(),
  shot: count,
  index: count,
  frame: count,
  timeMs: milliseconds,
  /** Size of the stored picture, the one every box refers to. */
  width: count,
  height: count,
  image: contentKey,
  kind: frameKind,
  quality: frameQuality,
  /** Index of the earlier keyframe this one repeats, if any. */
  duplicateOf: count.nullable(),
  duplicateEvidence: duplicateEvidence.nullable(),
});

/** Emotion with the model's score. */
export const emotion = z.object({ label: z.string(), score: share });

export const face = z.object({ box, score: share, emotion: emotion.nullable() });

/** Why an instance carries its entity: the link that decided, or none for a first sighting. */
export const linkEvidence = z.object({
  method: z.enum(['face', 'appearance', 'seed']),
  similarity: z.number().nullable(),
  threshold: z.number().nullable(),
});

export const modelRef = z.object({
  id: z.string(),
  revision: z.string(),
  /** What decided about its finds, by name; absent where nothing did. */
  thresholds: z.record(z.string(), z.number()).optional(),
});

export const instance = z.object({
  film: filmId,
  keyframe: count,
  index: count,
  label: z.string(),
  score: share,
  box,
  /** Frame size the box refers to. */
  width: count,
  height: count,
  /** Run lengths in COCO's form, `size` being [height, width]; null where the box stands for the mask. */
  mask: z.object({ size: z.tuple([count, count]), counts: z.string() }).nullable(),
  /** Whether the mask came from a segmenter or is just the box. */
  maskSource: z.enum(['segmenter', 'box']),
  face: face.nullable(),
  /** Film-wide entity id (`char1`, `obj2`…); null until identification. */
  entity: z.string().nullable(),
  evidence: linkEvidence.nullable(),
  model: modelRef,
});

export const entityKind = z.enum(['character', 'object', 'landmark', 'background']);

export const entity = z.object({
  film: filmId,
  id: z.string().regex(/^(char|obj|lm|bg)[1-9]\d*$/),
  kind: entityKind,
  label: z.string(),
  /** Name of the face. */
  name: z.string().nullable(),
  nameProbability: share.nullable(),
  /** Name of the character, where it is another one: `JOHN SMITH` for the face `YOUNG JOHN SMITH`. */
  character: z.string().optional(),
  evidence: z.object({
    /** Keyframes in which the entity was seen, ascending. */
    keyframes: z.array(count),
    /** Lowest similarity of an accepted link, null for a single sighting. */
    weakestLink: z.number().nullable(),
    /** Screenplay lines that put the name on it. */
    lines: z.array(count),
    /** Other names that the screenplay has for the face, with the rules that folded them; absent where there are none. */
    aliases: z.array(z.object({ name: z.string(), rules: z.array(aliasRule) })).optional(),
  }),
});

export type SubtitleTrack = z.infer<typeof subtitleTrack>;
export type MediaInfo = z.infer<typeof mediaInfo>;
export type Transition = z.infer<typeof transition>;
export type TransitionSpan = z.infer<typeof transitionSpan>;
export type Shot = z.infer<typeof shot>;
export type FrameKind = z.infer<typeof frameKind>;
export type FrameQuality = z.infer<typeof frameQuality>;
export type DuplicateEvidence = z.infer<typeof duplicateEvidence>;
export type Keyframe = z.infer<typeof keyframe>;
export type Face = z.infer<typeof face>;
export type ModelRef = z.infer<typeof modelRef>;
export type LinkEvidence = z.infer<typeof linkEvidence>;
export type Instance = z.infer<typeof instance>;
export type EntityKind = z.infer<typeof entityKind>;
export type Entity = z.infer<typeof entity>;
