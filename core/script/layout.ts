import { ScriptBuilder, type ScriptFormat, type Screenplay } from './element.ts';
import { looksLikeHeading } from './heading.ts';
import { readDual, type Column } from './layout-dual.ts';
import { takeOffFurniture } from './layout-furniture.ts';
import { goesOn, joinLines, repairHeading, type LayoutLine, type PageLine } from './layout-line.ts';
import { INLINE_CUE, mayBeCue, measureLayout, nextFilled, type Layout } from './layout-margins.ts';
import { straightenPages } from './layout-shift.ts';
import { looksLikeSlug, splitSpeakerCue } from './speaker.ts';
import { looksLikeTransition } from './transition.ts';

/** Lines of a parenthetical, at most; an unclosed bracket is not a speech long. */
const MAX_PARENTHETICAL_LINES = 8;
/** Characters from which a heading may go on in the next line. */
const LONG_HEADING = 45;
/** `(softly) Hello.`: a direction before the words of the same line. */
const DIRECTION = /^(\([^()]{1,80}\))\s+(\S.*)$/;
const OMITTED = /^(?:OMIT(?:TED)?|DELETED|SCENES? (?:OMITTED|DELETED))\b/;

/**
 * Reads a screenplay from the lines of its pages: names and speeches by the columns they stand in where there are such,
 * by capitals and blank lines otherwise. What printing added is taken off, a speech cut by a page is one element again.
 */
export function readLayout(pages: PageLine[], format: ScriptFormat): Screenplay {
  const lines = straightenPages(takeOffFurniture(pages));
  const reader = new LayoutReader(lines, measureLayout(lines));
  return reader.read(format);
}

type Speaker = { speaker: string; extension: string | null };

interface Running {
  kind: 'action' | 'dialogue' | 'parenthetical';
  lines: string[];
  page: number | null;
  isCentered: boolean;
  who: Speaker | null;
}

class LayoutReader {
  readonly #lines: LayoutLine[];
  readonly #layout: Layout;
  readonly #builder = new ScriptBuilder();
  /** The paragraph that lines are added to. */
  #running: Running | null = null;
  #speaker: Speaker | null = null;
  #afterBlank = true;
  #lastLength = 0;
  /** Columns of the last line of speech. */
  #column = 0;
  /** Whether the speech stands in the columns of action. */
  #isAskew = false;

  constructor(lines: LayoutLine[], layout: Layout) {
    this.#lines = lines;
    this.#layout = layout;
  }

  read(format: ScriptFormat): Screenplay {
    const lines = this.#lines;
    const first = lines.find(({ text }) => text !== '');
    for (let at = 0; at < lines.length;) at = this.#readLine(at);
    this.#close();
    const { elements } = this.#builder;
    const isTitled = first !== undefined && elements[0]?.kind === 'action' && first.text.length <= 80;
    return this.#builder.finish(format, isTitled ? first.text.replace(/^["“](.*)["”]$/, '$1').trim() : null);
  }

