import type { CuePart } from '../schema/text.ts';
import { DASH, readLabel, withoutDash } from './labels.ts';
import type { FileLabels } from './labels.ts';
import type { PlainLine } from './markup.ts';
import { noticeKind } from './notices.ts';

const ENCLOSED = /^(?:\[[^[\]]*\]|\([^()]*\)|（[^（）]*）|［[^［］]*］)[.!?]?$/;
/** Sounds inside a speech, bounded so that a bracket that is never closed stays linear. */
const SOUND = /\[[^[\]]{1,80}\]|\([^()]{1,80}\)|（[^（）]{1,80}）|［[^［］]{1,80}］/g;
const NOTE = /[♪♫♬♩]/;
const HASH_SONG = /^#(?:[^#]{1,400}#|\s\S)/;
/** A second speaker on the same line: a sentence ends, a dash follows. */
const INNER_DASH = /(?<=[.!?…"”»♪\])])\s+(?=[-–—]\s?[\p{Lu}¿¡"“♪[(.…])/u;

/** Lines of one speaker. */
interface Turn {
  speaker: string | null;
  lines: string[];
}

/** Splits the plain lines of one cue into parts of one speaker and kind each; never empty for a cue with text. */
export function splitParts(lines: PlainLine[], labels: FileLabels): CuePart[] {
  const whole = lines.map((line) => line.text).join('\n');
  const notice = noticeKind(whole);
  if (notice !== null) return [{ text: whole, speaker: null, kind: notice }];
  const parts = splitTurns(lines, labels).flatMap(splitSongs);
  return parts.length > 0 ? parts : [{ text: whole, speaker: null, kind: 'speech' }];
}

/** A line that starts with a dash may hold a second speaker behind another one. */
function splitLine({ text, voice }: PlainLine): PlainLine[] {
  if (!DASH.test(text)) return [{ text, voice }];
  return text.split(INNER_DASH).map((piece) => ({ text: piece, voice }));
}

function splitTurns(lines: PlainLine[], labels: FileLabels): Turn[] {
  const turns: (Turn & { voice: string | null })[] = [];
  const pieces = lines.flatMap(splitLine);
  for (const [order, { text, voice }] of pieces.entries()) {
    const isDashed = DASH.test(text);
    const undashed = isDashed ? withoutDash(text) : text;
    const found = readLabel(undashed, labels);
    // A label alone on its line speaks the lines below; with none below it is the text itself.
    const label = found?.rest === '' && order === pieces.length - 1 ? null : found;
    const last = turns.at(-1);
    const spoken = label === null ? undashed : `${label.manner === null ? '' : `(${label.manner}) `}${label.rest}`;
    if (last === undefined || isDashed || label !== null || last.voice !== voice) {
      turns.push({ speaker: label?.speaker ?? voice, lines: spoken === '' ? [] : [spoken], voice });
    } else {
      last.lines.push(spoken);
    }
  }
  return turns;
}

/** Parts of a turn: what is sung apart from what is said. A note opens a song that runs to the next note. */
function splitSongs({ speaker, lines }: Turn): CuePart[] {
  const groups: { isSung: boolean; lines: string[] }[] = [];
  let isOpen = false;
  for (const line of lines) {
    const notes = line.match(new RegExp(NOTE, 'g'))?.length ?? 0;
    const isSung = isOpen || notes > 0 || HASH_SONG.test(line) || /^¶/.test(line);
    if (notes % 2 === 1) isOpen = !isOpen;
    const last = groups.at(-1);
    if (last?.isSung === isSung) last.lines.push(line);
    else groups.push({ isSung, lines: [line] });
  }
  return groups.flatMap((group) => {
    const text = group.lines.join('\n');
    if (!group.isSung) return splitSounds(text, speaker);
    const sung = text
      .replace(/[♪♫♬♩#¶]/g, '')
      .replace(/ +/g, ' ')
      .trim();
    if (sung === '') return [{ text, speaker, kind: 'sound' as const }];
    return ENCLOSED.test(sung) ? splitSounds(sung, speaker) : [{ text: sung, speaker, kind: 'lyrics' as const }];
  });
}

function splitSounds(text: string, speaker: string | null): CuePart[] {
  if (text.split('\n').every((line) => ENCLOSED.test(line)) || ENCLOSED.test(text)) {
    return [{ text: text.split('\n').map(unwrap).join('\n'), speaker, kind: 'sound' }];
  }
  const parts: CuePart[] = [];
  const addSpeech = (piece: string): void => {
    const spoken = piece.trim();
    if (spoken === '') return;
    if (/[\p{L}\p{N}]/u.test(spoken) || parts.length === 0) parts.push({ text: spoken, speaker, kind: 'speech' });
    else parts.at(-1)!.text += spoken;
  };
  let from = 0;
  for (const match of text.matchAll(SOUND)) {
    if (!/\p{L}/u.test(match[0])) continue;
    addSpeech(text.slice(from, match.index));
    parts.push({ text: unwrap(match[0]), speaker, kind: 'sound' });
    from = match.index + match[0].length;
  }
  addSpeech(text.slice(from));
  return parts;
}

const unwrap = (text: string): string => text.replace(/^[[(（［]|[\])）］][.!?]?$/g, '').trim();
