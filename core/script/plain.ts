import type { Issue } from '../schema/primitives.ts';
import { ScriptBuilder, type Screenplay } from './element.ts';
import { cleanScriptLines, type PlainScriptLine } from './plain-lines.ts';
import { looksLikeHeading, looksLikeSpeaker, looksLikeTransition, splitSpeakerCue } from './speaker.ts';

/** Columns by which a name stands right of the action in an indented script. */
const MIN_CUE_INDENT = 8;
/** Scene numbers in both margins. */
const SCENE_NUMBERS = /^(?:[A-Z]?\d{1,4}[A-Z]{0,2}[.)]?\s+)|\s{2,}[A-Z]?\d{1,4}[A-Z]{0,2}[.)]?$/g;

/** How a plain-text script is laid out. */
export interface Layout {
  /** Columns of action, the left margin. */
  action: number;
  /** Smallest columns of a name; null when the script is not indented. */
  cue: number | null;
  /** Blank lines stand between all lines. */
  doubleSpaced: boolean;
}

/** Measures the margins: action has the long lines, names the short lines in capitals right of it. */
export function measureLayout(lines: PlainScriptLine[]): Layout {
  const filled = lines.filter((line) => line.text !== '');
  const headings = filled.filter((line) => looksLikeHeading(withoutNumbers(line.text)));
  const margin = mode((headings.length > 0 ? headings : filled).map((line) => line.indent)) ?? 0;
  const names = filled.filter((line) => looksLikeSpeaker(line.text) && !looksLikeHeading(line.text));
  const indented = names.filter((line) => line.indent >= margin + MIN_CUE_INDENT);
  const isIndented = indented.length >= 2 && indented.length >= 0.4 * names.length;
  const common = mode(indented.map((line) => line.indent)) ?? 0;
  const followed = lines.filter((line, index) => line.text !== '' && lines[index + 1]?.text === '').length;
  const doubleSpaced = filled.length > 20 && followed > 0.9 * filled.length;
  return { action: margin, cue: isIndented ? Math.max(margin + MIN_CUE_INDENT, common - 8) : null, doubleSpaced };
}

const withoutNumbers = (text: string): string => (text.length > 300 ? text : text.replace(SCENE_NUMBERS, ''));

function mode(values: number[]): number | undefined {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].toSorted((a, b) => b[1] - a[1] || a[0] - b[0])[0]?.[0];
}

/**
 * Reads a screenplay as plain text, the way script collections keep them: names and speeches by indentation where there
 * is one, by capitals and blank lines otherwise; page numbers, scene numbers, revision marks, HTML left over,
 * `(MORE)` and `(CONT'D)` are taken off, a speech cut by a page is one element again.
 */
export function parsePlainScript(source: string): Screenplay {
  const lines = cleanScriptLines(source);
  const layout = measureLayout(lines);
  const builder = new ScriptBuilder();
  const issues: Issue[] = [];
  const first = lines.find((line) => line.text !== '');
  let at = 0;
  while (at < lines.length) {
    const line = lines[at]!;
    builder.page = line.page;
    const text = withoutNumbers(line.text);
    if (text === '') at += 1;
    else if (looksLikeHeading(text)) {
      builder.add({ kind: 'scene_heading', text });
      at += 1;
    } else if (looksLikeTransition(line.text)) {
      builder.add({ kind: 'transition', text: line.text });
      at += 1;
    } else
      at = namesSpeaker(lines, at, layout)
        ? readSpeech(lines, at, { layout, builder })
        : readAction(lines, at, { layout, builder });
  }
  const titled = first !== undefined && builder.elements[0]?.kind === 'action' && first.text.length <= 80;
  const title = titled ? first.text.replace(/^["“]|["”]$/g, '') : null;
  return { format: 'text', title, scenes: builder.scenes, elements: builder.elements, issues };
}

function namesSpeaker(lines: PlainScriptLine[], at: number, layout: Layout): boolean {
  const line = lines[at]!;
  if (!looksLikeSpeaker(line.text) || looksLikeTransition(line.text)) return false;
  const next = lines[at + 1];
  const spoken = next !== undefined && next.text === '' ? lines[at + 2] : next;
  if (layout.cue !== null) {
    return line.indent >= layout.cue && spoken !== undefined && spoken.text !== '' && spoken.indent > layout.action + 2;
  }
  const opens = at === 0 || lines[at - 1]!.text === '';
  return opens && next !== undefined && next.text !== '' && !looksLikeHeading(next.text) && !/\.$/.test(line.text);
}

interface Into {
  layout: Layout;
  builder: ScriptBuilder;
}

function readSpeech(lines: PlainScriptLine[], from: number, { layout, builder }: Into): number {
  const cue = lines[from]!;
  const { name, extension } = splitSpeakerCue(cue.text);
  const who = { speaker: name, extension };
  let at = from + 1;
  while (lines[at]?.text === '') at += 1;
  const spoken: { kind: 'dialogue' | 'parenthetical'; text: string }[] = [];
  let open = false;
  for (; at < lines.length; at += 1) {
    const line = lines[at]!;
    if (line.text === '') {
      const continues = layout.doubleSpaced && layout.cue !== null && (lines[at + 1]?.indent ?? 0) > layout.action + 2;
      if (continues && lines[at + 1]!.text !== '') continue;
      break;
    }
    if (looksLikeHeading(withoutNumbers(line.text))) break;
    if (layout.cue !== null && !open && (line.indent <= layout.action + 2 || namesSpeaker(lines, at, layout))) break;
    const last = spoken.at(-1);
    if (!open && line.text.startsWith('(')) spoken.push({ kind: 'parenthetical', text: line.text });
    else if (last?.kind === 'dialogue' || open) last!.text += ` ${line.text}`;
    else spoken.push({ kind: 'dialogue', text: line.text });
    const current = spoken.at(-1)!;
    open = current.kind === 'parenthetical' && !current.text.endsWith(')') && current.text.length < 300;
  }
  if (!continuesSpeech(extension, name, builder)) builder.add({ kind: 'character', text: cue.text, ...who });
  for (const piece of spoken) {
    const last = builder.elements.at(-1);
    if (piece.kind === 'dialogue' && last?.kind === 'dialogue' && last.speaker === name) last.text += ` ${piece.text}`;
    else builder.add({ ...piece, ...who });
  }
  return at;
}

/** A speech goes on under `(CONT'D)` when nothing but a page end came between. */
function continuesSpeech(extension: string | null, name: string, builder: ScriptBuilder): boolean {
  const last = builder.elements.at(-1);
  return /cont/i.test(extension ?? '') && last?.kind === 'dialogue' && last.speaker === name;
}

function readAction(lines: PlainScriptLine[], from: number, { layout, builder }: Into): number {
  let at = from;
  const text: string[] = [];
  for (; at < lines.length && lines[at]!.text !== ''; at += 1) {
    const line = lines[at]!;
    const opens = looksLikeHeading(withoutNumbers(line.text)) || looksLikeTransition(line.text);
    if (at > from && (opens || (layout.cue !== null && namesSpeaker(lines, at, layout)))) break;
    text.push(line.text);
  }
  builder.add({ kind: 'action', text: text.join(' ') });
  return at;
}
