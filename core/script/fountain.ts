import { ScriptBuilder, type Screenplay } from './element.ts';
import { NOTE, readComments, type FountainLine } from './fountain-comments.ts';
import { stripEmphasis } from './fountain-emphasis.ts';
import { readTitlePage, titleOf } from './fountain-title.ts';
import { looksLikeHeading } from './heading.ts';
import { isFountainCue, splitSpeakerCue } from './speaker.ts';
import { looksLikeTransition } from './transition.ts';

const SCENE_NUMBER = /\s*#([\p{L}\p{N}_.-]{1,20})#\s*$/u;
const PAGE_BREAK = /^={3,}$/;
/** Most lines that a parenthetical may be broken over. */
const MAX_PARENTHETICAL_LINES = 4;
/** So many blank lines with spaces in them, and most of all, are an editor's habit and not a sign. */
const MIN_SPACED_BLANKS = 12;

/**
 * Reads Fountain 1.1 in one pass over the lines: title page, forced elements, lyrics, dual dialogue, boneyard, notes,
 * sections, synopses, page breaks, scene numbers. Lyrics under a speaker are dialogue of that speaker. Line breaks
 * inside an element are kept. A note stands after the paragraph it was in.
 */
export function parseFountain(source: string): Screenplay {
  const { lines, notes } = readComments(source);
  const reader = new FountainReader(lines, notes);
  const { entries, next } = readTitlePage(lines);
  for (const entry of entries) reader.builder.titlePage.push(entry);
  reader.countNotes(0, next);
  for (let at = next; at < lines.length;) at = reader.readAt(at);
  return reader.builder.finish('fountain', titleOf(entries));
}

