import { printSubtitles } from '../../core/subtitle/print.ts';
import type { Truth } from '../../core/metrics/speeches.ts';
import type { Spoken } from './disturb.ts';
import { pick } from './compose.ts';
import type { Level } from './levels.ts';
import { ADVERTS, SOUNDS } from './words.ts';

type Random = () => number;

/** Seconds of a letter, of a pause at a comma or stop, and between speeches. */
const LETTER_MS = 65;
const STOP_MS = 220;
/** Share of the sentences after which the speaker is silent for a while. */
const THOUGHT = 0.05;
/** Letters of a cue at most, as two lines of a television screen. */
const CUE_LETTERS = 74;
/** Letters of each of two speeches in one cue. */
const SHARED_LETTERS = 36;

interface Timed {
  text: string;
  startMs: number;
  endMs: number;
  speech: number;
}

/** How the clock of the subtitles differs from the film's: ms = offset + rate × film ms, with a jump at a place. */
export interface Clock {
  offsetMs: number;
  rate: number;
  /** Share of the film at which the clock jumps, and by how much; null for none. */
  splice: { at: number; jumpMs: number } | null;
}

interface Shown {
  words: Timed[];
  text: string;
  startMs: number;
  endMs: number;
  speeches: number[];
}

/** Subtitles of what is said, as SubRip, with the true interval of every line and the true speakers of every cue. */
export function showSubtitles(
  spoken: Spoken[],
  { level, random, clock }: { level: Level; random: Random; clock: Clock },
): { srt: string; truth: Truth } {
  const timed = speak(spoken, random);
  const cues = mergeCues(cutCues(timed, level, random), spoken, { level, random });
  const shown = decorate(setTimes(cues, random), spoken, { level, random });
  const last = shown.at(-1)?.endMs ?? 0;
  const move = (ms: number): number => {
    const jump = clock.splice !== null && ms > clock.splice.at * last ? clock.splice.jumpMs : 0;
    return Math.max(0, Math.round(clock.offsetMs + clock.rate * ms + jump));
  };
  const lines = spoken.flatMap((speech, index) => {
    const words = timed.filter((word) => word.speech === index);
    if (speech.line === null || words.length === 0) return [];
    const kept = speech.words.filter((word) => word.kept).length;
    return [{ line: speech.line, startMs: move(words[0]!.startMs), endMs: move(words.at(-1)!.endMs), kept }];
  });
  const speakers = shown.map(({ speeches }) =>
    speeches.map((index) => ({ line: spoken[index]!.line, speaker: spoken[index]!.speaker ?? '' })),
  );
  const moved = shown.map(({ text, startMs, endMs }) => ({ text, startMs: move(startMs), endMs: move(endMs) }));
  return { srt: printSubtitles(moved, 'srt'), truth: { lines, cues: speakers } };
}

/** Gives each word its time, by letters with a pace of its speech; scenes begin after a silence. */
function speak(spoken: Spoken[], random: Random): Timed[] {
  let now = 5_000;
  return spoken.flatMap((speech, index) => {
    now += speech.opens
      ? 3_000 + 12_000 * random()
      : 150 + 900 * random() ** 2 + (random() < 0.1 ? 6_000 * random() : 0);
    const pace = 0.8 + 0.4 * random();
    return speech.words.map(({ text }) => {
      const startMs = now;
      const endMs = now + pace * LETTER_MS * (text.length + 1) * (0.85 + 0.3 * random());
      const rest = random() < THOUGHT ? 1_000 + 2_000 * random() : 0;
      now = endMs + (/[.?!]$/.test(text) ? STOP_MS + rest : /,$/.test(text) ? STOP_MS / 2 : 0);
      return { text, startMs, endMs, speech: index };
    });
  });
}

/** Words into cues of one speech: full ones, cut after a stop where there is one. */
function cutCues(words: Timed[], level: Level, random: Random): Timed[][] {
  const cues: Timed[][] = [];
  let letters = 0;
  for (const [at, word] of words.entries()) {
    const before = words[at - 1];
    const fits = letters + word.text.length + 1 <= CUE_LETTERS;
    const isSilent = before !== undefined && word.startMs - before.endMs > 900;
    const rests = before !== undefined && ((/[.?!]$/.test(before.text) && letters > 42) || isSilent);
    if (before === undefined || before.speech !== word.speech || !fits || rests) {
      cues.push([]);
      letters = 0;
    }
    cues.at(-1)!.push(word);
    letters += word.text.length + 1;
  }
  return cues.flatMap((cue) => {
    if (cue.length < 6 || random() >= level.split) return [cue];
    const middle = Math.floor(cue.length / 2);
    return [cue.slice(0, middle), cue.slice(middle)];
  });
}

