import type { Issue } from '../schema/primitives.ts';
import type { Story } from '../schema/story.ts';
import { type CharacterRow, type FrameThought, type ObjectRow, printThought } from './cot.ts';
import { parseThought } from './cot-parse.ts';
import { unspokenQuotes } from './quotes.ts';
import { textOf } from './reply.ts';
import { validateThought } from './validate.ts';

/**
 * Checks the chain of thought that a model made of a story's own: all checks of `validateThought`, and that what was measured
 * stays, every entity in each of its frames with its name and box, and no other. Spacing is mended. Nothing throws, whatever the
 * reply holds.
 */
export function checkTables(story: Story, reply: string): { value: string } | { issues: Issue[] } {
  const answer = textOf(reply, 'tables');
  if ('issues' in answer) return answer;
  const { value, issues } = parseThought(answer.text);
  if (issues.length > 0) return { issues };
  const printed = printThought(value);
  const found = validateThought(printed, story.frames);
  if (found.length > 0) return { issues: found };
  const own = parseThought(story.chainOfThought).value.frames;
  const changed = value.frames.flatMap((frame, at) => changesOf(frame, own[at]!, own));
  const cells = [...value.frames.flatMap(cellsOf), ...value.narrative.map((row) => [row.description, row.keyEvents])];
  if (cells.flat().includes('')) changed.push({ code: 'empty-cell', at: 'tables', message: 'a cell is empty' });
  if (cells.flat().some((cell) => unspokenQuotes(cell, story.dialogue).length > 0)) {
    changed.push({ code: 'unspoken-quote', at: 'tables', message: 'a cell quotes what nobody says in the facts' });
  }
  return changed.length > 0 ? { issues: changed } : { value: printed };
}

type Row = CharacterRow | ObjectRow;

/** What a frame's rows have lost, gained or changed of what was measured. */
function changesOf(frame: FrameThought, own: FrameThought, all: readonly FrameThought[]): Issue[] {
  const at = `image ${own.image}`;
  const known = new Set(all.flatMap((one) => rowsOf(one).map(({ id }) => id)));
  const given = new Map(rowsOf(frame).map((row) => [row.id, row]));
  const issues: Issue[] = [];
  for (const row of rowsOf(own)) {
    const kept = given.get(row.id);
    given.delete(row.id);
    if (kept === undefined) {
      issues.push({ code: 'lost-id', at, message: `the row of ${row.id} is missing` });
      continue;
    }
    if (kept.box.join() !== row.box.join()) {
      issues.push({ code: 'other-box', at, message: `the box of ${row.id} is ${row.box.join(',')}` });
    }
    if ('name' in row && 'name' in kept && kept.name !== row.name) {
      issues.push({ code: 'other-name', at, message: `the name of ${row.id} has to stay as it is in the facts` });
    }
    if (!('name' in row) && labelOf(kept) !== labelOf(row)) {
      issues.push({ code: 'other-label', at, message: `the description of ${row.id} has to begin with its label` });
    }
  }
  for (const id of given.keys()) {
    issues.push(
      known.has(id)
        ? { code: 'absent-id', at, message: `this image lacks ${id}` }
        : { code: 'unknown-id', at, message: `no image has ${id}` },
    );
  }
  return issues;
}

/** What a thing was detected as: its description up to a colon. */
function labelOf({ description }: Pick<Row, 'description'>): string {
  return description.split(':')[0]!.trim().toLowerCase();
}

function rowsOf(frame: FrameThought): Row[] {
  return [...frame.characters, ...frame.objects];
}

function cellsOf(frame: FrameThought): string[] {
  const rows = [...frame.characters, ...frame.objects, ...frame.setting];
  return rows.flatMap((row) => Object.values(row).filter((cell) => typeof cell === 'string'));
}
