import { z } from 'zod';
import { emotion, entityKind, keyframe, linkEvidence, mediaInfo, modelRef } from './media.ts';
import { box, contentKey, count, filmId, milliseconds, share } from './primitives.ts';
import { elementKind } from './text.ts';

/** An entity as one story numbers it: `char1` is the first character that this story shows. */
export const storyEntity = z.object({
  /** Id inside the story. */
  id: z.string(),
  /** Id across the film. */
  filmEntity: z.string(),
  kind: entityKind,
  label: z.string(),
  name: z.string().nullable(),
  nameProbability: share.nullable(),
});

/** An instance seen in one of the story's frames. */
export const storyInstance = z.object({
  /** Zero-based position of the frame in the story. */
  frame: count,
  entity: z.string(),
  label: z.string(),
  score: share,
  box,
  emotion: emotion.nullable(),
  evidence: linkEvidence.nullable(),
  model: modelRef,
});

export const storyFrame = keyframe.pick({
  shot: true,
  index: true,
  frame: true,
  timeMs: true,
  width: true,
  height: true,
  image: true,
});

export const storyDialogue = z.object({
  speaker: z.string().nullable(),
  /** Story entity of the speaker, when the name could be put on a face. */
  entity: z.string().nullable(),
  text: z.string(),
  startMs: milliseconds,
  endMs: milliseconds,
  cues: z.array(count),
  confidence: share,
});

/** A scene heading or action line of the screenplay that falls into the story's span. */
export const storyScript = z.object({
  kind: elementKind,
  text: z.string(),
  element: count,
  /** Scripts say what was planned: true only when something seen supports it. */
  verified: z.boolean(),
});

/** One sentence of the story text with what it rests on. */
export const storySentence = z.object({
  text: z.string(),
  elements: z.array(count),
  cues: z.array(count),
  /** Zero-based positions of its frames in the story. */
  frames: z.array(count),
  /** Positions in the story's `instances` of what its words mark. */
  instances: z.array(count).default([]),
});

export const story = z.object({
  id: z.string(),
  film: filmId,
  split: z.enum(['train', 'validation', 'test']).nullable(),
  frames: z.array(storyFrame),
  entities: z.array(storyEntity),
  instances: z.array(storyInstance),
  dialogue: z.array(storyDialogue),
  script: z.array(storyScript),
  chainOfThought: z.string(),
  story: z.string(),
  /** Where the words come from: the aligned screenplay, the subtitles, the picture alone, or a language model. */
  textSource: z.enum(['screenplay', 'subtitles', 'visual', 'model']),
  sentences: z.array(storySentence),
  provenance: z.object({
    schemaVersion: z.int(),
    stages: z.record(z.string(), z.string()),
    models: z.array(modelRef),
  }),
});

/** Something that was dropped, by which stage and why. */
export const reject = z.object({
  film: filmId,
  stage: z.string(),
  /** What was dropped, such as `keyframe 12` or `line 40`. */
  what: z.string(),
  /** Stable machine name, kebab-case. */
  reason: z.string(),
  evidence: z.record(z.string(), z.union([z.string(), z.number()])),
});

/** The film itself, written when all its rows are. */
export const film = z.object({
  id: filmId,
  title: z.string().nullable(),
  year: z.int().nullable(),
  imdb: z.string().nullable(),
  language: z.string().nullable(),
  license: z.string().nullable(),
  split: z.enum(['train', 'validation', 'test']).nullable(),
  source: z.object({ key: contentKey, bytes: count, sha256: z.string() }),
  media: mediaInfo,
  counts: z.record(z.string(), count),
  schemaVersion: z.int(),
});

export type StoryEntity = z.infer<typeof storyEntity>;
export type StoryInstance = z.infer<typeof storyInstance>;
export type StoryFrame = z.infer<typeof storyFrame>;
export type StoryDialogue = z.infer<typeof storyDialogue>;
export type StoryScript = z.infer<typeof storyScript>;
export type StorySentence = z.infer<typeof storySentence>;
export type Story = z.infer<typeof story>;
export type Reject = z.infer<typeof reject>;
export type Film = z.infer<typeof film>;
