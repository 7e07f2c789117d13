import type { Issue } from '../schema/primitives.ts';
import { ScriptBuilder, type Screenplay } from './element.ts';
import { removeComments, stripEmphasis } from './fountain-inline.ts';
import { looksLikeHeading, looksLikeSpeaker, looksLikeTransition, splitSpeakerCue } from './speaker.ts';

const TITLE_KEY = /^([A-Za-z][A-Za-z \t]{0,30}):(.*)$/;
const KNOWN_KEY = /^(?:title|credit|authors?|source|notes?|draft ?date|date|contact|copyright|revisions?)$/i;
const SCENE_NUMBER = /\s*#[\w.-]{1,20}#\s*$/;

/** Whether the first line with text is an entry of a Fountain title page. */
export function startsWithTitlePage(text: string): boolean {
  const first = text
    .slice(0, 4_000)
    .replace(/^\uFEFF/, '')
    .trimStart()
    .split(/\r\n|\n|\r/, 1)[0]!;
  const key = TITLE_KEY.exec(first.slice(0, 300))?.[1];
  return key !== undefined && KNOWN_KEY.test(key.trim());
}

/**
 * Reads Fountain 1.1 in one pass over the lines: title page, forced elements, lyrics, dual dialogue, boneyard, notes,
 * sections, synopses, page breaks. Lyrics under a speaker are dialogue of that speaker. Line breaks inside an element
 * are kept.
 */
export function parseFountain(source: string): Screenplay {
  const text = removeComments(source.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n'));
  const lines = text.split('\n').map((line) => line.replace(/[\t\u00a0]/g, ' ').trimEnd() + keptBlank(line));
  const builder = new ScriptBuilder();
  const issues: Issue[] = [];
  const { title, next } = readTitlePage(lines, startsWithTitlePage(text));
  let at = next;
  while (at < lines.length) {
    const line = lines[at]!;
    if (line.trim() === '') at += 1;
    else at = readSingle(line, builder) ? at + 1 : readParagraph(lines, at, { builder, issues });
  }
  return { format: 'fountain', title, scenes: builder.scenes, elements: builder.elements, issues };
}

/** A line of two spaces or more keeps a speech going over a blank line. */
const keptBlank = (line: string): string => (/^ {2,}$/.test(line) ? '  ' : '');

function readTitlePage(lines: string[], present: boolean): { title: string | null; next: number } {
  if (!present) return { title: null, next: 0 };
  let at = lines.findIndex((line) => line.trim() !== '');
  const values = new Map<string, string[]>();
  let current: string[] = [];
  for (; at < lines.length && lines[at]!.trim() !== ''; at += 1) {
    const line = lines[at]!;
    const entry = /^\s/.test(line) ? null : TITLE_KEY.exec(line.slice(0, 2_000));
    if (entry !== null) {
      current = [];
      values.set(entry[1]!.trim().toLowerCase(), current);
    }
    const value = (entry === null ? line : entry[2]!).trim();
    if (value !== '') current.push(value);
  }
  const title = stripEmphasis((values.get('title') ?? []).join(' ')).trim();
  return { title: title === '' ? null : title, next: at };
}

/** Elements of one line that their first or last sign decides; false when the line is none of them. */
function readSingle(line: string, builder: ScriptBuilder): boolean {
  const text = line.trim();
  if (/^={3,}$/.test(text)) {
    builder.page = (builder.page ?? 1) + 1;
    return true;
  }
  if (text.startsWith('#')) builder.add({ kind: 'other', text: stripEmphasis(text.replace(/^#+\s*/, '')) });
  else if (text.startsWith('=')) builder.add({ kind: 'other', text: stripEmphasis(text.slice(1).trim()) });
  else if (text.startsWith('~')) builder.add({ kind: 'other', text: stripEmphasis(text.slice(1).trim()) });
  else if (text.startsWith('>') && text.endsWith('<') && text.length > 1) {
    builder.add({ kind: 'action', text: stripEmphasis(text.slice(1, -1).trim()) });
  } else if (text.startsWith('>')) builder.add({ kind: 'transition', text: stripEmphasis(text.slice(1).trim()) });
  else if (/^\.(?!\.)\S/.test(text)) addHeading(text.slice(1), builder);
  else return false;
  return true;
}

function addHeading(text: string, builder: ScriptBuilder): void {
  const bounded = text.length > 2_000 ? text : text.replace(SCENE_NUMBER, '');
  builder.add({ kind: 'scene_heading', text: stripEmphasis(bounded).trim() });
}

/** Reads the paragraph at `from` up to the blank line; returns the line after it. */
function readParagraph(lines: string[], from: number, into: { builder: ScriptBuilder; issues: Issue[] }): number {
  const line = lines[from]!.trim();
  const isLast = (lines[from + 1] ?? '').trim() === '';
  const plain = stripEmphasis(line);
  if (looksLikeHeading(plain)) {
    addHeading(line, into.builder);
    return from + 1;
  }
  if (isLast && looksLikeTransition(plain)) {
    into.builder.add({ kind: 'transition', text: plain });
    return from + 1;
  }
  const forced = line.startsWith('@');
  const speaks = !line.startsWith('!') && (lines[from + 1] ?? '') !== '' && (forced || looksLikeSpeaker(plain));
  return speaks ? readSpeech(lines, from, into) : readAction(lines, from, into.builder);
}

function readSpeech(
  lines: string[],
  from: number,
  { builder, issues }: { builder: ScriptBuilder; issues: Issue[] },
): number {
  const cue = stripEmphasis(lines[from]!.trim().replace(/^@/, '')).trim();
  const { name, extension } = splitSpeakerCue(cue);
  if (name === '') {
    issues.push({ code: 'no-speaker', at: `line ${from + 1}`, message: 'A speech without a name was read as action.' });
    return readAction(lines, from, builder);
  }
  const who = { speaker: name, extension };
  builder.add({ kind: 'character', text: cue.replace(/\s*\^$/, ''), ...who });
  let speech: { text: string[]; lyric: boolean } | null = null;
  const close = (): void => {
    if (speech !== null) builder.add({ kind: 'dialogue', text: stripEmphasis(speech.text.join('\n')), ...who });
    speech = null;
  };
  let at = from + 1;
  for (; at < lines.length && lines[at] !== ''; at += 1) {
    const text = lines[at]!.trim();
    if (text === '') continue;
    const bare = stripEmphasis(text);
    if (bare.startsWith('(') && bare.endsWith(')')) {
      close();
      builder.add({ kind: 'parenthetical', text: bare, ...who });
      continue;
    }
    const lyric = text.startsWith('~');
    if (speech !== null && speech.lyric !== lyric) close();
    speech ??= { text: [], lyric };
    speech.text.push(lyric ? text.slice(1).trim() : text);
  }
  close();
  return at;
}

/** Action runs to the blank line, or to a line whose sign makes it another element. */
function readAction(lines: string[], from: number, builder: ScriptBuilder): number {
  let at = from;
  const text: string[] = [];
  for (; at < lines.length && lines[at]!.trim() !== ''; at += 1) {
    const line = lines[at]!;
    if (at > from && (/^\s*(?:#|>|~|={3,}$)/.test(line) || looksLikeHeading(line))) break;
    text.push(line.replace(/^(\s*)!/, '$1'));
  }
  builder.add({ kind: 'action', text: stripEmphasis(text.join('\n')).replace(/^\n+/, '').trimEnd() });
  return at;
}
