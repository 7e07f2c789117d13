import type { Screenplay, ScriptElement, TitleEntry } from './element.ts';
import { endsAction, opensByItself } from './fountain.ts';
import { escapeEmphasis, stripEmphasis } from './fountain-emphasis.ts';
import { opensTitlePage } from './fountain-title.ts';
import { looksLikeHeading } from './heading.ts';
import { isFountainCue, splitSpeakerCue } from './speaker.ts';
import { looksLikeTransition } from './transition.ts';

/** Prints a screenplay as Fountain that reads as the same elements, whatever format it came from. */
export function printFountain({ titlePage, elements, scenes }: Screenplay): string {
  const paragraphs: string[] = titlePage.length === 0 ? [] : [titlePage.map(printEntry).join('\n')];
  let page = elements[0]?.page == null ? null : 1;
  let current = '';
  const close = (): void => {
    if (current !== '') paragraphs.push(current);
    current = '';
  };
  for (const element of elements) {
    const inSpeech = element.kind === 'parenthetical' || element.kind === 'dialogue';
    if (!inSpeech) close();
    if (!inSpeech && element.page !== null) {
      for (let break_ = page ?? 1; break_ < element.page; break_ += 1) paragraphs.push('===');
      page = Math.max(page ?? 1, element.page);
    }
    const isFirst = paragraphs.length === 0;
    if (element.kind === 'character') current = printCue(element, isFirst);
    else if (inSpeech) current = current === '' ? printElement(element, null, isFirst) : addSpeech(current, element);
    else paragraphs.push(printElement(element, numberOf(element, scenes), isFirst));
  }
  close();
  return paragraphs.length === 0 ? '' : `${paragraphs.join('\n\n')}\n`;
}

const numberOf = (element: ScriptElement, scenes: Screenplay['scenes']): string | null =>
  element.kind === 'scene_heading' && element.scene !== null ? scenes[element.scene]!.number : null;

function printEntry({ key, value }: TitleEntry): string {
  const lines = value.split('\n').map(escapeEmphasis);
  return lines.length === 1
    ? `${key}: ${lines[0]!}`.trimEnd()
    : [`${key}:`, ...lines.map((line) => `    ${line}`)].join('\n');
}

/** A cue; the line of two spaces holds the place of a speech that has no words. */
function printCue(element: ScriptElement, isFirst: boolean): string {
  const text = escapeLine(element.text).replace(/\^$/, String.raw`\^`);
  const plain = stripEmphasis(text);
  const isNatural =
    isFountainCue(plain) && !looksLikeHeading(plain) && !looksLikeTransition(plain) && !opensSomething(text, isFirst);
  return `${isNatural ? '' : '@'}${text}${element.dual === 'right' ? ' ^' : ''}\n  `;
}

function addSpeech(current: string, element: ScriptElement): string {
  const head = current.replace(/\n {2}$/, '');
  if (element.kind === 'parenthetical') return `${head}\n${escapeLine(element.text)}`;
  const sign = element.type === 'lyric' ? '~' : '';
  const lines = element.text.split('\n').map((line) => {
    const text = escapeLine(line);
    if (sign !== '') return `${sign}${text}`;
    return /^[~(（]/.test(text) ? guard(text) : text;
  });
  return `${head}\n${lines.join('\n')}`;
}

/** Escapes the first sign of a line. */
const guard = (text: string): string => `\\${text}`;

const escapeLine = (text: string): string => escapeEmphasis(text.replaceAll('\n', ' '));

/** Whether a line would be read by its first sign, or, as the first of all, as a title page. */
function opensSomething(text: string, isFirst: boolean): boolean {
  return opensByItself(text) || /^[!@]/.test(text) || (isFirst && opensTitlePage(text));
}

function printElement(element: ScriptElement, number: string | null, isFirst: boolean): string {
  const text = escapeLine(element.text);
  switch (element.kind) {
    case 'scene_heading': {
      const bare = text.replace(/#(?=[^#]*#$)/, String.raw`\#`).replace(/#$/, String.raw`\#`);
      const isNatural = looksLikeHeading(stripEmphasis(bare)) && !opensSomething(bare, isFirst);
      const forced = /^[.\s]/.test(bare) ? guard(bare) : bare;
      return `${isNatural ? bare : `.${forced}`}${number === null ? '' : ` #${number}#`}`;
    }
    case 'transition': {
      const isNatural =
        looksLikeTransition(stripEmphasis(text)) &&
        !looksLikeHeading(stripEmphasis(text)) &&
        !opensSomething(text, isFirst);
      return isNatural ? text : `> ${text.replace(/<$/, String.raw`\<`)}`;
    }
    case 'other':
      return printOther(element, text);
    case 'action':
    case 'character':
    case 'parenthetical':
    case 'dialogue':
      return element.type === 'centered' ? `> ${text} <` : printAction(element, isFirst);
  }
}

function printOther(element: ScriptElement, text: string): string {
  if (element.type === 'note') return `[[${element.text.replaceAll(']]', '] ]').replaceAll('/*', '/ *')}]]`;
  if (element.type === 'synopsis') return `= ${text}`;
  if (element.type === 'lyric') return `~ ${text}`;
  return `${'#'.repeat(element.level ?? 1)} ${text.replace(/^#/, String.raw`\#`)}`;
}

/** Action, forced where its first line or its shape would make it something else. */
function printAction(element: ScriptElement, isFirst: boolean): string {
  const lines = element.text.split('\n').map(escapeEmphasis);
  const first = lines[0]!.trim();
  const plain = stripEmphasis(first);
  const isOther =
    opensSomething(first, isFirst) ||
    looksLikeHeading(plain) ||
    (lines.length === 1 && looksLikeTransition(plain)) ||
    (lines.length > 1 && isFountainCue(plain) && splitSpeakerCue(plain).name !== '') ||
    lines.slice(1).some((line) => endsAction(line.trim()));
  return `${isOther ? '!' : ''}${lines.join('\n')}`;
}
