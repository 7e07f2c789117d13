/** A character cue taken apart. */
export interface SpeakerCue {
  /** Name without extension. */
  name: string;
  /** What stood in brackets, joined by a space; null when nothing did. */
  extension: string | null;
}

/** Longest name that is believed in plain text; longer capitals are action or shouting. */
const MAX_CUE_LENGTH = 60;
/** Extensions that stand without brackets: `ANNA V.O.`, `ANNA - CONT'D`. */
const BARE_EXTENSION = /\s(?:[-–—]+\s?)?(V\.\s?O\.?|O\.\s?[SC]\.?|\(?CONT['’.]{0,2}D?\.?|CONTINUED|CONTINUING)$/i;

/** Takes `OLIVE (V.O.) (CONT'D)` apart; a name in brackets alone is no name. */
export function splitSpeakerCue(cue: string): SpeakerCue {
  const plain = cue.slice(0, 400).replace(/\s*\^\s*$/, '');
  const extensions = [...plain.matchAll(/[(（]([^()（）]*)[)）]?/g)]
    .map((match) => match[1]!.trim())
    .filter((text) => text !== '');
  let name = plain
    .replace(/[(（][^()（）]*[)）]?/g, ' ')
    .replace(/[)）]/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/[\s:：]+$/, '')
    .replace(/(\p{Lu}{4,})\.$/u, '$1')
    .trim();
  const bare = BARE_EXTENSION.exec(name);
  if (bare !== null && bare.index > 0) {
    name = name.slice(0, bare.index).trim();
    extensions.unshift(bare[1]!.replace('(', ''));
  }
  return { name, extension: extensions.length === 0 ? null : extensions.join(' ') };
}

/** Most words of one name, where several are joined. */
const MAX_NAME_WORDS = 3;

/** The names of a cue that has several: `JOHN / MARY`, `JOHN & MARY`, `JOHN AND MARY`. One name otherwise. */
export function splitNames(name: string): string[] {
  const parts = name.split(/\s*[/&+]\s*|\s+AND\s+/).map((part) => part.trim());
  const areNames = parts.every((part) => /\p{L}/u.test(part) && part.split(/\s+/).length <= MAX_NAME_WORDS);
  return parts.length >= 2 && parts.length <= 6 && areNames && parts.some((part) => part.length > 1) ? parts : [name];
}

/** Whether letters stand in capitals throughout; `McCLANE` and `DeNIRO` are allowed their prefix. */
function isCapitals(name: string): boolean {
  if (!/\p{Lu}/u.test(name)) return false;
  return !/\p{Ll}/u.test(name.replace(/\b(?:Mc|Mac|De|La|Le|Van|O)(?=\p{Lu}{2})/gu, ''));
}

/**
 * Whether a line can name a speaker: a letter, no lower-case letter outside brackets, short, no sentence end. Writing
 * systems without capitals never qualify by looks.
 */
export function looksLikeSpeaker(line: string): boolean {
  const trimmed = line.trim();
  if (trimmed.length === 0 || trimmed.length > MAX_CUE_LENGTH || /^[([]/.test(trimmed)) return false;
  const { name } = splitSpeakerCue(trimmed);
  if (!isCapitals(name)) return false;
  return !/(?:[!?;,]|\.{3}|…|\bTO)$/.test(name) && !/["“”]/.test(name);
}

/** Longest cue that Fountain may have; the format sets no limit. */
const MAX_FOUNTAIN_CUE = 300;

/** Whether a line is a cue by the rule of Fountain: capitals outside brackets, at least one letter. */
export function isFountainCue(line: string): boolean {
  const trimmed = line.trim();
  if (trimmed === '' || trimmed.length > MAX_FOUNTAIN_CUE || /^[([（]/.test(trimmed)) return false;
  const { name } = splitSpeakerCue(trimmed);
  return !name.includes('^') && (isCapitals(name) || isCaselessName(name));
}

/** Longest name in writing systems that have no capitals. */
const MAX_CASELESS_NAME = 12;

/** Whether a line can be a name in a writing system without capitals: short, few words, no mark of a sentence. */
export function isCaselessName(name: string): boolean {
  if (name.length > MAX_CASELESS_NAME || !/\p{Lo}/u.test(name) || /[\p{Lu}\p{Ll}\p{Lt}]/u.test(name)) return false;
  return !/[\p{Po}\p{Ps}\p{Pe}\p{Pi}\p{Pf}]/u.test(name.replace(/[・·.]/g, '')) && name.split(/\s+/).length <= 3;
}

/** Words that open lines in capitals which name no speaker: shots, cards, jumps in time. */
const SLUG =
  /^(?:(?:EXTREME |VERY |TIGHT |MEDIUM |FULL |WIDE |REVERSE |NEW |ANOTHER |CLOSER |LOW |HIGH |SAME )*(?:ANGLE|SHOT|CLOSE|CLOSEUP|CLOSE-UP|CLOSEUPS|POV|P\.O\.V\.)\b|C\.?U\.?\b|ECU\b|WIDE\b|INSERT\b|INTERCUT\b|MONTAGE\b|SERIES OF\b|FLASH ?BACK\b|FLASH ?FORWARD\b|BACK TO\b|END OF\b|THE END\b|END\b|TITLES?\b|TITLE CARD\b|SUPER(?:IMPOSE)?\b|CREDITS\b|MAIN TITLE|OPENING TITLE|END TITLE|LATER\b|MOMENTS LATER|MINUTES LATER|CONTINUOUS$|SAME TIME|FREEZE FRAME|SPLIT SCREEN|BLACK SCREEN|ON (?:THE )?(?:SCREEN|TV)\b|PAN\b|TRACKING\b|DOLLY\b|ZOOM\b|TIME CUT|OMITTED\b|CONTINUED\b|ACT (?:ONE|TWO|THREE|FOUR|FIVE|[IV]+)\b|TEASER\b|SCENE \d)/;
/** A camera on or through someone: `MARTIN'S POV`, `ON ANNA`. */
const SHOT_END = /(?:['’]S? P\.?O\.?V\.?|\bPOV|\bSHOT|\bANGLE)\b/;

/** Whether a line in capitals is a shot or a card: `ANGLE ON ANNA`, `CLOSE UP - THE LETTER`, `LATER`. */
export function looksLikeSlug(line: string): boolean {
  const text = line.trim();
  if (text.length > 120 || /\p{Ll}/u.test(text)) return false;
  return SLUG.test(text) || SHOT_END.test(text);
}
