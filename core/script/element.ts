import { Failure } from '../contract/errors.ts';
import type { Issue } from '../schema/primitives.ts';
import type { Element } from '../schema/text.ts';
import { parseHeading, type Setting } from './heading.ts';
import { soundText } from './sound-text.ts';
import { splitNames } from './speaker.ts';

/** An element as a parser knows it, before a stage names its film. */
export type ScriptElement = Omit<Element, 'film'>;

export type ScriptFormat = 'fountain' | 'text' | 'fdx' | 'pdf' | 'trelby' | 'celtx' | 'osf';

/** An entry of a title page: `Title`, `Author`, `Draft date`. */
export interface TitleEntry {
  key: string;
  /** Lines joined by a newline. */
  value: string;
}

/** A scene: its heading taken apart and the elements that belong to it. */
export interface ScriptScene extends Setting {
  index: number;
  heading: string;
  /** As printed, such as `12A`; null when the script has no number there. */
  number: string | null;
  page: number | null;
  /** Elements from the heading to the next one. */
  elements: { first: number; count: number };
}

/** What a screenplay holds. */
export interface Screenplay {
  format: ScriptFormat;
  title: string | null;
  titlePage: TitleEntry[];
  /** Lists of names and places that a screenwriting program keeps beside the text. */
  smartTypes?: { name: string; values: string[] }[];
  scenes: ScriptScene[];
  elements: ScriptElement[];
  issues: Issue[];
}

/** What a parser says of one element; place in the script is kept by the builder. */
export interface Piece {
  kind: ScriptElement['kind'];
  text: string;
  type?: ScriptElement['type'];
  level?: number;
  speaker?: string;
  extension?: string | null;
  dual?: 'left' | 'right' | undefined;
  /** Number of a scene, for its heading. */
  number?: string | null;
}

/** The longest series bibles stay under a tenth of it; more is no screenplay and would not fit into memory. */
export const MAX_ELEMENTS = 100_000;
/** Issues that are listed; of the rest there is only the count. */
const MAX_ISSUES = 1_000;

/** Collects elements in reading order and keeps count of scenes and pages. */
export class ScriptBuilder {
  readonly elements: ScriptElement[] = [];
  readonly scenes: ScriptScene[] = [];
  readonly titlePage: TitleEntry[] = [];
  readonly issues: Issue[] = [];
  /** Current page, null in scripts without page numbers. */
  page: number | null = null;
  #dropped = 0;
  #breaks = 0;

  /** Adds an element; one without text is left out. */
  add({ kind, text, type, level, speaker, extension, dual, number }: Piece): void {
    const clean = cleanText(text, kind, type);
    if (clean === '') return;
    if (this.elements.length >= MAX_ELEMENTS) {
      throw new Failure('InvalidInput', `This has more than ${MAX_ELEMENTS} elements, which no screenplay has.`, {
        remedy: 'Give the screenplay of one film; split a series into its episodes.',
      });
    }
    this.#turnPages();
    if (kind === 'scene_heading') this.#openScene(clean, number ?? null);
    const names = kind === 'character' && speaker !== undefined ? splitNames(speaker) : [];
    this.elements.push({
      index: this.elements.length,
      kind,
      text: clean,
      speaker: speaker === undefined ? null : soundText(speaker),
      extension: extension == null ? null : soundText(extension),
      scene: this.scenes.length === 0 ? null : this.scenes.length - 1,
      page: this.page,
      ...(type === undefined ? {} : { type }),
      ...(level === undefined ? {} : { level }),
      ...(dual === undefined ? {} : { dual }),
      ...(names.length < 2 ? {} : { speakers: names }),
    });
  }

  /** Notes something that was repaired or left out. */
  note(issue: Issue): void {
    if (this.issues.length < MAX_ISSUES) this.issues.push(issue);
    else this.#dropped += 1;
  }

  /** Ends a page; what came before the first break is page 1. A break that nothing follows counts for nothing. */
  breakPage(): void {
    this.#breaks += 1;
  }

  #turnPages(): void {
    if (this.#breaks === 0) return;
    if (this.page === null) for (const element of this.elements) element.page = 1;
    this.page = (this.page ?? 1) + this.#breaks;
    this.#breaks = 0;
  }

  /** Marks the speech before as the left one of two spoken at once, unless it is already half of a pair. */
  pairWithLast(): void {
    const { elements } = this;
    let at = elements.length - 1;
    while (at >= 0 && elements[at]!.type === 'note') at -= 1;
    let first = at;
    while (first >= 0 && (elements[first]!.kind === 'dialogue' || elements[first]!.kind === 'parenthetical'))
      first -= 1;
    if (first < 0 || elements[first]!.kind !== 'character' || elements[first]!.dual !== undefined) return;
    for (let index = first; index <= at; index += 1) {
      if (elements[index]!.type !== 'note') elements[index]!.dual = 'left';
    }
  }

  finish(format: ScriptFormat, title: string | null): Screenplay {
    const { elements, scenes, titlePage, issues } = this;
    for (const [index, scene] of scenes.entries()) {
      const end = scenes[index + 1]?.elements.first ?? elements.length;
      scene.elements.count = end - scene.elements.first;
      scene.page = elements[scene.elements.first]!.page;
    }
    if (this.#dropped > 0) {
      const message = `${this.#dropped} more things were repaired.`;
      issues.push({ code: 'more-issues', at: 'the whole file', message });
      this.#dropped = 0;
    }
    return { format, title: title === '' ? null : title, titlePage, scenes, elements, issues };
  }

  #openScene(heading: string, number: string | null): void {
    const elements = { first: this.elements.length, count: 0 };
    this.scenes.push({
      index: this.scenes.length,
      heading,
      ...parseHeading(heading),
      number,
      page: this.page,
      elements,
    });
  }
}

/**
 * Text as records hold it: no blank lines, no space at line ends, no control characters but the newline, no half of a
 * surrogate pair. Only action, speeches and notes keep their line breaks, and only action its indentation.
 */
function cleanText(text: string, kind: Piece['kind'], type: Piece['type']): string {
  const sound = soundText(text).replaceAll('\f', ' ');
  const keepsLines = (kind === 'action' && type === undefined) || kind === 'dialogue' || type === 'note';
  if (!keepsLines) return sound.replace(/\s+/g, ' ').trim();
  const lines = sound.split('\n').map((line) => line.trimEnd());
  const kept = lines.filter((line) => line !== '').map((line) => (kind === 'action' ? line : line.trimStart()));
  return kept.join('\n');
}