/** Whether the sign at the start of a trimmed line, or the whole line, makes it an element of its own. */
export function opensByItself(text: string): boolean {
  return /^(?:[#=~>]|\.[^.\s])/.test(text);
}

/** Whether a line ends the paragraph of action that it stands in. */
export function endsAction(text: string): boolean {
  return /^(?:#|>|~|={3,}$)/.test(text) || looksLikeHeading(stripEmphasis(text));
}

/** A blank line of two spaces or more keeps a speech going. */
const isKept = (text: string): boolean => /^[ \t\u00a0]{2,}$/.test(text) || /^\t+[ \t]*$/.test(text);

class FountainReader {
  readonly builder = new ScriptBuilder();
  readonly #lines: string[];
  readonly #numbers: FountainLine[];
  readonly #notes: string[];
  readonly #keepsBlanks: boolean;
  #nextNote = 0;

  constructor(lines: FountainLine[], notes: string[]) {
    this.#numbers = lines;
    this.#lines = lines.map(({ text }) => text.replaceAll('\t', '    ').replaceAll('\u00a0', ' ').trimEnd());
    this.#notes = notes;
    const blanks = lines.filter(({ text }) => text.trim() === '');
    const kept = blanks.filter(({ text }) => isKept(text)).length;
    this.#keepsBlanks = kept < MIN_SPACED_BLANKS || kept < blanks.length / 2;
  }

  /** Whether a blank line keeps a speech going; never where blank lines hold spaces as a rule. */
  #isKept(at: number): boolean {
    return this.#keepsBlanks && isKept(this.#numbers[at]?.text ?? '');
  }

  /** Text of a line without its notes; the empty string behind the end. */
  #bare(at: number): string {
    const text = this.#lines[at] ?? '';
    return text.includes(NOTE) ? text.replaceAll(NOTE, '').trimEnd() : text;
  }

  #isNoteOnly(at: number): boolean {
    return this.#lines[at]!.includes(NOTE) && this.#bare(at).trim() === '';
  }

  /** Whether the paragraph goes on with a line that has text, lines of notes alone left aside. */
  #goesOn(at: number): boolean {
    let next = at;
    while (next < this.#lines.length && this.#isNoteOnly(next)) next += 1;
    return this.#bare(next).trim() !== '';
  }

  /** Adds the notes of the lines from `from` to before `to`. */
  countNotes(from: number, to: number): void {
    for (let at = from; at < to; at += 1) {
      for (const _ of this.#lines[at]!.matchAll(/\uE001/g)) {
        this.builder.add({ kind: 'other', type: 'note', text: this.#notes[this.#nextNote++]! });
      }
    }
  }

  /** Reads the element at a line; returns the line after it. */
  readAt(at: number): number {
    const text = this.#bare(at).trim();
    let next = at + 1;
    if (text !== '' && !this.#readSingle(text)) next = this.#readParagraph(at);
    this.countNotes(at, next);
    return next;
  }

  /** Elements of one line that their first or last sign decides; false when the line is none of them. */
  #readSingle(text: string): boolean {
    const { builder } = this;
    if (PAGE_BREAK.test(text)) {
      builder.breakPage();
      return true;
    }
    if (!opensByItself(text)) return false;
    const plain = (from: number, to = text.length): string => stripEmphasis(text.slice(from, to).trim()).trim();
    if (text.startsWith('#')) {
      const level = /^#+/.exec(text)![0].length;
      builder.add({ kind: 'other', type: 'section', level, text: plain(level) });
    } else if (text.startsWith('=')) builder.add({ kind: 'other', type: 'synopsis', text: plain(1) });
    else if (text.startsWith('~')) builder.add({ kind: 'other', type: 'lyric', text: plain(1) });
    else if (text.startsWith('.')) this.#addHeading(text.slice(1));
    else if (/[^\\]<$/.test(text)) builder.add({ kind: 'action', type: 'centered', text: plain(1, text.length - 1) });
    else builder.add({ kind: 'transition', text: plain(1) });
    return true;
  }

  #addHeading(text: string): void {
    const number = text.length > 2_000 ? null : SCENE_NUMBER.exec(text);
    const bare = number === null ? text : text.slice(0, number.index);
    this.builder.add({ kind: 'scene_heading', text: stripEmphasis(bare).trim(), number: number?.[1] ?? null });
  }

  /** Reads the paragraph at `from` up to the blank line; returns the line after it. */
  #readParagraph(from: number): number {
    const line = this.#bare(from).trim();
    const plain = stripEmphasis(line);
    if (line.startsWith('!')) return this.#readAction(from);
    const isForced = line.startsWith('@');
    if (!isForced && looksLikeHeading(plain)) {
      this.#addHeading(line);
      return from + 1;
    }
    const isLast = !this.#goesOn(from + 1);
    if (looksLikeTransition(plain) && (isLast || looksLikeHeading(stripEmphasis(this.#bare(from + 1).trim())))) {
      this.builder.add({ kind: 'transition', text: plain });
      return from + 1;
    }
    const isCue = isForced || (isFountainCue(plain) && !looksLikeTransition(plain));
    const speaks = isCue && (!isLast || this.#isKept(from + 1));
    return speaks ? this.#readSpeech(from) : this.#readAction(from);
  }

  #readSpeech(from: number): number {
    const { builder } = this;
    const raw = this.#bare(from).trim().replace(/^@/, '');
    const isDual = /(?<!\\)\^$/.test(raw);
    const cue = stripEmphasis(isDual ? raw.slice(0, -1) : raw).trim();
    const { name, extension } = splitSpeakerCue(cue);
    if (name === '') {
      const at = `line ${this.#numbers[from]!.line}`;
      builder.note({ code: 'no-speaker', at, message: 'A speech without a name was read as action.' });
      return this.#readAction(from);
    }
    if (isDual) builder.pairWithLast();
    const who = { speaker: name, extension, dual: isDual ? ('right' as const) : undefined };
    builder.add({ kind: 'character', text: cue, ...who });
    let speech: string[] = [];
    let isLyric = false;
    const close = (): void => {
      const text = stripEmphasis(speech.join('\n'));
      builder.add({ kind: 'dialogue', text, ...(isLyric ? { type: 'lyric' as const } : {}), ...who });
      speech = [];
    };
    let at = from + 1;
    while (at < this.#lines.length && (this.#lines[at] !== '' || this.#isKept(at))) {
      const text = this.#bare(at).trim();
      const width = this.#parentheticalAt(at);
      if (width > 0) {
        close();
        const parts = Array.from({ length: width }, (_, index) => stripEmphasis(this.#bare(at + index).trim()));
        builder.add({ kind: 'parenthetical', text: parts.join(' '), ...who });
      } else if (text !== '') {
        const sings = text.startsWith('~');
        if (sings !== isLyric) close();
        isLyric = sings;
        speech.push(sings ? text.slice(1).trim() : text);
      }
      at += Math.max(1, width);
    }
    close();
    return at;
  }

  /** Lines that the parenthetical at a line takes, 0 when there is none. */
  #parentheticalAt(at: number): number {
    if (!/^[*_]*[(（]/.test(this.#bare(at).trim())) return 0;
    for (let width = 1; width <= MAX_PARENTHETICAL_LINES; width += 1) {
      const text = this.#bare(at + width - 1).trim();
      if (text === '') return 0;
      if (/[)）]$/.test(stripEmphasis(text))) return width;
      if (/[)）]/.test(text)) return 0;
    }
    return 0;
  }

  /** Action runs to the blank line, or to a line whose sign makes it another element; forced action to the blank line. */
  #readAction(from: number): number {
    const isForced = this.#bare(from).trimStart().startsWith('!');
    const text: string[] = [];
    let at = from;
    for (; at < this.#lines.length && this.#lines[at]!.trim() !== ''; at += 1) {
      if (this.#isNoteOnly(at)) continue;
      const line = this.#bare(at);
      if (at > from && !isForced && endsAction(line.trim())) break;
      text.push(at === from ? line.replace(/^(\s*)!/, '$1') : line);
    }
    this.builder.add({ kind: 'action', text: stripEmphasis(text.join('\n')) });
    return at;
  }
}
