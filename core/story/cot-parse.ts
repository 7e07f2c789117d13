import type { Issue } from '../schema/primitives.ts';
import {
  type ChainOfThought,
  COLUMNS,
  type FrameThought,
  PHASES,
  type PhaseRow,
  type PixelBox,
  SETTING_ELEMENTS,
  type TableTitle,
  unescapeCell,
} from './cot.ts';

interface MutableFrame extends FrameThought {
  characters: FrameThought['characters'][number][];
  objects: FrameThought['objects'][number][];
  setting: FrameThought['setting'][number][];
}

/** A box that could not be read; no valid box equals it. */
const NO_BOX: PixelBox = [-1, -1, -1, -1];

/**
 * Reads chain-of-thought tables tolerantly: any case of headings, missing heads, short or long rows, unknown setting
 * elements (taken for Location) and phases (taken for Introduction), as the published reader does. Whatever differs is
 * an issue at its line; nothing throws.
 */
export function parseThought(source: string): { value: ChainOfThought; issues: Issue[] } {
  const issues: Issue[] = [];
  const frames: MutableFrame[] = [];
  const narrative: PhaseRow[] = [];
  let table: TableTitle | null = null;
  source.split(/\r?\n/).forEach((raw, index) => {
    const at = `line ${index + 1}`;
    const issue = (code: string, message: string) => issues.push({ code, at, message });
    const lineText = raw.trim();
    if (lineText === '') return;
    if (lineText.startsWith('#')) {
      const heading = lineText.replace(/^#+/, '').trim().toLowerCase();
      const image = /^image\s{0,8}(\d{1,9})$/.exec(heading);
      table = tableOf(heading);
      if (image !== null) frames.push({ image: Number(image[1]), characters: [], objects: [], setting: [] });
      else if (table === null) issue('unknown-heading', 'a heading that no reader expects');
      return;
    }
    if (!lineText.startsWith('|')) return void issue('text-outside-table', 'a line stands outside of every table');
    const cells = splitRow(lineText);
    if (isHead(cells)) return;
    if (table === null) return void issue('row-outside-table', 'a row stands under no table heading');
    const width = COLUMNS[table].length;
    if (cells.length !== width) issue('wrong-cells', `the row has ${cells.length} cells, its table ${width}`);
    const cell = (column: number) => unescapeCell(cells[column] ?? '');
    const box = (column: number) => {
      const read = parseBox(cell(column));
      if (read === null) issue('bad-box', 'a box is not four whole numbers');
      return read ?? NO_BOX;
    };
    if (table === 'Narrative Structure') {
      const phase = PHASES.find((name) => name.toLowerCase() === cell(0).toLowerCase());
      if (phase === undefined) issue('unknown-phase', 'a narrative phase is not one of the five');
      const images = (cell(3).match(/\d{1,9}/g) ?? []).map(Number);
      narrative.push({ phase: phase ?? 'Introduction', description: cell(1), keyEvents: cell(2), images });
      return;
    }
    const frame = frames.at(-1);
    if (frame === undefined) return void issue('row-outside-image', 'a row stands before the first image heading');
    if (table === 'Characters') {
      const [id, name, description, emotions, actions, narrativeFunction] = [0, 1, 2, 3, 4, 5].map(cell) as Six;
      frame.characters.push({ id, name, description, emotions, actions, narrativeFunction, box: box(6) });
    } else if (table === 'Objects') {
      const [id, description, role, interaction, narrativeFunction] = [0, 1, 2, 3, 4, 5].map(cell) as Six;
      frame.objects.push({ id, description, function: role, interaction, narrativeFunction, box: box(5) });
    } else {
      const element = SETTING_ELEMENTS.find((name) => name.toLowerCase() === cell(0).toLowerCase());
      if (element === undefined) issue('unknown-setting', 'a setting element is not one of the nine');
      const [, description, mood, time, narrativeFunction] = [0, 1, 2, 3, 4, 5].map(cell) as Six;
      frame.setting.push({ element: element ?? 'Location', description, mood, time, narrativeFunction });
    }
  });
  return { value: { frames, narrative }, issues };
}

type Six = [string, string, string, string, string, string];

function tableOf(heading: string): TableTitle | null {
  return (Object.keys(COLUMNS) as TableTitle[]).find((title) => title.toLowerCase() === heading) ?? null;
}

/** Cells between pipes, trimmed; the text before the first and after the last pipe is no cell. */
function splitRow(lineText: string): string[] {
  const inner = lineText.slice(1, lineText.endsWith('|') && lineText.length > 1 ? -1 : undefined);
  return inner.split('|').map((cell) => cell.trim());
}

function isHead(cells: readonly string[]): boolean {
  if (cells.every((cell) => /^:?-{2,}:?$/.test(cell))) return true;
  return Object.values(COLUMNS).some(
    (columns) => columns.length === cells.length && columns.every((name, i) => sameText(name, cells[i]!)),
  );
}

function sameText(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}

function parseBox(text: string): PixelBox | null {
  const match =
    /^[[(]?\s{0,4}(-?\d{1,9})\s{0,4},\s{0,4}(-?\d{1,9})\s{0,4},\s{0,4}(-?\d{1,9})\s{0,4},\s{0,4}(-?\d{1,9})\s{0,4}[\])]?$/.exec(
      text.trim(),
    );
  return match === null ? null : [Number(match[1]), Number(match[2]), Number(match[3]), Number(match[4])];
}