  /** Reads what starts at a line; returns the line after it. */
  #readLine(at: number): number {
    const line = this.#lines[at]!;
    if (line.text === '') {
      this.#afterBlank = true;
      return at + 1;
    }
    const dual = this.#afterBlank ? readDual(this.#lines, at) : null;
    if (dual !== null) {
      this.#endSpeech();
      this.#addColumns(dual.columns, line.page);
      this.#afterBlank = true;
      return dual.next;
    }
    const taken = this.#readSingle(at) || this.#readCue(at);
    if (taken === 0) this.#readText(line);
    this.#afterBlank = false;
    return at + Math.max(1, taken);
  }

  /** Reads a heading, a transition or a shot; returns the lines it takes, 0 when there is none. */
  #readSingle(at: number): number {
    const line = this.#lines[at]!;
    const repaired = repairHeading(line.text);
    const { layout, isSpeech } = { layout: this.#layout, isSpeech: this.#speaker !== null };
    const isInSpeechColumn = isSpeech && layout.dialogue !== null && line.indent > layout.border;
    if (looksLikeHeading(repaired) && (!isInSpeechColumn || !/\p{Ll}/u.test(repaired))) {
      this.#endSpeech();
      const rest = repaired.length >= LONG_HEADING ? this.#capitalsAfter(at) : [];
      const text = this.#joined([repaired, ...rest].join(' '));
      if (repaired !== line.text) {
        this.#builder.note({ code: 'heading-mended', at: line.at, message: 'A damaged INT. or EXT. was mended.' });
      }
      this.#builder.page = line.page;
      this.#builder.add({ kind: 'scene_heading', text, number: line.number });
      return 1 + rest.length;
    }
    if (OMITTED.test(line.text) && (line.number !== null || this.#afterBlank) && line.text.length < 60) {
      return this.#addSingle(line, 'other', 'omitted');
    }
    if (looksLikeTransition(line.text) || this.#isAtRight(line)) return this.#addSingle(line, 'transition');
    const isFree = this.#afterBlank || line.number !== null;
    if (!isInSpeechColumn && isFree && looksLikeSlug(line.text)) return this.#addSingle(line, 'action', 'shot');
    return 0;
  }

  /** Texts of the lines right below in capitals, which a heading as wide as the page goes on in. */
  #capitalsAfter(at: number): string[] {
    const texts: string[] = [];
    for (let next = at + 1; next < this.#lines.length && texts.length < 8; next += 1) {
      const { text, turn } = this.#lines[next]!;
      if (text === '' || turn || /\p{Ll}/u.test(text) || !/\p{Lu}/u.test(text) || looksLikeHeading(text)) break;
      texts.push(text);
      if (text.length < LONG_HEADING) break;
    }
    return texts;
  }

  /** Whether a line in capitals stands by itself at the right margin. */
  #isAtRight({ text, indent }: LayoutLine): boolean {
    return this.#afterBlank && indent >= this.#layout.right && /\p{Lu}.*[:.]$/u.test(text) && !/\p{Ll}/u.test(text);
  }

  #joined(text: string): string {
    return text.replace(/\s+/g, ' ');
  }

  #addSingle(line: LayoutLine, kind: 'action' | 'transition' | 'other', type?: 'shot' | 'omitted'): 1 {
    this.#endSpeech();
    this.#builder.page = line.page;
    this.#builder.add({ kind, text: this.#joined(line.text), ...(type === undefined ? {} : { type }) });
    return 1;
  }

  /** Reads lines that name a speaker; returns how many, 0 when there is none. A long name is broken over several. */
  #readCue(at: number): number {
    const line = this.#lines[at]!;
    const inline = this.#layout.inline && line.text.length < 2_000 ? INLINE_CUE.exec(line.text) : null;
    if (inline === null && !this.#isCue(at)) return 0;
    let taken = 1;
    let cue = inline?.[1] ?? line.text;
    while (
      this.#layout.cue !== null &&
      taken < 8 &&
      this.#lines[at + taken]?.indent === line.indent &&
      this.#isCue(at + taken)
    ) {
      cue += ` ${this.#lines[at + taken]!.text}`;
      taken += 1;
    }
    const { name, extension } = splitSpeakerCue(cue);
    const isSame = this.#speaker?.speaker === name && this.#running !== null && this.#running.kind === 'dialogue';
    // `(CONT'D)` right under a speech of the same name is the other half of it, from the next page.
    if (!(isSame && /cont/i.test(extension ?? ''))) {
      this.#endSpeech();
      this.#speaker = { speaker: name, extension };
      this.#builder.page = line.page;
      this.#builder.add({ kind: 'character', text: this.#joined(cue), ...this.#speaker });
    }
    if (inline !== null) this.#append('dialogue', inline[2]!, line);
    return taken;
  }

  #isCue(at: number): boolean {
    const line = this.#lines[at]!;
    if (!mayBeCue(line.text)) return false;
    const next = nextFilled(this.#lines, at);
    if (next === undefined || looksLikeHeading(next.line.text)) return false;
    if (this.#layout.cue !== null) return this.#isIndentedCue(line, next);
    const { doubleSpaced } = this.#layout;
    if (!this.#afterBlank || /\.$/.test(line.text)) return false;
    if (next.gap === 0) return this.#isNameInFlush(line, next.line);
    return doubleSpaced && next.gap === 1 && this.#layout.names.size === 0 && !mayBeCue(next.line.text);
  }

  /** A name stands right of the speech, and where it does not, as on a page set askew, it is one that came before. */
  #isIndentedCue(line: LayoutLine, next: { line: LayoutLine; gap: number }): boolean {
    const { cue, dialogue, border, apart, names } = this.#layout;
    const isName = names.has(splitSpeakerCue(line.text).name);
    const isOver = next.gap === 0 || next.line.turn || (next.gap === 1 && (isName || next.line.text.startsWith('(')));
    const isNear = dialogue !== null && Math.abs(next.line.indent - dialogue) <= 2;
    const isApart = apart && (next.gap === 1 || (next.gap <= 3 && isNear));
    if (looksLikeTransition(next.line.text) || !(isOver || isApart)) return false;
    const isKnown = isOver && this.#afterBlank && isName;
    const isUnder = dialogue === null ? next.gap === 0 || apart : next.line.indent > border;
    if (line.indent < cue!) return isKnown && isUnder && line.indent > border;
    return (isUnder || isKnown) && (dialogue === null || cue! > dialogue + 2 || this.#afterBlank);
  }

  /** Without indentation a line in capitals above text is a name, unless its words say that it is none. */
  #isNameInFlush(line: LayoutLine, next: LayoutLine): boolean {
    const { name, extension } = splitSpeakerCue(line.text);
    if (extension !== null || this.#layout.names.has(name) || next.text.startsWith('(')) return true;
    return (
      !/(?:^|\s)(?:THE|A|AN|IN|ON|AT|OF|TO|FROM|WITH|INTO)\s|\s[-–—]+\s?|:$/.test(` ${name}`) ||
      name.split(' ').length < 3
    );
  }

  /** Adds a line of text to the speech or to the action. */
  #readText(line: LayoutLine): void {
    const { dialogue, border } = this.#layout;
    if (dialogue !== null) {
      const isFirst = this.#speaker !== null && this.#running === null;
      if (isFirst) this.#isAskew = line.indent <= border;
      const staysAskew = this.#isAskew && this.#running?.kind === 'dialogue' && !this.#afterBlank && this.#goesOn(line);
      const isAction = line.indent <= border && !isFirst && !staysAskew;
      const isAside = this.#afterBlank && !line.turn && line.indent > this.#column + 3 && !line.text.startsWith('(');
      if (isAction || (isAside && !isFirst) || this.#speaker === null) return this.#readAction(line, !isAction);
      if (!line.text.startsWith('(')) this.#column = line.indent;
      return this.#readSpeech(line);
    }
    const isCut = this.#afterBlank && !(line.turn && this.#goesOn(line));
    const isOver = this.#running?.kind === 'dialogue' && (isCut || this.#isWider(line.text));
    if (this.#speaker === null || isOver) this.#readAction(line, false);
    else this.#readSpeech(line);
  }

  /** Whether a line cannot be the next of a narrow speech: it is too wide, or its first word had room on the line before. */
  #isWider(text: string): boolean {
    const { width } = this.#layout;
    if (width === null) return false;
    const room = width - this.#lastLength - 1 - text.split(' ', 1)[0]!.length;
    return text.length > width + 4 || (room >= 3 && !goesOn(this.#running!.lines.at(-1)!, text));
  }

  #goesOn(line: LayoutLine): boolean {
    return this.#running !== null && goesOn(this.#running.lines.at(-1)!, line.text);
  }

  #readSpeech(line: LayoutLine): void {
    const running = this.#running;
    const isOpen =
      running?.kind === 'parenthetical' &&
      !/[)\]}]$/.test(running.lines.at(-1)!.slice(-1)) &&
      running.lines.length < MAX_PARENTHETICAL_LINES;
    if (running?.kind === 'parenthetical' && !isOpen) this.#close();
    const direction = isOpen ? null : DIRECTION.exec(line.text);
    if (direction !== null) {
      this.#append('parenthetical', direction[1]!, line);
      this.#append('dialogue', direction[2]!, line);
    } else this.#append(isOpen || line.text.startsWith('(') ? 'parenthetical' : 'dialogue', line.text, line);
  }

  #readAction(line: LayoutLine, isCentered: boolean): void {
    const isRest = this.#running?.kind === 'action' && line.turn && this.#goesOn(line);
    this.#speaker = null;
    if (this.#running !== null && (this.#running.kind !== 'action' || (this.#afterBlank && !isRest))) this.#close();
    this.#append('action', line.text, line);
    if (this.#running!.lines.length === 1) this.#running!.isCentered = isCentered;
  }

  #append(kind: Running['kind'], text: string, line: LayoutLine): void {
    this.#lastLength = text.length;
    if (this.#running?.kind === kind) {
      this.#running.lines.push(text);
      return;
    }
    this.#close();
    const who = kind === 'action' ? null : this.#speaker;
    this.#running = { kind, lines: [text], page: line.page, isCentered: false, who };
  }

  /** Hands the running paragraph to the builder. */
  #close(): void {
    const running = this.#running;
    this.#running = null;
    if (running === null) return;
    const { kind, page, isCentered, who } = running;
    const type = isCentered ? { type: 'centered' as const } : {};
    this.#builder.page = page;
    this.#builder.add({ kind, text: this.#joined(joinLines(running.lines)), ...type, ...(who ?? {}) });
  }

  #endSpeech(): void {
    this.#close();
    this.#speaker = null;
  }

  #addColumns(columns: [Column, Column], page: number | null): void {
    this.#builder.page = page;
    for (const [side, { cue, pieces }] of columns.entries()) {
      const { name, extension } = splitSpeakerCue(cue);
      const who = { speaker: name, extension, dual: side === 0 ? ('left' as const) : ('right' as const) };
      this.#builder.add({ kind: 'character', text: cue, ...who });
      for (const { kind, lines } of pieces) this.#builder.add({ kind, text: this.#joined(joinLines(lines)), ...who });
    }
  }
}
