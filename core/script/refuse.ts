import { Failure } from '../contract/errors.ts';
import type { Screenplay } from './element.ts';

/** What a file is when it is no screenplay; patterns see the first 4,000 characters. */
const OTHERS: { name: string; pattern: RegExp; remedy: string }[] = [
  { name: 'an RTF document', pattern: /^\s*\{\\rtf/, remedy: 'Save it as plain text or as PDF, then give that file.' },
  {
    name: 'a Word document',
    pattern: /^(?:\u00d0\u00cf\u0011\u00e0|PK\u0003\u0004)/,
    remedy: 'Save it as PDF or plain text, then give that file.',
  },
  { name: 'a PDF document', pattern: /^%PDF/, remedy: 'Give the PDF file itself, not its bytes as text.' },
  {
    name: 'XML of another kind',
    pattern: /^\s*<(?:\?xml|sami|tt[\s>])/i,
    remedy: 'Give the screenplay as Final Draft, Fountain, PDF or plain text.',
  },
  {
    name: 'a subtitle file',
    pattern: /^\uFEFF?WEBVTT|\d\d:\d\d[,.:]\d{2,3}\s*-->|^\{\d+\}\{\d+\}|^\[Script Info\]|^Dialogue: \d/m,
    remedy: 'Give it as subtitles.',
  },
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

/** Characters and lines of a text, at most; a film has 300,000 in 8,000 lines, and a whole series fits in. */
export const MAX_CHARACTERS = 4_000_000;
const MAX_LINES = 200_000;
/** Characters of a line, at most; the longest paragraphs have some thousands. */
const MAX_LINE = 500_000;

/**
 * Refuses a text that is longer than any screenplay, before it is read.
 * @throws Failure `InvalidInput`.
 */
export function refuseLong(text: string, where: { file?: string }): void {
  let [lines, from, longest] = [1, 0, 0];
  for (let at = text.indexOf('\n'); at >= 0 && lines <= MAX_LINES; at = text.indexOf('\n', from)) {
    longest = Math.max(longest, at - from);
    from = at + 1;
    lines += 1;
  }
  longest = Math.max(longest, text.length - from);
  if (text.length <= MAX_CHARACTERS && lines <= MAX_LINES && (longest <= MAX_LINE || text.includes('\r'))) return;
  throw new Failure('InvalidInput', 'This text is longer than any screenplay.', {
    ...where,
    remedy: 'Give the screenplay of one film; split a series into its episodes.',
    evidence: { characters: text.length, lines, longestLine: longest },
  });
}

/** What the elements say for and against a screenplay. */
interface Evidence {
  headings: number;
  speeches: number;
  /** Speakers with more than one speech. */
  returning: number;
  /** Elements that read as a program or as data. */
  code: number;
  elements: number;
}

const SPEAKER = /^[\p{Lu}\p{Lo}][\p{Lu}\p{Lo}\p{M}\d .,'’"#&/()-]{0,59}$/u;
const MIXED_SPEAKER = /^(?:Mc|Mac|De|La|Le|Van|O)\p{Lu}/u;
const HEADING = /^(?:[\p{Lu}\p{Lo}]|(?:int|ext|est|i\/e)\.)[^=;{}<>_]*$/u;
const CODE =
  /[;{}]\s*$|^\s*(?:import|from|def|function|const|let|var|class|return|include|require|package|public|private|if \(|for \(|while \()\b|=>|::|\w\(\w*\)|\w+\s*=\s*\S|^\s*[#<$\\]\w/m;

function weigh(script: Screenplay): Evidence {
  const bySpeaker = new Map<string, number>();
  let speeches = 0;
  let code = 0;
  for (const { kind, speaker, text } of script.elements) {
    const isCode = CODE.test(text.slice(0, 400));
    if (isCode) code += 1;
    if (kind !== 'dialogue' || isCode || !(SPEAKER.test(speaker!) || MIXED_SPEAKER.test(speaker!))) continue;
    if (!/\p{L}/u.test(text) || !/\p{L}{2}/u.test(speaker!.replace(/\p{Lo}/gu, 'AA'))) continue;
    speeches += 1;
    bySpeaker.set(speaker!, (bySpeaker.get(speaker!) ?? 0) + 1);
  }
  const returning = [...bySpeaker.values()].filter((count) => count > 1).length;
  const headings = script.scenes.filter(({ heading }) => HEADING.test(heading) && heading.length <= 200).length;
  return { headings, speeches, returning, code, elements: script.elements.length };
}

/** Speeches that make a script even without scene headings, as plays and excerpts have none. */
const MIN_SPEECHES = 6;
/** Share of elements that headings and speeches must have, with and without headings. */
const MIN_SHARE = 0.05;
const MIN_SHARE_UNPLACED = 0.15;
/** Share of elements that may read as code. */
const MAX_CODE = 0.25;

/**
 * Refuses what was read but is no screenplay: prose, code, logs, laws. A screenplay has scene headings, or people who
 * speak again and again. `claim` says how the file itself claims to be one: by its name or format, by a title page.
 * @throws Failure `InvalidInput` with the figures.
 */
export function refuseStrangers(
  script: Screenplay,
  claim: 'format' | 'title' | 'none',
  where: { file?: string },
): void {
  const { headings, speeches, returning, code, elements } = weigh(script);
  if (claim === 'format' && elements > 0) return;
  const share = (headings + speeches) / Math.max(1, elements);
  const isCode = code > MAX_CODE * elements;
  const isPlaced = headings > 0 && share >= MIN_SHARE;
  const talks = speeches >= MIN_SPEECHES && returning >= 2 && share >= MIN_SHARE_UNPLACED;
  const isExcerpt = speeches >= 3 && elements <= 12 && share >= MIN_SHARE_UNPLACED;
  const isTitled = claim === 'title' && headings + speeches > 0 && share >= MIN_SHARE;
  if (!isCode && (isPlaced || talks || isExcerpt || isTitled)) return;
  throw new Failure('InvalidInput', `This is not a screenplay: ${whyNot(headings, speeches, isCode)}.`, {
    ...where,
    remedy: 'Give a screenplay with scene headings (INT., EXT.) and names in capitals above the speeches.',
    evidence: { sceneHeadings: headings, speeches, returningSpeakers: returning, codeLike: code, elements },
  });
}

function whyNot(headings: number, speeches: number, isCode: boolean): string {
  if (isCode) return 'it reads as a program or as data';
  if (headings + speeches === 0) return 'it has no scene headings and nobody speaks';
  return 'it has hardly any scene headings and speeches';
}
