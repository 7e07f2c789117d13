import { z } from 'zod';
import { count, filmId, milliseconds, share } from './primitives.ts';

/** What a cue, or a part of it, is. */
export const cueKind = z.enum(['speech', 'sound', 'lyrics', 'credit', 'advert']);

/** A run of one speaker's text inside a cue (two dashes in one cue are two parts). */
export const cuePart = z.object({ text: z.string(), speaker: z.string().nullable(), kind: cueKind });

export const cue = z.object({
  film: filmId,
  index: count,
  startMs: milliseconds,
  endMs: milliseconds,
  /** Shown text without markup; lines joined by a newline. */
  text: z.string(),
  parts: z.array(cuePart),
});

export const elementKind = z.enum([
  'scene_heading',
  'action',
  'character',
  'parenthetical',
  'dialogue',
  'transition',
  'other',
]);

/** What an element is more precisely than its kind. */
export const elementType = z.enum(['lyric', 'centered', 'shot', 'omitted', 'section', 'synopsis', 'note']);

/** One element of a screenplay, in reading order. */
export const element = z.object({
  film: filmId,
  index: count,
  kind: elementKind,
  text: z.string(),
  /** Who speaks a `character`, `parenthetical` or `dialogue` element, without extension. */
  speaker: z.string().nullable(),
  /** What followed the speaker's name in brackets: `V.O.`, `O.S.`, `CONT'D`. */
  extension: z.string().nullable(),
  /** Zero-based scene, null before the first heading. */
  scene: count.nullable(),
  page: count.nullable(),
  /** Absent where the kind says it all. */
  type: elementType.optional(),
  /** Depth of a section, from 1. */
  level: count.optional(),
  /** Side of two speeches that are spoken at once. */
  dual: z.enum(['left', 'right']).optional(),
  /** The names, where a speech is headed by two or more: `JOHN / MARY`. */
  speakers: z.array(z.string()).optional(),
});

/** What tells that two names of a screenplay mean one character; `core/script/aliases.ts` says when. */
export const aliasRule = z.enum(['spelling', 'voice', 'age', 'title', 'surname', 'given-name']);

/** A name under which somebody speaks in the screenplay, and who that is. */
export const speaker = z.object({
  film: filmId,
  /** As the screenplay has it, with brackets that tell an age. */
  name: z.string(),
  /** Name of the character into whom it is folded; the name itself where no rule does. */
  character: z.string(),
  /** Name of the face, which differs where the age does: `YOUNG JOHN SMITH`. */
  face: z.string(),
  /** Rules that led from the name to the character, in order. */
  rules: z.array(aliasRule),
  /** Dialogue elements under the name. */
  lines: count,
});

export const lineMethod = z.enum(['matched', 'extended', 'interpolated', 'none']);

/** A dialogue element of the screenplay with the time at which it is spoken. */
export const line = z.object({
  film: filmId,
  line: count,
  element: count,
  speaker: z.string(),
  text: z.string(),
  startMs: milliseconds.nullable(),
  endMs: milliseconds.nullable(),
  cues: z.array(count),
  /** Matched tokens / tokens of the line. */
  coverage: share,
  method: lineMethod,
  confidence: share,
});

export type CueKind = z.infer<typeof cueKind>;
export type CuePart = z.infer<typeof cuePart>;
export type Cue = z.infer<typeof cue>;
export type ElementKind = z.infer<typeof elementKind>;
export type ElementType = z.infer<typeof elementType>;
export type Element = z.infer<typeof element>;
export type AliasRule = z.infer<typeof aliasRule>;
export type Speaker = z.infer<typeof speaker>;
export type LineMethod = z.infer<typeof lineMethod>;
export type Line = z.infer<typeof line>;
