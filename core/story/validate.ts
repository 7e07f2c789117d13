import type { Issue } from '../schema/primitives.ts';
import { PHASES } from './cot.ts';
import { parseThought } from './cot-parse.ts';
import { mentions } from './tags.ts';
import { parseStory } from './tags-parse.ts';

/** Width and height of a frame in pixels. */
export interface FrameSize {
  width: number;
  height: number;
}

/** How far a box may reach over its frame: the published check allows a tenth. */
const BOX_SLACK = 1.1;

/**
 * Checks chain-of-thought tables: the published checks (image headings = frames, id families, a Setting table in every
 * frame, boxes of four whole numbers inside the frame, all five phases) and stricter ones (images numbered in order, an
 * entity once a frame, phases once and in order, everything in its table). An empty list means valid.
 */
export function validateThought(source: string, frames: readonly FrameSize[]): Issue[] {
  const { value, issues } = parseThought(source);
  const found = [...issues];
  const report = (code: string, at: string, message: string) => found.push({ code, at, message });
  if (value.frames.length !== frames.length) {
    report('frame-count', 'tables', `there are ${value.frames.length} image headings for ${frames.length} frames`);
  }
  value.frames.forEach((frame, index) => {
    const at = `image ${index + 1}`;
    if (frame.image !== index + 1) report('image-order', at, `the heading says image ${frame.image}`);
    if (frame.setting.length === 0) report('no-setting', at, 'the Setting table has no row');
    const seen = new Set<string>();
    for (const row of [...frame.characters, ...frame.objects]) {
      if (seen.has(row.id)) report('repeated-id', at, 'an entity has two rows');
      seen.add(row.id);
      const size = frames[index];
      if (size !== undefined && !isInside(row.box, size)) report('bad-box', at, 'a box is empty or leaves its frame');
    }
    if (!frame.characters.every((row) => /^char\d+$/.test(row.id))) report('bad-id', at, 'a character is no char id');
    if (!frame.objects.every((row) => /^(obj|bg|lm)\d+$/.test(row.id))) report('bad-id', at, 'an object has a bad id');
  });
  if (value.narrative.map((row) => row.phase).join() !== PHASES.join()) {
    report('phases', 'Narrative Structure', 'the five phases must stand there once each, in order');
  }
  if (value.narrative.some((row) => row.images.some((image) => image < 1 || image > frames.length))) {
    report('phase-images', 'Narrative Structure', 'a phase names an image that the story lacks');
  }
  return found;
}

/**
 * Checks story text against its tables: the published checks (one `<gdi>` per frame, every id known) and stricter ones
 * (strict syntax, closing tags, frames in order, ids present in that frame's tables, only characters act, no empty
 * frame). An empty list means valid.
 */
export function validateText(source: string, thought: string): Issue[] {
  const tables = parseThought(thought).value.frames;
  const known = new Set(tables.flatMap((frame) => idsOf(frame)));
  const { value, issues } = parseStory(source);
  const found = [...issues];
  const report = (code: string, at: string, message: string) => found.push({ code, at, message });
  if (value.length !== tables.length) {
    report('frame-count', 'story', `there are ${value.length} <gdi> for ${tables.length} frames`);
  }
  value.forEach((frame, index) => {
    const at = `image ${index + 1}`;
    if (frame.image !== index + 1) report('image-order', at, `the <gdi> says image${frame.image}`);
    if (frame.nodes.length === 0) report('empty-frame', at, 'the frame has no text');
    const present = new Set(tables[index] === undefined ? [] : idsOf(tables[index]));
    for (const mention of mentions(frame.nodes)) {
      for (const id of mention.ids) {
        if (!known.has(id)) report('unknown-id', at, `<${mention.kind}> names the id ${id}, which no table has`);
        else if (!present.has(id)) report('absent-id', at, `<${mention.kind}> names ${id}, which this frame lacks`);
        if (mention.kind === 'gda' && !id.startsWith('char')) report('no-actor', at, `${id} cannot act`);
        if (mention.kind === 'gdl' && !/^(bg|lm)/.test(id)) report('no-place', at, `${id} is no place`);
      }
    }
  });
  return found;
}

/** Checks a story's tables and text together. */
export function validateStory(story: { frames: readonly FrameSize[]; chainOfThought: string; story: string }): Issue[] {
  return [...validateThought(story.chainOfThought, story.frames), ...validateText(story.story, story.chainOfThought)];
}

function idsOf(frame: { characters: readonly { id: string }[]; objects: readonly { id: string }[] }): string[] {
  return [...frame.characters, ...frame.objects].map((row) => row.id);
}

function isInside([x1, y1, x2, y2]: readonly [number, number, number, number], size: FrameSize): boolean {
  return (
    [x1, y1, x2, y2].every(Number.isInteger) &&
    x1 >= 0 &&
    y1 >= 0 &&
    x1 < x2 &&
    y1 < y2 &&
    x2 <= size.width * BOX_SLACK &&
    y2 <= size.height * BOX_SLACK
  );
}
