import { ScriptBuilder, type Screenplay, type ScriptFormat, type TitleEntry } from './element.ts';
import { titleOf } from './fountain-title.ts';
import { splitSpeakerCue } from './speaker.ts';

/** What a style of a screenwriting program means. */
export type Style =
  | 'heading'
  | 'action'
  | 'character'
  | 'parenthetical'
  | 'dialogue'
  | 'lyric'
  | 'transition'
  | 'shot'
  | 'centered'
  | 'section'
  | 'synopsis'
  | 'note'
  | 'unknown';

/** A paragraph that says itself what it is, as screenwriting programs store them. */
export interface StyledParagraph {
  style: Style;
  text: string;
  /** Scene number. */
  number?: string | null;
  page?: number | null;
  dual?: 'left' | 'right' | undefined;
  /** Synopsis and notes that hang on the paragraph. */
  synopsis?: string;
  notes?: string[];
}

type Who = { speaker: string; extension: string | null; dual: 'left' | 'right' | undefined };

/** Turns styled paragraphs into a screenplay; paragraphs of one speech are one element. */
export function readParagraphs(
  paragraphs: StyledParagraph[],
  { format, titlePage }: { format: ScriptFormat; titlePage: TitleEntry[] },
): Screenplay {
  const reader = new ParagraphReader();
  for (const entry of titlePage) reader.builder.titlePage.push(entry);
  for (const [index, paragraph] of paragraphs.entries()) reader.read(paragraph, index + 1);
  reader.close();
  return reader.builder.finish(format, titleOf(titlePage));
}

class ParagraphReader {
  readonly builder = new ScriptBuilder();
  #who: Who | null = null;
  #speech: { lines: string[]; isLyric: boolean } | null = null;

  read(paragraph: StyledParagraph, number: number): void {
    const { builder } = this;
    const text = paragraph.text.trim();
    const isSpoken = SPOKEN.has(paragraph.style);
    if (!isSpoken || this.#who === null) this.close();
    if (paragraph.page != null && paragraph.page >= (builder.page ?? 0)) builder.page = paragraph.page;
    if (paragraph.style === 'character') this.#readCue(text, paragraph.dual);
    else if (isSpoken && this.#who !== null) this.#readSpeech(paragraph.style, text, this.#who);
    else {
      this.#who = null;
      if (isSpoken || paragraph.style === 'unknown') {
        const code = isSpoken ? 'no-speaker' : 'unknown-style';
        const what = isSpoken ? 'A speech without a name' : 'An unknown style';
        builder.note({ code, at: `paragraph ${number}`, message: `${what} was read as action.` });
      }
      addPlain(builder, paragraph, text);
    }
    const { synopsis, notes = [] } = paragraph;
    if (synopsis !== undefined || notes.length > 0) this.close();
    if (synopsis !== undefined) builder.add({ kind: 'other', type: 'synopsis', text: synopsis });
    for (const note of notes) builder.add({ kind: 'other', type: 'note', text: note });
  }

  /** Hands the running speech to the builder. */
  close(): void {
    const speech = this.#speech;
    this.#speech = null;
    if (speech === null || this.#who === null) return;
    const type = speech.isLyric ? { type: 'lyric' as const } : {};
    this.builder.add({ kind: 'dialogue', text: speech.lines.join('\n'), ...type, ...this.#who });
  }

  #readCue(text: string, dual: 'left' | 'right' | undefined): void {
    const { name, extension } = splitSpeakerCue(text);
    this.#who = name === '' ? null : { speaker: name, extension, dual };
    this.builder.add(this.#who === null ? { kind: 'action', text } : { kind: 'character', text, ...this.#who });
  }

  #readSpeech(style: Style, text: string, who: Who): void {
    const isLyric = style === 'lyric';
    if (style === 'parenthetical' || this.#speech?.isLyric !== isLyric) this.close();
    if (style === 'parenthetical') this.builder.add({ kind: 'parenthetical', text: inBrackets(text), ...who });
    else if (this.#speech === null) this.#speech = { lines: [text], isLyric };
    else this.#speech.lines.push(text);
  }
}

const SPOKEN: ReadonlySet<Style> = new Set<Style>(['dialogue', 'lyric', 'parenthetical']);

const inBrackets = (text: string): string => (text === '' || /^[(（]/.test(text) ? text : `(${text})`);

function addPlain(builder: ScriptBuilder, { style, number }: StyledParagraph, text: string): void {
  switch (style) {
    case 'heading':
      return builder.add({ kind: 'scene_heading', text, number: number ?? null });
    case 'transition':
      return builder.add({ kind: 'transition', text });
    case 'shot':
    case 'centered':
      return builder.add({ kind: 'action', type: style, text });
    case 'section':
      return builder.add({ kind: 'other', type: 'section', level: 1, text });
    case 'lyric':
    case 'synopsis':
    case 'note':
      return builder.add({ kind: 'other', type: style, text });
    case 'action':
    case 'character':
    case 'parenthetical':
    case 'dialogue':
    case 'unknown':
      return builder.add({ kind: 'action', text });
  }
}