/** Puts some pairs of short cues into one: of two speakers with dashes, or run together. */
function mergeCues(cues: Timed[][], spoken: Spoken[], { level, random }: { level: Level; random: Random }): Shown[] {
  const shown: Shown[] = [];
  for (let at = 0; at < cues.length; at += 1) {
    const [first, second] = [cues[at]!, cues[at + 1]];
    const both = second !== undefined && isPair(first, second) ? second : null;
    const differ = both !== null && spoken[first[0]!.speech]!.speaker !== spoken[both[0]!.speech]!.speaker;
    const isDashed = both !== null && differ && random() < level.dashed;
    const isMerged = both !== null && !isDashed && random() < level.merged;
    const words = isDashed || isMerged ? [...first, ...both] : first;
    const text = isDashed
      ? `- ${joined(first)}\n- ${joined(both)}`
      : isMerged
        ? `${joined(first)}\n${joined(both)}`
        : wrap(joined(first));
    shown.push({ words, text, startMs: 0, endMs: 0, speeches: [...new Set(words.map((word) => word.speech))] });
    if (isDashed || isMerged) at += 1;
  }
  return shown;
}

function isPair(first: Timed[], second: Timed[]): boolean {
  const isNear = second[0]!.startMs - first.at(-1)!.endMs < 700;
  const areShort = joined(first).length <= SHARED_LETTERS && joined(second).length <= SHARED_LETTERS;
  return first[0]!.speech !== second[0]!.speech && isNear && areShort;
}

const joined = (words: Timed[]): string => words.map((word) => word.text).join(' ');

function wrap(text: string): string {
  if (text.length <= 40) return text;
  const at = text.lastIndexOf(' ', Math.ceil(text.length / 2) + 4);
  return at > 0 ? `${text.slice(0, at)}\n${text.slice(at + 1)}` : text;
}

/** A cue comes with its first word or a little before and stays a little after its last, never into the next. */
function setTimes(cues: Shown[], random: Random): Shown[] {
  return cues.map((cue, index) => {
    const next = cues[index + 1]?.words[0]!.startMs ?? Number.POSITIVE_INFINITY;
    const startMs = Math.max(cue.words[0]!.startMs - 60 * random(), cues[index - 1]?.words.at(-1)!.endMs ?? 0);
    return { ...cue, startMs, endMs: Math.min(cue.words.at(-1)!.endMs + 250 * random(), next) };
  });
}

/** Sounds, names, adverts: what subtitles have and no screenplay. */
function decorate(cues: Shown[], spoken: Spoken[], { level, random }: { level: Level; random: Random }): Shown[] {
  const free = (text: string, startMs: number): Shown => ({
    words: [],
    text,
    startMs,
    endMs: startMs + 800,
    speeches: [],
  });
  const shown = cues.flatMap((cue, index) => {
    const before = cues[index - 1];
    const room = before === undefined ? 0 : cue.startMs - before.endMs;
    const sound =
      room > 1_000 && random() < level.sounds * 4 ? [free(`[${pick(SOUNDS, random)}]`, before!.endMs + 50)] : [];
    const speaker = spoken[cue.speeches[0]!]!.speaker;
    const isPlain = !cue.text.startsWith('- ') && cue.speeches.length === 1;
    const named = isPlain && speaker !== null && random() < level.named ? `${speaker.toUpperCase()}: ` : '';
    const aside = isPlain && named === '' && random() < level.sounds ? `[${pick(SOUNDS, random)}] ` : '';
    return [...sound, { ...cue, text: `${named}${aside}${cue.text}` }];
  });
  return [free(pick(ADVERTS, random), 1_000), ...shown, free(pick(ADVERTS, random), (cues.at(-1)?.endMs ?? 0) + 3_000)];
}
