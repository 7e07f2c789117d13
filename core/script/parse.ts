import type { Screenplay, ScriptFormat } from './element.ts';
import { parseFountain } from './fountain.ts';
import { startsWithTitlePage } from './fountain-title.ts';
import { takeOffFurniture } from './layout-furniture.ts';
import { measureLayout } from './layout-margins.ts';
import { looksLikeHtml, readTextLines } from './layout-text.ts';
import { parsePlainScript } from './plain.ts';
import { refuseLong, refuseOthers, refuseStrangers } from './refuse.ts';

/** Signs of Fountain that plain scripts do not use. */
const FORCED = /^(?:~\S|@\p{L}|\.[\p{L}]|>\s?\S|#{1,6}\s|={3,}$|\[\[|\/\*|!\p{L})/mu;
const FOUNTAIN_NAME = /\.(?:fountain|spmd)$/i;

/**
 * Reads a screenplay, Fountain or plain text, recognised by content.
 * @throws Failure `InvalidInput` when the text is no screenplay, with what was looked for.
 */
export function parseScript(text: string, options: { fileName?: string } = {}): Screenplay {
  const where = options.fileName === undefined ? {} : { file: options.fileName };
  refuseLong(text, where);
  refuseOthers(text, where);
  const format = detectScriptFormat(text, options.fileName);
  const script = format === 'fountain' ? parseFountain(text) : parsePlainScript(text);
  const isNamed = format === 'fountain' && FOUNTAIN_NAME.test(options.fileName ?? '');
  refuseStrangers(script, isNamed ? 'format' : startsWithTitlePage(text) ? 'title' : 'none', where);
  return script;
}

/** Indented names and HTML mean plain text; a title page, forced elements or the file name mean Fountain. */
function detectScriptFormat(text: string, fileName: string | undefined): ScriptFormat {
  if (startsWithTitlePage(text)) return 'fountain';
  const isNamed = FOUNTAIN_NAME.test(fileName ?? '');
  const head = text.slice(0, 200_000);
  if (looksLikeHtml(head)) return 'text';
  if (isNamed) return 'fountain';
  if (measureLayout(takeOffFurniture(readTextLines(head))).cue !== null) return 'text';
  return FORCED.test(head) ? 'fountain' : 'text';
}
