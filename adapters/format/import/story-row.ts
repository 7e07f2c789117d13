import { type ImportedStory, importedStory } from '../../../core/schema/imported.ts';
import type { Issue } from '../../../core/schema/primitives.ts';
import { story as canonicalStory } from '../../../core/schema/story.ts';
import { parseThought } from '../../../core/story/cot-parse.ts';
import { seenInTables } from '../../../core/story/seen-in-tables.ts';
import { SPLITS } from '../../../core/story/split.ts';
import { parseStory } from '../../../core/story/tags-parse.ts';
import { importFrames } from './pictures.ts';

/** Names under which a column was found, the published one first. */
const NAMES = {
  id: ['story_id', 'id', 'storyId'],
  images: ['images', 'image', 'frames'],
  thought: ['chain_of_thought', 'cot', 'chainOfThought', 'thought'],
  text: ['story', 'text', 'output', 'response', 'prediction', 'answer'],
} as const;

/** Think tags around the tables, as the published models answer; the closing one may be all there is. */
const THINKING = /^\s*(?:<think>)?([^]*?)<\/think>\n?([^]*)$/;

/**
 * A row of StoryReasoning or StoryMovie, of a model's answers in their form, or a canonical story, as far as it goes:
 * columns may be missing, have other names or be empty. What differs is an issue. The story is null when nothing in the row
 * is one; then the issues say why.
 */
export async function importStoryRow(
  row: unknown,
  place: { row: number; split: ImportedStory['split'] },
): Promise<{ story: ImportedStory | null; issues: Issue[] }> {
  const issues: Issue[] = [];
  const issue = (code: string, at: string, message: string) => void issues.push({ code, at, message });
  if (typeof row !== 'object' || row === null || Array.isArray(row)) {
    issue('not-a-row', 'row', 'the row is no object');
    return { story: null, issues };
  }
  const canonical = canonicalStory.safeParse(row);
  if (canonical.success) {
    const { provenance: _, ...known } = canonical.data;
    return { story: { ...known, frames: known.frames.map((frame) => ({ ...frame, path: null })) }, issues };
  }
  const fields = row as Record<string, unknown>;
  const { thought, text } = wordsOf(fields);
  if (thought.trim() === '' && text.trim() === '') {
    issue(
      'no-story',
      'row',
      `there is neither a story (${NAMES.text.join(', ')}) nor tables (${NAMES.thought.join(', ')})`,
    );
    return { story: null, issues };
  }
  if (text.trim() === '') issue('no-text', 'story', 'there are tables but no story');
  if (thought.trim() === '') issue('no-tables', 'chain_of_thought', 'there is a story but no tables');

  const frames = await importFrames(pick(fields, NAMES.images));
  const tables = parseThought(thought);
  const told = parseStory(text);
  const seen = seenInTables(tables.value.frames);
  for (const found of tables.issues) issue(found.code, `chain_of_thought ${found.at}`, found.message);
  for (const found of seen.issues) issue(found.code, `chain_of_thought ${found.at}`, found.message);
  for (const found of told.issues) issue(found.code, `story ${found.at}`, found.message);
  const counted = [frames.length, tables.value.frames.length, told.value.length].find((count) => count > 0) ?? 0;
  const stated = countOf(fields['frame_count']) ?? counted;
  for (const [what, found] of [
    ['images', frames.length],
    ['chain_of_thought', tables.value.frames.length],
    ['story', told.value.length],
  ] as const) {
    if (found > 0 && found !== stated) issue('frame-count', what, `${found} frames where the row has ${stated}`);
  }
  frames.forEach(({ image, width }, index) => {
    if (image !== null && width === null) issue('bad-picture', `images ${index + 1}`, 'the picture cannot be read');
  });
  const timed = timesInto(frames.length > 0 ? frames : nameless(stated), fields);

  const { value: own, issues: ownIssues } = ownColumns(fields);
  issues.push(...ownIssues);
  const id = pick(fields, NAMES.id);
  const film = fields['film'];
  const story: ImportedStory = {
    id: typeof id === 'string' || typeof id === 'number' || typeof id === 'bigint' ? String(id) : String(place.row),
    film: typeof film === 'string' ? film : null,
    split: SPLITS.find((name) => name === fields['split']) ?? place.split,
    frames: timed,
    entities: seen.entities,
    instances: seen.instances,
    dialogue: [],
    script: [],
    chainOfThought: thought,
    story: text,
    textSource: null,
    sentences: [],
    ...own,
  };
  return { story, issues };
}

function pick(fields: Record<string, unknown>, names: readonly string[]): unknown {
  for (const name of names) if (fields[name] != null) return fields[name];
  return null;
}

function wordsOf(fields: Record<string, unknown>): { thought: string; text: string } {
  const text = textOf(pick(fields, NAMES.text));
  const thought = textOf(pick(fields, NAMES.thought));
  const parted = thought === '' ? THINKING.exec(text) : null;
  if (parted === null) return { thought, text };
  return { thought: parted[1]!.replace(/^\n/, '').replace(/\n$/, ''), text: parted[2]! };
}

/** Text as such, or as bytes where a Parquet file does not say that a column is text. */
function textOf(value: unknown): string {
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  return typeof value === 'string' ? value : '';
}

function countOf(value: unknown): number | null {
  const number = typeof value === 'bigint' ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : null;
}

/** Frames of which only the number is known. A row may claim any: more than this are not believed. */
function nameless(frames: number): ImportedStory['frames'] {
  const unknown = { shot: null, index: null, frame: null, timeMs: null, width: null, height: null };
  return Array.from({ length: Math.min(frames, 1000) }, () => ({ ...unknown, image: null, path: null }));
}

function timesInto(frames: ImportedStory['frames'], fields: Record<string, unknown>): ImportedStory['frames'] {
  const [times, shots] = [fields['frame_times_ms'], fields['frame_shots']];
  const at = (list: unknown, index: number) => (Array.isArray(list) ? countOf((list as unknown[])[index]) : null);
  return frames.map((frame, index) => ({ ...frame, timeMs: at(times, index), shot: at(shots, index) }));
}

/** What StoryMovie exports of ours say beside the published columns; a column of another form is an issue. */
function ownColumns(fields: Record<string, unknown>): { value: Partial<ImportedStory>; issues: Issue[] } {
  const { entities, instances, dialogue, script, sentences, textSource } = importedStory.shape;
  const value: Record<string, unknown> = {};
  const issues: Issue[] = [];
  const columns = { entities, instances, dialogue, script, sentences };
  for (const [name, schema] of Object.entries(columns)) {
    const text = fields[name];
    if (text == null) continue;
    let read: unknown = text;
    try {
      if (typeof text === 'string') read = JSON.parse(text) as unknown;
    } catch {
      read = null;
    }
    const parsed = schema.safeParse(read);
    if (parsed.success) value[name] = parsed.data;
    else
      issues.push({ code: 'bad-column', at: name, message: 'the column is not in the form of ours and is left out' });
  }
  const source = textSource.safeParse(fields['text_source']);
  if (source.success) value['textSource'] = source.data;
  return { value, issues };
}
