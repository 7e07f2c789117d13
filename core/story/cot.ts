/**
 * Chain of thought as published: per frame the tables of characters, objects and setting, at the end the table of the
 * narrative structure. A cell can hold any text: `|`, line breaks and white space at its ends are written as numeric
 * references (`&#124;`), `<` and `>` as `&lt;` and `&gt;`, and `&` as `&amp;` only where it would read as one of these.
 */

/** Whole pixels of the frame: left, top, right, bottom. */
export type PixelBox = readonly [number, number, number, number];

export interface CharacterRow {
  id: string;
  name: string;
  description: string;
  emotions: string;
  actions: string;
  narrativeFunction: string;
  box: PixelBox;
}

/** An object, landmark or background. */
export interface ObjectRow {
  id: string;
  description: string;
  function: string;
  interaction: string;
  narrativeFunction: string;
  box: PixelBox;
}

export const SETTING_ELEMENTS = [
  'Location',
  'Environment',
  'Lighting',
  'Weather',
  'Time Period',
  'Architecture',
  'Interior Design',
  'Atmosphere',
  'Background',
] as const;
export const PHASES = ['Introduction', 'Development', 'Conflict', 'Turning Point', 'Conclusion'] as const;

export type SettingElement = (typeof SETTING_ELEMENTS)[number];
export type Phase = (typeof PHASES)[number];

export interface SettingRow {
  element: SettingElement;
  description: string;
  mood: string;
  time: string;
  narrativeFunction: string;
}

export interface PhaseRow {
  phase: Phase;
  description: string;
  keyEvents: string;
  /** Image numbers, from one. */
  images: readonly number[];
}

/** Tables of one frame; `image` counts from one. */
export interface FrameThought {
  image: number;
  characters: readonly CharacterRow[];
  objects: readonly ObjectRow[];
  setting: readonly SettingRow[];
}

export interface ChainOfThought {
  frames: readonly FrameThought[];
  narrative: readonly PhaseRow[];
}

/** Column heads of each table, in the published order. */
export const COLUMNS = {
  Characters: ['Character ID', 'Name', 'Description', 'Emotions', 'Actions', 'Narrative Function', 'Bounding Box'],
  Objects: ['Object ID', 'Description', 'Function', 'Interaction', 'Narrative Function', 'Bounding Box'],
  Setting: ['Setting Element', 'Description', 'Mood', 'Time', 'Narrative Function'],
  'Narrative Structure': ['Narrative Phase', 'Description', 'Key Events', 'Images'],
} as const;

export type TableTitle = keyof typeof COLUMNS;

/** Writes the tables strictly; a table without rows keeps its head, so that a reader finds every section. */
export function printThought(thought: ChainOfThought): string {
  const frames = thought.frames.map((frame) =>
    [
      `## Image ${frame.image}`,
      `### Characters\n${printTable('Characters', frame.characters.map(characterCells))}`,
      `### Objects\n${printTable('Objects', frame.objects.map(objectCells))}`,
      `### Setting\n${printTable('Setting', frame.setting.map(settingCells))}`,
    ].join('\n\n'),
  );
  const narrative = printTable(
    'Narrative Structure',
    thought.narrative.map((row) => [row.phase, row.description, row.keyEvents, row.images.join(', ')]),
  );
  return [...frames, `## Narrative Structure\n${narrative}`].join('\n\n') + '\n';
}

/** Makes text safe for a cell. */
export function escapeCell(text: string): string {
  return text
    .replace(/&(?=(?:#\d{1,7}|amp|lt|gt);)/g, '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[|\n\r\u0085\u2028\u2029]|^\s+|\s+$/g, (run) =>
      [...run].map((char) => `&#${char.codePointAt(0)!};`).join(''),
    );
}

/** Undoes `escapeCell`. */
export function unescapeCell(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|(amp|lt|gt));/g, (whole, code?: string, name?: string) => {
    if (name !== undefined) return name === 'amp' ? '&' : name === 'lt' ? '<' : '>';
    const point = Number(code);
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });
}

function characterCells(row: CharacterRow): string[] {
  return [row.id, row.name, row.description, row.emotions, row.actions, row.narrativeFunction, row.box.join(',')];
}

function objectCells(row: ObjectRow): string[] {
  return [row.id, row.description, row.function, row.interaction, row.narrativeFunction, row.box.join(',')];
}

function settingCells(row: SettingRow): string[] {
  return [row.element, row.description, row.mood, row.time, row.narrativeFunction];
}

function printTable(title: TableTitle, rows: readonly (readonly string[])[]): string {
  const columns = COLUMNS[title];
  const lines = [`| ${columns.join(' | ')} |`, `|${'---|'.repeat(columns.length)}`];
  for (const cells of rows) lines.push(`| ${cells.map(escapeCell).join(' | ')} |`);
  return lines.join('\n');
}
