import type { Screenplay } from './element.ts';
import { readParagraphs, type Style, type StyledParagraph } from './paragraphs.ts';
import type { XmlReader } from './xml.ts';

const STYLES: Record<string, Style> = {
  sceneheading: 'heading',
  action: 'action',
  character: 'character',
  parenthetical: 'parenthetical',
  dialog: 'dialogue',
  dialogue: 'dialogue',
  transition: 'transition',
  shot: 'shot',
  text: 'action',
  act: 'section',
};

/** Reads the page of a Celtx script: paragraphs whose class is their element. */
export class CeltxReader implements XmlReader {
  readonly #paragraphs: StyledParagraph[] = [];
  #current: StyledParagraph | null = null;
  #isTitle = false;
  #title = '';

  open(name: string, attributes: Record<string, string>): void {
    const tag = name.toLowerCase();
    this.#isTitle = tag === 'title';
    if (tag === 'p') {
      const style = (attributes['class'] ?? '').trim().toLowerCase();
      const known = Object.hasOwn(STYLES, style) ? STYLES[style]! : 'unknown';
      this.#current = { style: style === '' ? 'action' : known, text: '', number: attributes['scenenumber'] ?? null };
    } else if (tag === 'br' && this.#current !== null) this.#current.text += '\n';
  }

  text(text: string): void {
    if (this.#isTitle) this.#title += text;
    else if (this.#current !== null) this.#current.text += text.replace(/[ \t\r\n\u00a0]+/g, ' ');
  }

  close(name: string): void {
    this.#isTitle = false;
    if (name.toLowerCase() !== 'p' || this.#current === null) return;
    if (this.#current.text.trim() !== '') this.#paragraphs.push(this.#current);
    this.#current = null;
  }

  finish(): Screenplay {
    const value = this.#title.trim();
    return readParagraphs(this.#paragraphs, {
      format: 'celtx',
      titlePage: value === '' ? [] : [{ key: 'Title', value }],
    });
  }
}
