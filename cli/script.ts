import { type Command, Option } from 'commander';
import type { ReadScript } from '../adapters/text/script.ts';
import type { ScriptElement, ScriptScene } from '../core/script/element.ts';
import { addVerb, finish, type VerbResult } from './verb.ts';

interface ScriptFlags {
  json?: boolean;
  format?: 'json' | 'fountain';
}

/** `storyloom script <file>`: the scenes and elements of a screenplay. */
export function addScript(program: Command): void {
  addVerb(program, 'script <file>', {
    summary: 'read a screenplay: scene headings, action, speakers, dialogue',
    examples: [
      'storyloom script film.fountain',
      'storyloom script film.pdf --json',
      'storyloom script film.fdx --format fountain > film.fountain',
    ],
  })
    .addOption(new Option('--format <format>', 'print the script in this form').choices(['json', 'fountain']))
    .action((file: string, flags: ScriptFlags) =>
      finish(flags.json === true || flags.format === 'json', () => run(file, flags.format)),
    );
}

async function run(file: string, form: ScriptFlags['format']): Promise<VerbResult> {
  const { readScript } = await import('../adapters/text/read.ts');
  const script = await readScript(file);
  if (form === 'fountain') {
    const { printFountain } = await import('../core/script/print.ts');
    const fountain = printFountain(script);
    return { json: { fountain }, text: fountain.trimEnd() };
  }
  const { format, encoding, title, titlePage, scenes, elements, issues, smartTypes } = script;
  const lists = smartTypes === undefined ? {} : { smartTypes };
  return { json: { format, encoding, title, titlePage, scenes, elements, issues, ...lists }, text: scriptText(script) };
}

/** The script for people: laid out as on a page, with its scenes numbered, and what was repaired. */
function scriptText(script: ReadScript): string {
  const { format, encoding, title, scenes, elements, issues } = script;
  const speakers = new Set(elements.flatMap(({ kind, speaker }) => (kind === 'character' ? [speaker] : [])));
  const head = [
    `${title ?? 'no title'} (${[format, encoding].filter((part) => part !== null).join(', ')})`,
    `${scenes.length} scenes, ${elements.length} elements, ${speakers.size} speakers`,
    '',
  ];
  const body = elements.map((element) => elementText(element, scenes));
  const notes = issues.map(({ code, at, message }) => `${at}: ${message} (${code})`);
  return visible([...head, ...body, ...(notes.length === 0 ? [] : ['', ...notes])].join('\n'));
}

function elementText({ kind, type, text, scene, dual }: ScriptElement, scenes: ScriptScene[]): string {
  const indented = (columns: number): string => text.replace(/^/gm, ' '.repeat(columns));
  switch (kind) {
    case 'scene_heading': {
      const { number, page, index } = scenes[scene!]!;
      const place = [number === null ? null : `scene ${number}`, page === null ? null : `page ${page}`];
      const notes = place.filter((part) => part !== null).join(', ');
      return `\n${String(index + 1).padStart(4)}  ${text}${notes === '' ? '' : `   [${notes}]`}`;
    }
    case 'character':
      return `\n${indented(26)}${dual === undefined ? '' : `   [${dual}]`}`;
    case 'parenthetical':
      return indented(21);
    case 'dialogue':
      return indented(16);
    case 'transition':
      return `\n${indented(50)}`;
    case 'action':
      return type === 'centered' ? `\n${indented(20)}` : `\n${indented(6)}`;
    case 'other':
      return `\n${indented(6)}   [${type ?? kind}]`;
  }
}

/** Control characters are shown as signs, so that no script can speak to the terminal. */
function visible(text: string): string {
  return text.replace(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/gu, '\uFFFD');
}
