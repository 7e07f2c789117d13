/** What a scene heading says of where and when. */
export interface Setting {
  interior: 'interior' | 'exterior' | 'both' | null;
  /** `BAR` of `INT. BAR - BACK ROOM - NIGHT`. */
  place: string | null;
  /** `BACK ROOM` of the same heading. */
  subPlace: string | null;
  /** Time of day as written: `NIGHT`. */
  time: string | null;
}

const INSIDE = 'INT|INTERIOR|INTÉRIEUR|INTERNO|INTERIÉR|INNEN|WNĘTRZE|ИНТ|ИНТЕРЬЕР|内景|内|室内';
const OUTSIDE = 'EXT|EST|EXTERIOR|EXTÉRIEUR|ESTERNO|EXTERIÉR|AUSSEN|AUẞEN|PLENER|НАТ|НАТУРА|ЭКСТ|ЭКС|ЕКСТ|外景|外|室外';
const SIDE = `(?:${INSIDE}|${OUTSIDE}|I|E)`;
/** `INT.`, `INT./EXT.`, `I/E`, `INT -`; groups: first side, second side, what parts it from the place. */
const OPENING = new RegExp(
  `^(${SIDE})[.。]?(?:\\s?[/\\\\-]\\s?(${SIDE})[.。]?)?(?:(?<=[.。])\\s*|[:：]\\s*|\\s?[-–—]+\\s?|[\\s　]+|$)`,
  'iu',
);
const INSIDE_ONLY = new RegExp(`^(?:${INSIDE}|I)$`, 'iu');
/** Japanese and Chinese scripts mark a scene with a circle or a number before the place. */
const CIRCLE = /^[○〇◯●]\s?\S/;

interface Opening {
  sides: string[];
  rest: string;
}

function readOpening(line: string): Opening | null {
  const text = line.trimStart().slice(0, 400);
  const match = OPENING.exec(text.slice(0, 60));
  if (match === null) return null;
  const [whole, first, second] = match;
  const sides = second === undefined ? [first!] : [first!, second];
  const rest = text.slice(whole.length).trim();
  if (rest === '') return null;
  const one = sides.length === 1;
  // A lone `I` or `E` is a pronoun or a list mark, and without a point only capitals are an abbreviation: `est ici`.
  if (one && /^[IE]$/i.test(first!)) return null;
  const isPointed = /[.。:：]\s*$|\s?[-–—]+\s?$/u.test(whole) || !one;
  const isWord = first!.length > 4 && !/\p{Lo}/u.test(first!);
  const isCapital = first === first!.toUpperCase();
  if (!isPointed && (isWord || !isCapital || /\p{Lo}/u.test(first!))) return null;
  // In small letters it takes a point and a space: `ext.name`, `int: a number` and `Int - x` are no places.
  if (!isCapital && !/\.\s+$/.test(whole)) return null;
  return { sides, rest };
}

/** Whether a line opens a scene by the usual abbreviations: INT, EXT, EST, INT/EXT, I/E, in several languages. */
export function looksLikeHeading(line: string): boolean {
  return readOpening(line) !== null || (CIRCLE.test(line.trimStart()) && line.trim().length <= 60);
}

const TIME_WORDS =
  'DAY|DAYTIME|NIGHT|NIGHTTIME|MORNING|EVENING|AFTERNOON|DUSK|DAWN|SUNSET|SUNRISE|SUNDOWN|SUNUP|NOON|MIDDAY|MIDNIGHT|TWILIGHT|LATER|CONTINUOUS|SAME|SAME TIME|MAGIC HOUR|DAYBREAK|NIGHTFALL|ДЕНЬ|НОЧЬ|УТРО|ВЕЧЕР|РАССВЕТ|ЗАКАТ|РЕЖИМ|JOUR|NUIT|MATIN|SOIR|TAG|NACHT|MORGEN|ABEND|DÍA|DIA|NOCHE|MAÑANA|TARDE|NOITE|GIORNO|NOTTE|DZIEŃ|NOC|日|夜|昼|朝|夕|夕方|晩|深夜|早朝|天|晨|白天|夜晚|晚上|清晨|黄昏|傍晚|中午|上午|下午';
const TIME = new RegExp(`(?:^|[\\s./])(?:${TIME_WORDS})(?:$|[\\s.,/(\\d])`, 'iu');
const LAST_TIME = new RegExp(`^(.+?)[\\s,.]+((?:(?:EARLY|LATE|MID|PRE)[- ])?(?:${TIME_WORDS}))\\.?$`, 'iu');
const CLOCK = /^\d{1,2}[:.]\d\d(?:\s?[AP]\.?M\.?)?$|^\d{1,2}\s?[AP]\.?M\.?$/i;
/** Longest time of day that is believed; a place may hold the word too: `DAY CARE CENTRE OF THE CITY`. */
const MAX_TIME = 40;

const isTime = (part: string): boolean => part.length <= MAX_TIME && (TIME.test(part) || CLOCK.test(part));

/** Takes a heading apart; what it does not say is null. Headings without an abbreviation have a place and perhaps a time. */
export function parseHeading(heading: string): Setting {
  const opening = readOpening(heading);
  const sides = (opening?.sides ?? []).map((side) => INSIDE_ONLY.test(side));
  const text = (opening?.rest ?? heading.slice(0, 400)).replace(/^[○〇◯●\s.]+/, '').trim();
  const parts = text
    .split(/\s+[-–—]+\s*|\s*(?:--|–|—)\s*|(?<=\p{Lo})[-・]|\s+\/\s+/u)
    .map((part) => part.trim().replace(/^[-–—]+|,$|(?<=\p{L}{3})\.$/gu, ''))
    .filter((part) => part !== '');
  const at = parts.findIndex((part, index) => index > 0 && isTime(part));
  let time = at < 0 ? null : parts[at]!;
  const places = at < 0 ? parts : parts.slice(0, at);
  const last = time === null ? LAST_TIME.exec(places.at(-1) ?? '') : null;
  if (last !== null) {
    time = last[2]!;
    places[places.length - 1] = last[1]!.trim();
  }
  return { interior: sideOf(sides), place: places[0] ?? null, subPlace: places.slice(1).join(' - ') || null, time };
}

/** `sides` holds true for each inside that the heading names. */
function sideOf(sides: boolean[]): Setting['interior'] {
  if (sides.length === 0) return null;
  if (sides.every((inside) => inside)) return 'interior';
  return sides.some((inside) => inside) ? 'both' : 'exterior';
}
