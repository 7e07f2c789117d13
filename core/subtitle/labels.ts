import type { PlainLine } from './markup.ts';

/** What the whole file says about its speaker labels. */
export interface FileLabels {
  /** Names that stand before a colon in capitals or in brackets, in lower case. */
  names: ReadonlySet<string>;
  /** Names in mixed case (`Anna:`) that come back often enough to be labels, in lower case. */
  mixed: ReadonlySet<string>;
}

/** A speaker that a line begins with. */
export interface Label {
  speaker: string;
  /** How the line is spoken, from `ANNA (whispering): …`. */
  manner: string | null;
  /** What follows the label. */
  rest: string;
}

/** `NAME: text`, also with a manner of speaking; capitals only, because `Note: text` is not a speaker. */
const CAPITALS = /^[[(]?(\p{Lu}[\p{Lu}\p{M}\d .'’&#/-]{0,39})[\])]?(?:\s?[[(]([^[\]()]{1,40})[\])])?\s?[:：](?!\d)\s*/u;
const MIXED = /^[[(]?(\p{Lu}[\p{L}\p{M}\d.'’-]{0,24}(?: [\p{Lu}\d][\p{L}\p{M}\d.'’-]{0,24}){0,2})[\])]?\s?:\s+(?=\S)/u;
const BRACKETED = /^\[([^[\]]{1,40})\]\s?:?\s*(?=\S)/;
/** A name in Chinese, Japanese or Korean before a wide colon or in wide brackets. */
const EAST_ASIAN = /^(?:（([^（）]{1,8})）|([\p{Lo}ー・]{1,8})：)\s*(?=\S)/u;
const EAST_ASIAN_SOUND = /[音声聲笑泣息曲歌叫鳴]|웃음|소리/u;
/** A label in mixed case must come back: `Listen: …` does not. */
const MIN_MIXED = 3;

/** Words of sounds and manners of English captions, which stand in the same brackets as names. */
const SOUND_WORDS = new Set(
  `sighs laughs chuckles gasps grunts groans sobs coughs screams shouts whispers cries cheers mutters pants sniffs
  sniffles scoffs yells moans snores exhales inhales clears whistles hums sings giggles gulps murmurs stammers stutters
  speaks barks meows growls howls roars rings buzzes beeps knocks slams opens closes creaks squeaks squeals clicks
  clatters crashes explodes music song applause laughter silence indistinct chatter static thunder gunshot
  gunshots gunfire footsteps phone doorbell door siren sirens engine alarm bell bells wind rain noise noises scream
  sigh laugh gasp cough sob squawk whisper voice-over continues stops starts plays ends over on in off faintly softly
  loudly quietly dramatic upbeat tense sad
  foreign english spanish french german italian russian japanese chinese korean arabic hebrew`.split(/\s+/),
);

/** Looks through all lines of a file for what its labels are. */
export function collectLabels(lines: Iterable<PlainLine>): FileLabels {
  const names = new Set<string>();
  const counts = new Map<string, number>();
  for (const { text, voice } of lines) {
    if (voice !== null) names.add(voice.toLowerCase());
    const start = withoutDash(text);
    const capitals = CAPITALS.exec(start)?.[1];
    if (capitals !== undefined) names.add(capitals.trim().toLowerCase());
    const mixed = MIXED.exec(start)?.[1]?.toLowerCase();
    if (mixed !== undefined) counts.set(mixed, (counts.get(mixed) ?? 0) + 1);
  }
  const mixed = new Set(
    [...counts].filter(([name, count]) => count >= MIN_MIXED || names.has(name)).map(([name]) => name),
  );
  return { names, mixed };
}

/** The speaker that a line without its dash begins with, if any. */
export function readLabel(text: string, labels: FileLabels): Label | null {
  const capitals = CAPITALS.exec(text);
  if (capitals !== null) {
    return { speaker: capitals[1]!.trim(), manner: capitals[2]?.trim() ?? null, rest: text.slice(capitals[0].length) };
  }
  const found = (match: RegExpExecArray, speaker: string): Label => {
    return { speaker: speaker.trim(), manner: null, rest: text.slice(match[0].length) };
  };
  const mixed = MIXED.exec(text);
  if (mixed !== null && labels.mixed.has(mixed[1]!.toLowerCase())) return found(mixed, mixed[1]!);
  const bracketed = BRACKETED.exec(text);
  if (bracketed !== null && isName(bracketed[1]!, labels)) return found(bracketed, bracketed[1]!);
  const eastAsian = EAST_ASIAN.exec(text);
  const name = eastAsian?.[1] ?? eastAsian?.[2];
  return eastAsian !== null && !EAST_ASIAN_SOUND.test(name!) ? found(eastAsian, name!) : null;
}

/** Text after the dash or the chevrons that mark a new speaker. */
export function withoutDash(text: string): string {
  return text.replace(DASH, '');
}

/** A dash before text, or the `>>` of American captions. */
export const DASH = /^(?:[-–—‐‑]\s*(?=[^\s\-–—>])|>{2,3}\s*(?=\S))/;

/** Whether what stands in brackets names a person: known as a name, or capitalised words of which none is a sound. */
function isName(label: string, labels: FileLabels): boolean {
  const lower = label.trim().toLowerCase();
  if (labels.names.has(lower) || labels.mixed.has(lower)) return true;
  const words = label.trim().split(/\s+/);
  if (words.length > 3) return false;
  return words.every((word) => {
    const plain = word.toLowerCase();
    const isCapitalised = /^(?:\p{Lu}[\p{L}\p{M}.'’-]*|#?\d{1,2})$/u.test(word);
    return isCapitalised && !SOUND_WORDS.has(plain) && !plain.endsWith('ing');
  });
}
