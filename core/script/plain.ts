import type { Screenplay } from './element.ts';
import { readLayout } from './layout.ts';
import { readTextLines } from './layout-text.ts';

/** Reads a screenplay as plain text or as what is left of a web page, the way script collections keep them. */
export function parsePlainScript(source: string): Screenplay {
  return readLayout(readTextLines(source), 'text');
}
