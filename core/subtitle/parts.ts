import type { CueKind, CuePart } from '../schema/text.ts';
import type { PlainLine } from './markup.ts';

const DASH = /^[-–—‐‑]\s*(?=[^\s\-–—>])/;
/** `NAME: text`; capitals only, because `Note: text` is not a speaker. Bounded against hostile lines. */
const NAME_PREFIX = /^[[(]?(\p{Lu}[\p{Lu}\p{M}\d .'’&#/-]{0,39})[\])]?\s?:\s+(?=\S)/u;
const ENCLOSED = /^(?:\[[^[\]]*\]|\([^()]*\)|（[^（）]*）)[.!?]?$/;
const LEADING_SOUND = /^(\[[^[\]]{1,80}\]|\([^()]{1,80}\))\s+(?=\S)/;
const NOTE = /[♪♫♬]/;
const ADVERT = /opensubtitles|subscene|addic7ed|yifysubtitles|podnapisi|https?:\/\/|www\.|advertise your|vip member/i;
const CREDIT =
  /^(?:sub(?:title)?s?|captions?|captioned|captioning|subtitled|synced|sync(?:hroni[sz]ed)?|translated|translation|transcript|ripped|corrected|resync)\b.{0,40}\bby\b/i;

/** A line with what its first signs said. */
interface Turn {
  speaker: string | null;
  lines: string[];
}

/** Splits the plain lines of one cue into parts of one speaker and kind each; never empty for a cue with text. */
export function splitParts(lines: PlainLine[]): CuePart[] {
  const whole = lines.map((line) => line.text).join('\n');
  const notice: CueKind | null = ADVERT.test(whole) ? 'advert' : CREDIT.test(whole) ? 'credit' : null;
  if (notice !== null) return [{ text: whole, speaker: null, kind: notice }];
  return splitTurns(lines).flatMap(classify);
}

function splitTurns(lines: PlainLine[]): Turn[] {
  const turns: (Turn & { voice: string | null })[] = [];
  for (const { text, voice } of lines) {
    const dashed = DASH.exec(text);
    const undashed = dashed === null ? text : text.slice(dashed[0].length);
    const prefix = NAME_PREFIX.exec(undashed);
    const speaker = prefix?.[1]?.trim() ?? voice;
    const spoken = prefix === null ? undashed : undashed.slice(prefix[0].length);
    const last = turns.at(-1);
    if (last === undefined || dashed !== null || prefix !== null || last.voice !== voice) {
      turns.push({ speaker, lines: [spoken], voice });
    } else {
      last.lines.push(spoken);
    }
  }
  return turns;
}

function classify({ speaker, lines }: Turn): CuePart[] {
  const text = lines.join('\n');
  if (ENCLOSED.test(text) || lines.every((line) => ENCLOSED.test(line))) {
    return [{ text: lines.map(unwrap).join('\n'), speaker, kind: 'sound' }];
  }
  if (NOTE.test(text) || /^#[^#]{1,400}#$/.test(text)) {
    const sung = text.replace(/[♪♫♬#]/g, '').trim();
    return [{ text: sung === '' ? text : sung, speaker, kind: sung === '' ? 'sound' : 'lyrics' }];
  }
  const sound = LEADING_SOUND.exec(text);
  if (sound === null) return [{ text, speaker, kind: 'speech' }];
  return [
    { text: unwrap(sound[1]!), speaker, kind: 'sound' },
    { text: text.slice(sound[0].length), speaker, kind: 'speech' },
  ];
}

const unwrap = (text: string): string => text.replace(/^[[(（]|[\])）][.!?]?$/g, '').trim();
