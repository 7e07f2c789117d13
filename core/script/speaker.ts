/** A character cue taken apart. */
export interface SpeakerCue {
  /** Name without extension. */
  name: string;
  /** What stood in brackets, joined by a space; null when nothing did. */
  extension: string | null;
}

/** Longest name that is believed; longer capitals are action or shouting. */
const MAX_CUE_LENGTH = 60;

/** Takes `OLIVE (V.O.) (CONT'D)` apart; a name in brackets alone is no name. */
export function splitSpeakerCue(cue: string): SpeakerCue {
  const plain = cue.slice(0, 400).replace(/\s*\^\s*$/, '');
  const extensions = [...plain.matchAll(/\(([^()]*)\)?/g)]
    .map((match) => match[1]!.trim())
    .filter((text) => text !== '');
  const name = plain
    .replace(/\([^()]*\)?/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/[\s:]+$/, '')
    .replace(/\s?[-–—]+\s?cont['’]?(?:d|inued)?\.?$/i, '')
    .trim();
  return { name, extension: extensions.length === 0 ? null : extensions.join(' ') };
}

/**
 * Whether a line can name a speaker: a letter, no lower-case letter outside brackets (`McCLANE` is allowed its prefix),
 * short, no sentence end. Writing systems without capitals never qualify by looks.
 */
export function looksLikeSpeaker(line: string): boolean {
  const trimmed = line.trim();
  if (trimmed.length === 0 || trimmed.length > MAX_CUE_LENGTH) return false;
  const { name } = splitSpeakerCue(trimmed);
  if (!/\p{Lu}/u.test(name) || /^[(\[]/.test(trimmed)) return false;
  if (/\p{Ll}/u.test(name.replace(/\b(?:Mc|Mac|De|La|Le|Van|O)(?=\p{Lu}{2})/gu, ''))) return false;
  return !/(?:[!?;,]|\.{3}|…|\bTO)$/.test(name) && !/["“”]/.test(name);
}

const PLACE = /^(?:INT|EXT|EST|I)(?:\.?\s?\/\s?(?:INT|EXT|E))?(?:[.:]\s{0,3}|\s{1,3}(?=\S)|\s?[-–—]\s?)\S/i;

/** Whether a line opens a scene by the usual abbreviations: INT, EXT, EST, INT/EXT, I/E. */
export function looksLikeHeading(line: string): boolean {
  const head = line.trimStart().slice(0, 40);
  if (!PLACE.test(head)) return false;
  return !/^I(?:[.:\s]|\s?[-–—])/i.test(head);
}

const TRANSITION =
  /^(?:(?:[\p{Lu}\d'’ .-]{1,60}\s)?(?:TO|IN|ON|OUT|UP)[:.]|(?:FADE|CUT|DISSOLVE|SMASH CUT|MATCH CUT|JUMP CUT|WIPE|IRIS)\b[\p{Lu}\d'’ .-]{0,40}[:.])$/u;
/** Openings of the transitions that end otherwise than in `TO:`. */
const TRANSITION_WORD = /^(?:FADE|CUT|DISSOLVE|SMASH|MATCH|JUMP|WIPE|IRIS|INTERCUT|BACK|TIME)\b/;

/** Whether a line in capitals joins scenes: `CUT TO:`, `FADE OUT.`. */
export function looksLikeTransition(line: string): boolean {
  const trimmed = line.trim();
  if (trimmed.length > 70 || /\p{Ll}/u.test(trimmed)) return false;
  if (/\bTO:$/.test(trimmed)) return true;
  return TRANSITION_WORD.test(trimmed) && TRANSITION.test(trimmed);
}
