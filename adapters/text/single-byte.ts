import { type Alphabet, SINGLE_BYTE } from './alphabets.ts';

/** An encoding that explains the bytes of a text. */
export interface EncodingGuess {
  encoding: string;
  /** Mean over the characters outside ASCII: 1 for frequent letters of one language, below zero for nonsense. */
  score: number;
  /** 0 to 1: how far the guess stands above the next one that gives another text, and how much text there was. */
  confidence: number;
}

/** Characters outside ASCII that are looked at; more of them change no decision. */
const MAX_CHARACTERS = 4_000;
/** Signs that any language writes. */
const SIGNS = new Set('“”‘’„‚«»‹›–—…°·•®©™€£½♪\u00a0ºª§¡¿');
/** Scores of a sign, and of what belongs to no text; letters score 1 to 0.3 by frequency. */
const SIGN_SCORE = 0.3;
const RAREST_SCORE = 0.3;
const WRONG_SCORE = -1;
const BROKEN_SCORE = -3;
/** Evidence, in characters, that an encoding needs which subtitles are seldom written in. */
const RARE_COST = 1;
/** Sum of score margins after which two thirds of the doubt are gone. */
const EVIDENCE_SCALE = 3;
/** Confidence of a guess that nothing supports. */
const UNSURE = 0.1;

/**
 * The single-byte encoding in which the text reads most like a language: each candidate is decoded and its letters
 * outside ASCII compared with how often the languages of that encoding use them.
 */
export function guessSingleByte(bytes: Uint8Array): EncodingGuess {
  const sample = sampleAround(bytes);
  const characters = sample.reduce((sum, byte) => sum + (byte >= 0x80 ? 1 : 0), 0);
  const guesses = SINGLE_BYTE.map(({ encoding, alphabets, isRare }) => {
    const text = decodeSingleByte(sample, encoding);
    const score = Math.max(...alphabets.map((alphabet) => scoreText(text, alphabet)));
    return { encoding, text, score: score - (isRare === true ? RARE_COST / Math.max(1, characters) : 0) };
  });
  const best = guesses.reduce((a, b) => (b.score > a.score + 1e-9 ? b : a));
  const certainty = Math.min(...guesses.map((rival) => certaintyAgainst(best, rival, characters)));
  const confidence = best.score <= 0 ? UNSURE : Math.min(0.95, UNSURE + (1 - UNSURE) * certainty);
  return { encoding: best.encoding, score: best.score, confidence };
}

interface Reading {
  text: string;
  score: number;
}

/** How sure one reading is against another: it grows with the margin and with the amount of text. */
function certaintyAgainst(best: Reading, rival: Reading, characters: number): number {
  if (best.text === rival.text) return 1;
  return 1 - Math.exp((-(best.score - rival.score) * characters) / EVIDENCE_SCALE);
}

/**
 * Decodes one byte a character. Some versions of Node.js read windows-1252 as ISO 8859-1, so the 27 characters in which
 * they differ are put in afterwards.
 */
export function decodeSingleByte(bytes: Uint8Array, encoding: string): string {
  const text = new TextDecoder(encoding).decode(bytes);
  if (encoding !== 'windows-1252') return text;
  return text.replace(/[\x80-\x9f]/g, (control) => WINDOWS_1252[control.charCodeAt(0) - 0x80]!);
}

/** Bytes 0x80 to 0x9f of windows-1252; five of them are controls. */
const WINDOWS_1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/** Bytes above ASCII with their neighbours, so that a long text of few accents says as much as a short one of many. */
function sampleAround(bytes: Uint8Array): Uint8Array {
  const kept: number[] = [];
  let high = 0;
  let until = -1;
  for (let at = 0; at < bytes.length && high < MAX_CHARACTERS; at += 1) {
    if (bytes[at]! < 0x80) continue;
    high += 1;
    for (let near = Math.max(until + 1, at - 2); near <= Math.min(bytes.length - 1, at + 2); near += 1) {
      if (until >= 0 && near > until + 1 && near === Math.max(until + 1, at - 2)) kept.push(0x20);
      kept.push(bytes[near]!);
      until = near;
    }
  }
  return Uint8Array.from(kept);
}

function scoreText(text: string, alphabet: Alphabet): number {
  const ranks = new Map([...alphabet.letters].map((letter, rank) => [letter, rank]));
  let total = 0;
  let count = 0;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at]!;
    if (sign <= '\u007f') continue;
    count += 1;
    total += scoreSign(sign, { before: text[at - 1] ?? ' ', after: text[at + 1] ?? ' ' }, { ranks, alphabet });
  }
  return count === 0 ? 0 : total / count;
}

function scoreSign(
  sign: string,
  near: { before: string; after: string },
  { ranks, alphabet }: { ranks: Map<string, number>; alphabet: Alphabet },
): number {
  if (sign === '\ufffd' || (sign >= '\u0080' && sign < '\u00a0')) return BROKEN_SCORE;
  const lower = sign.toLowerCase();
  const rank = ranks.get(lower[0]!);
  if (rank === undefined) return SIGNS.has(sign) ? SIGN_SCORE : WRONG_SCORE;
  const isAsciiNear = /[a-zA-Z]/.test(near.before) || /[a-zA-Z]/.test(near.after);
  if (!alphabet.isLatin && isAsciiNear) return WRONG_SCORE;
  // A capital inside a word, and a Latin word of accents alone, show letters that stand for others.
  const isCapital = sign !== lower;
  if (isCapital && /\p{Ll}/u.test(near.before)) return WRONG_SCORE;
  if (alphabet.isLatin && isForeign(near.before) && isForeign(near.after)) return WRONG_SCORE;
  return 1 - (1 - RAREST_SCORE) * (rank / alphabet.letters.length);
}

const isForeign = (sign: string): boolean => sign > '\u007f' && /\p{L}/u.test(sign);
