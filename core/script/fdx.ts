import { MAX_ELEMENTS, type Screenplay } from './element.ts';
import { readParagraphs, type Style, type StyledParagraph } from './paragraphs.ts';
import { readTitleLines } from './title-lines.ts';
import type { XmlReader } from './xml.ts';

const STYLES: Record<string, Style> = {
  'scene heading': 'heading',
  action: 'action',
  character: 'character',
  parenthetical: 'parenthetical',
  dialogue: 'dialogue',
  singing: 'lyric',
  lyrics: 'lyric',
  transition: 'transition',
  shot: 'shot',
  general: 'action',
  'cast list': 'note',
  'new act': 'section',
  'end of act': 'section',
};

/** The star in the margin, which importers of printed drafts leave at the end of a paragraph. */
const REVISION_MARK = /[ \t]+\*+[ \t]*$/;
/** Styles that print in capitals when the document's settings say so. */
const CAPITALS: ReadonlySet<string> = new Set(['scene heading', 'character', 'transition', 'shot']);
const SMART_TYPES: ReadonlySet<string> = new Set([
  'Character',
  'Extension',
  'SceneIntro',
  'Location',
  'TimeOfDay',
  'Transition',
]);

/** Names that a list is kept to. */
const MAX_SMART = 5_000;

type Role = 'body' | 'title' | 'note' | 'synopsis' | 'ignored';

interface Open extends StyledParagraph {
  role: Role;
  type: string;
}

/**
 * Reads Final Draft's FDX. Scene numbers and pages come from the headings' properties, synopses from their summaries;
 * script notes stand after their paragraph. Marks of revisions carry no words and are passed over.
 */
export class FdxReader implements XmlReader {
  readonly #body: (StyledParagraph & { type: string })[] = [];
  readonly #title: string[] = [];
  readonly #capitals = new Set<string>();
  readonly #smartTypes = new Map<string, string[]>();
  readonly #path: string[] = [];
  readonly #open: Open[] = [];
  /** Lines of the note or synopsis that is open. */
  #aside: string[] = [];
  /** Speakers met in the dual dialogue that is open; null outside of one. */
  #dual: number | null = null;
  #settings = '';
  #isStruck = false;

  open(name: string, attributes: Record<string, string>): void {
    if (name === 'Paragraph') this.#openParagraph(attributes);
    else if (name === 'SceneProperties') this.#readProperties(attributes);
    else if (name === 'ScriptNote' || name === 'Summary') this.#aside = [];
    else if (name === 'DualDialogue') this.#dual = 0;
    else if (name === 'ElementSettings') this.#settings = (attributes['Type'] ?? '').toLowerCase();
    else if (
      name === 'FontSpec' &&
      this.#path.at(-1) === 'ElementSettings' &&
      /AllCaps/.test(attributes['Style'] ?? '')
    ) {
      this.#capitals.add(this.#settings);
    }
    if (name === 'Text') this.#isStruck = /strikeout/i.test(attributes['Style'] ?? '');
    this.#path.push(name);
  }

  text(text: string): void {
    const parent = this.#path.at(-1) ?? '';
    const paragraph = this.#open.at(-1);
    // What a revision struck out is kept by the file and spoken by nobody.
    if (parent === 'Text' && paragraph !== undefined) paragraph.text += this.#isStruck ? '' : text;
    else if (SMART_TYPES.has(parent) && this.#path.includes('SmartType')) this.#addSmartType(parent, text);
  }

  close(name: string): void {
    this.#path.pop();
    if (name === 'Paragraph') this.#closeParagraph();
    else if (name === 'DualDialogue') this.#dual = null;
    else if (name === 'ScriptNote') this.#open.at(-1)?.notes?.push(this.#aside.join('\n'));
    else if (name === 'Summary' && this.#aside.length > 0 && this.#open.length > 0) {
      this.#open.at(-1)!.synopsis = this.#aside.join(' ');
    }
  }

  finish(): Screenplay {
    const paragraphs = this.#body.map((paragraph) => {
      const isUpper = CAPITALS.has(paragraph.type) && this.#capitals.has(paragraph.type);
      return isUpper ? { ...paragraph, text: paragraph.text.toUpperCase() } : paragraph;
    });
    const script = readParagraphs(paragraphs, { format: 'fdx', titlePage: readTitleLines(this.#title) });
    const smartTypes = [...this.#smartTypes].map(([name, values]) => ({ name, values }));
    return smartTypes.length === 0 ? script : { ...script, smartTypes };
  }

  #addSmartType(name: string, text: string): void {
    const value = text.trim();
    if (value === '') return;
    const values = this.#smartTypes.get(name) ?? [];
    if (values.length < MAX_SMART) values.push(value);
    this.#smartTypes.set(name, values);
  }

  #openParagraph(attributes: Record<string, string>): void {
    const type = (attributes['Type'] ?? '').toLowerCase();
    const known = Object.hasOwn(STYLES, type) ? STYLES[type]! : type === '' ? 'action' : 'unknown';
    const style = type === 'general' && attributes['Alignment'] === 'Center' ? 'centered' : known;
    const number = attributes['Number'] ?? null;
    this.#open.push({ role: this.#roleHere(), type, style, text: '', number, notes: [], dual: this.#sideOf(style) });
  }

  #roleHere(): Role {
    const path = this.#path;
    for (let at = path.length - 1; at >= 0; at -= 1) {
      const name = path[at]!;
      if (name === 'ScriptNote') return 'note';
      if (name === 'Summary') return 'synopsis';
      if (name === 'Content') return path[at - 1] === 'TitlePage' ? 'title' : at <= 1 ? 'body' : 'ignored';
      if (name !== 'Paragraph' && name !== 'DualDialogue') return name === 'SceneProperties' ? 'synopsis' : 'ignored';
    }
    return 'ignored';
  }

  #sideOf(style: Style): 'left' | 'right' | undefined {
    if (this.#dual === null) return undefined;
    if (style === 'character') this.#dual += 1;
    return this.#dual <= 1 ? 'left' : 'right';
  }

  #readProperties(attributes: Record<string, string>): void {
    const page = Number(attributes['Page'] ?? '');
    const paragraph = this.#open.at(-1);
    if (paragraph !== undefined && Number.isInteger(page) && page > 0 && page < 10_000) paragraph.page = page;
  }

  #closeParagraph(): void {
    const paragraph = this.#open.pop();
    if (paragraph === undefined) return;
    const { role, ...rest } = paragraph;
    if (role === 'body') {
      rest.text = rest.text.replace(REVISION_MARK, '');
      const isEmpty = rest.text.trim() === '' && rest.notes!.length === 0;
      // One too many is enough for the refusal.
      if (!isEmpty && this.#body.length <= MAX_ELEMENTS) this.#body.push(rest);
    } else if (role === 'title') {
      for (const line of rest.text.split('\n')) this.#title.push(line);
    } else if (role !== 'ignored' && rest.text.trim() !== '') this.#aside.push(rest.text.trim());
  }
}
