import type { Screenplay } from './element.ts';

/** Takes in the events of an XML document one by one; the parser behind it expands no entities of the document. */
export interface XmlReader {
  open(name: string, attributes: Record<string, string>): void;
  text(text: string): void;
  close(name: string): void;
  /** What the document held. */
  finish(): Screenplay;
}
