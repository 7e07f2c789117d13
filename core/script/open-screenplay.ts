import type { Screenplay, TitleEntry } from './element.ts';
import { readParagraphs, type Style, type StyledParagraph } from './paragraphs.ts';
import type { XmlReader } from './xml.ts';

const STYLES: Record<string, Style> = {
  'scene heading': 'heading',
  action: 'action',
  'normal text': 'action',
  character: 'character',
  parenthetical: 'parenthetical',
  dialogue: 'dialogue',
  lyrics: 'lyric',
  singing: 'lyric',
  transition: 'transition',
  shot: 'shot',
  synopsis: 'synopsis',
  outline: 'note',
};

/** Reads the Open Screenplay Format, which Fade In keeps in its files. */
export class OpenScreenplayReader implements XmlReader {
  readonly #paragraphs: StyledParagraph[] = [];
  readonly #title: TitleEntry[] = [];
  readonly #path: string[] = [];
  #current: StyledParagraph | null = null;

  open(name: string, attributes: Record<string, string>): void {
    if (name === 'info') this.#readInfo(attributes);
    else if (name === 'para' && this.#path.at(-1) === 'paragraphs') {
      this.#current = { style: 'action', text: '', number: attributes['number'] ?? null };
    } else if (name === 'style' && this.#current !== null && this.#path.at(-1) === 'para') {
      const style = (attributes['basestylename'] ?? attributes['basestyle'] ?? '').toLowerCase();
      this.#current.style = Object.hasOwn(STYLES, style) ? STYLES[style]! : style === '' ? 'action' : 'unknown';
    }
    this.#path.push(name);
  }

  text(text: string): void {
    if (this.#current !== null && this.#path.at(-1) === 'text') this.#current.text += text;
  }

  close(name: string): void {
    this.#path.pop();
    if (name !== 'para' || this.#current === null || this.#path.at(-1) !== 'paragraphs') return;
    if (this.#current.text.trim() !== '') this.#paragraphs.push(this.#current);
    this.#current = null;
  }

  finish(): Screenplay {
    return readParagraphs(this.#paragraphs, { format: 'osf', titlePage: this.#title });
  }

  #readInfo(attributes: Record<string, string>): void {
    const keys: [string, string][] = [
      ['Title', 'title'],
      ['Author', 'written_by'],
      ['Copyright', 'copyright'],
      ['Draft date', 'drafts'],
      ['Contact', 'contact'],
    ];
    for (const [key, attribute] of keys) {
      const value = (attributes[attribute] ?? '').trim();
      if (value !== '' && this.#title.every((entry) => entry.key !== key)) this.#title.push({ key, value });
    }
  }
}
