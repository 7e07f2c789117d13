import { Failure } from '../contract/errors.ts';
import type { Screenplay, ScriptFormat } from './element.ts';
import { parseFountain, startsWithTitlePage } from './fountain.ts';
import { cleanScriptLines } from './plain-lines.ts';
import { measureLayout, parsePlainScript } from './plain.ts';

/** What a file is when it is no screenplay; patterns see the first 4,000 characters. */
const OTHERS: { name: string; pattern: RegExp; remedy: string }[] = [
  { name: 'Final Draft XML', pattern: /<FinalDraft/, remedy: 'Export it as Fountain or plain text.' },
  { name: 'a PDF document', pattern: /^%PDF/, remedy: 'Export the text of the PDF.' },
  { name: 'an RTF document', pattern: /^\{\\rtf/, remedy: 'Save it as plain text.' },
  { name: 'a web page or XML', pattern: /^\s*<(?:\?xml|sami|tt[\s>])/i, remedy: 'Give the screenplay as plain text.' },
  { name: 'a subtitle file', pattern: /^\uFEFF?WEBVTT|\d\d:\d\d[,.]\d{3}\s*-->/, remedy: 'Give it as subtitles.' },
];
/** Signs of Fountain that plain scripts do not use. */
const FORCED = /^(?:~\S|@\p{L}|\.[\p{L}]|>\s?\S|#{1,6}\s|={3,}$|\[\[|\/\*|!\p{L})/mu;

/**
 * Reads a screenplay, Fountain or plain text, recognised by content.
 * @throws Failure `InvalidInput` when the text is no screenplay, with what was looked for.
 */
export function parseScript(text: string, options: { fileName?: string } = {}): Screenplay {
  const where = options.fileName === undefined ? {} : { file: options.fileName };
  const other = OTHERS.find(({ pattern }) => pattern.test(text.slice(0, 4_000)));
  if (other !== undefined) {
    throw new Failure('InvalidInput', `This is ${other.name}, not a screenplay in Fountain or plain text.`, {
      ...where,
      remedy: other.remedy,
    });
  }
  const format = detectScriptFormat(text, options.fileName);
  const script = format === 'fountain' ? parseFountain(text) : parsePlainScript(text);
  const speeches = script.elements.filter((element) => element.kind === 'dialogue').length;
  const titled = script.elements.length > 0 && startsWithTitlePage(text);
  const named = speeches > 0 && /\.(?:fountain|spmd)$/i.test(options.fileName ?? '');
  if (script.scenes === 0 && speeches < 3 && !titled && !named) {
    throw new Failure('InvalidInput', 'This is not a screenplay: it has no scene headings and hardly any speeches.', {
      ...where,
      remedy: 'Give a screenplay with scene headings (INT., EXT.) and names in capitals above the speeches.',
      evidence: { sceneHeadings: script.scenes, speeches, characters: text.length },
    });
  }
  return script;
}

/** Indented names and HTML mean plain text; a title page, forced elements or the file name mean Fountain. */
function detectScriptFormat(text: string, fileName: string | undefined): ScriptFormat {
  if (startsWithTitlePage(text)) return 'fountain';
  const head = text.slice(0, 200_000);
  const isHtml = /<pre[\s>]/i.test(head) || (head.match(/<\/b>/gi)?.length ?? 0) >= 3;
  if (isHtml || measureLayout(cleanScriptLines(head)).cue !== null) return 'text';
  return FORCED.test(head) || /\.(?:fountain|spmd)$/i.test(fileName ?? '') ? 'fountain' : 'text';
}
