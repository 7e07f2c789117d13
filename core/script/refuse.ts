import { Failure } from '../contract/errors.ts';
import type { Screenplay } from './element.ts';

/** What a file is when it is no screenplay; patterns see the first 4,000 characters. */
const OTHERS: { name: string; pattern: RegExp; remedy: string }[] = [
  { name: 'an RTF document', pattern: /^\s*\{\\rtf/, remedy: 'Save it as plain text or as PDF, then give that file.' },
  { name: 'a Word document', pattern: /^(?:\u00d0\u00cf\u0011\u00e0|PK\u0003\u0004)/, remedy: 'Save it as PDF or plain text, then give that file.' },
  { name: 'a PDF document', pattern: /^%PDF/, remedy: 'Give the PDF file itself, not its bytes as text.' },
  { name: 'XML of another kind', pattern: /^\s*<(?:\?xml|sami|tt[\s>])/i, remedy: 'Give the screenplay as Final Draft, Fountain, PDF or plain text.' },
  { name: 'a subtitle file', pattern: /^\uFEFF?WEBVTT|\d\d:\d\d[,.:]\d{2,3}\s*-->|^\{\d+\}\{\d+\}|^\[Script Info\]|^Dialogue: \d/m, remedy: 'Give it as subtitles.' },
];

/**
 * Refuses a text that shows in its first lines what else it is.
 * @throws Failure `InvalidInput` with its name and a remedy.
 */
export function refuseOthers(text: string, where: { file?: string }): void {
  const head = text.slice(0, 4_000);
  const other = OTHERS.find(({ pattern }) => pattern.test(head));
  if (other === undefined) return;
  throw new Failure('InvalidInput', `This is ${other.name}, not a screenplay.`, { ...where, remedy: other.remedy });
}

/** Speeches that make a script even without scene headings, as plays and excerpts have none. */
const MIN_SPEECHES = 6;
/** Speakers that come back speak at least twice. */
const MIN_RETURNING = 2;
/** Share of elements that headings and speeches must have where there is more than a page. */
const MIN_SHARE = 0.02;
const LONG = 100;

/**
 * Refuses what was read but is no screenplay: prose, code, logs, laws. A screenplay has scene headings, or people who
 * speak again and again; `isMarked` says that the file itself claims to be one.
 * @throws Failure `InvalidInput` with the figures.
 */
export function refuseStrangers(script: Screenplay, isMarked: boolean, where: { file?: string }): void {
  const headings = script.scenes.length;
  const speeches = script.elements.filter(({ kind }) => kind === 'dialogue');
  const bySpeaker = new Map<string, number>();
  for (const { speaker } of speeches) bySpeaker.set(speaker!, (bySpeaker.get(speaker!) ?? 0) + 1);
  const returning = [...bySpeaker.values()].filter((count) => count > 1).length;
  const size = script.elements.length;
  if (isMarked && size > 0) return;
  const talks = speeches.length >= MIN_SPEECHES && returning >= MIN_RETURNING;
  const isDense = size < LONG || (headings + speeches.length) / size >= MIN_SHARE;
  if ((headings > 0 || talks || (speeches.length >= 3 && size <= 12)) && isDense) return;
  throw new Failure('InvalidInput', 'This is not a screenplay: it has no scene headings and hardly any speeches.', {
    ...where,
    remedy: 'Give a screenplay with scene headings (INT., EXT.) and names in capitals above the speeches.',
    evidence: { sceneHeadings: headings, speeches: speeches.length, returningSpeakers: returning, elements: size },
  });
}
