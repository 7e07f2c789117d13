/** A name of a screenplay taken apart, in capitals and without marks. */
export interface NameParts {
  /** Words of the bare name. */
  words: readonly string[];
  title: string | null;
  /** What says at which age: `YOUNG`, `AGE 8`; null for the usual one. */
  age: string | null;
  /** Whether only a voice is named: `JOHN'S VOICE`. */
  isVoice: boolean;
  /** Of several alike: `GUARD #2`, `FIRST GUARD`. */
  isNumbered: boolean;
  /** Whether it names what somebody is (`MAN IN HAT`) or several (`JOHN & MARY`), not one person. */
  isRole: boolean;
}

/** Titles that a husband and a wife do not share. */
const SEXED = [
  'MR',
  'MRS',
  'MISS',
  'MS',
  'SIR',
  'LADY',
  'LORD',
  'MADAME',
  'MONSIEUR',
  'HERR',
  'FRAU',
  'SENOR',
  'SENORA',
];
const TITLES = new Set([
  ...SEXED,
  ...'DR DOCTOR PROF PROFESSOR CAPT CAPTAIN COL COLONEL GEN GENERAL MAJ MAJOR LT LIEUTENANT SGT SERGEANT CPL CORPORAL'.split(
    ' ',
  ),
  ...'PVT PRIVATE OFFICER DET DETECTIVE INSPECTOR AGENT JUDGE SENATOR PRESIDENT FATHER SISTER BROTHER REV REVEREND'.split(
    ' ',
  ),
  ...'COUNT COUNTESS KING QUEEN PRINCE PRINCESS CHIEF SHERIFF DEPUTY COACH NURSE UNCLE AUNT AUNTIE GRANDMA GRANDPA'.split(
    ' ',
  ),
]);
/** Words of what people are; a name that has one is taken for a role, which several may have. */
const ROLES = new Set(
  (
    'MAN MEN WOMAN WOMEN BOY BOYS GIRL GIRLS CHILD CHILDREN KID KIDS BABY TEENAGER LADY GENTLEMAN GUY FELLOW STRANGER ' +
    'GUARD GUARDS COP COPS POLICEMAN POLICEWOMAN POLICE OFFICER SOLDIER SOLDIERS SAILOR PILOT DRIVER CABBIE CLERK TELLER ' +
    'WAITER WAITRESS BARTENDER BARMAN COOK CHEF MAID BUTLER SERVANT PORTER BELLBOY DOORMAN JANITOR FARMER WORKER ' +
    'DOCTOR NURSE MEDIC PARAMEDIC PATIENT TEACHER STUDENT PROFESSOR PRIEST MINISTER NUN JUDGE LAWYER BAILIFF JUROR ' +
    'REPORTER REPORTERS JOURNALIST ANCHOR ANCHORMAN ANNOUNCER NARRATOR OPERATOR DISPATCHER RECEPTIONIST SECRETARY ' +
    'MANAGER BOSS OWNER CUSTOMER GUEST PASSENGER PASSERBY NEIGHBOR NEIGHBOUR LANDLORD LANDLADY AGENT DETECTIVE SERGEANT ' +
    'CAPTAIN LIEUTENANT GENERAL CHIEF SHERIFF DEPUTY MOTHER FATHER MOM DAD SON DAUGHTER BROTHER SISTER WIFE HUSBAND ' +
    'VOICE VOICES CROWD ALL EVERYONE OTHERS GROUP BOTH RADIO TV TELEVISION COMPUTER PHONE LOUDSPEAKER INTERCOM CHORUS ' +
    'IN WITH ON AT THE A AN AND OF FROM'
  ).split(' '),
);
const NUMBER = /^(?:#\d+|\d+|ONE|TWO|THREE|FOUR|FIVE|SIX|SEVEN|EIGHT|NINE|TEN)$/;
const ORDINAL = /^(?:FIRST|SECOND|THIRD|FOURTH|FIFTH|1ST|2ND|3RD|4TH|5TH)$/;
const AGE_WORDS: Record<string, string> = {
  YOUNG: 'YOUNG',
  YOUNGER: 'YOUNG',
  LITTLE: 'YOUNG',
  CHILD: 'YOUNG',
  KID: 'YOUNG',
  TEEN: 'TEENAGE',
  TEENAGE: 'TEENAGE',
  TEENAGED: 'TEENAGE',
  ADULT: 'ADULT',
  OLD: 'OLD',
  OLDER: 'OLD',
  ELDERLY: 'OLD',
};
const VOICE = /^(?:(?:THE )?VOICE OF (.+)|(.+?)(?:['’]S|(?<=S)['’]) (?:RECORDED )?VOICE)$/;
const AGED = /^(.+?)[\s,(–-]+(?:AGED? (\d{1,2})|(\d{1,2})[- ]YEARS?[- ]OLD|AS AN? (.+?))\)?$/;
const AGED_FIRST = /^(?:AGED? (\d{1,2})|(\d{1,2})[- ]YEARS?[- ]OLD) (.+)$/;
const AS_A: readonly [RegExp, string][] = [
  [/^(?:BOY|GIRL|CHILD|KID|YOUNG (?:BOY|GIRL|MAN|WOMAN))$/, 'YOUNG'],
  [/^TEEN(?:AGER)?$/, 'TEENAGE'],
  [/^(?:ADULT|GROWN-?UP)$/, 'ADULT'],
  [/^OLD (?:MAN|WOMAN)$/, 'OLD'],
];

/** Longer cues are no names. */
const MOST_CHARACTERS = 200;

/** Whether a title says of which sex somebody is. */
export function isSexed(title: string | null): boolean {
  return title !== null && SEXED.includes(title);
}

/** Accents of Latin, Greek and Cyrillic letters; marks of other writing systems tell words apart. */
const ACCENTS = /[\u0300-\u036f]/g;
const WORD = /#?[\p{L}\p{N}\p{M}]+(?:['’-][\p{L}\p{N}\p{M}]+)*|[/&+]/gu;

/** Words of a name in capitals, without stops, quotation marks and accents. */
export function nameWords(name: string): string[] {
  const plain = name.normalize('NFD').replace(ACCENTS, '').toUpperCase();
  return plain.replace(/\bNO\.? ?(?=\d)/g, '#').match(WORD) ?? [];
}

/** What is equal in spellings of one name. */
export function nameKey(name: string): string {
  const key = nameWords(name).join(' ');
  return key === '' ? name : key;
}

/** Takes a name apart; brackets that tell an age count, others are no part of names. */
export function partsOf(name: string): NameParts {
  let rest = name.slice(0, MOST_CHARACTERS).normalize('NFC').toUpperCase().replace(/\s+/g, ' ').trim();
  const voice = VOICE.exec(rest);
  if (voice !== null) rest = voice[1] ?? voice[2]!;
  const [bare, age] = splitAge(rest);
  const words = nameWords(bare);
  const isTitled = words.length > 1 && TITLES.has(words[0]!);
  const own = isTitled ? words.slice(1) : words;
  const isNumbered = own.length > 1 && (NUMBER.test(own.at(-1)!) || ORDINAL.test(own[0]!));
  const isRole = own.length === 0 || own.length > 4 || own.some((word) => ROLES.has(word) || /^[/&+#\d]/.test(word));
  return { words: own, title: isTitled ? words[0]! : null, age, isVoice: voice !== null, isNumbered, isRole };
}

function splitAge(name: string): [bare: string, age: string | null] {
  const [first = '', ...others] = name.split(' ');
  if (AGE_WORDS[first] !== undefined && others.length > 0) return [others.join(' '), AGE_WORDS[first]];
  const bracket = /^(.+?) \((\w+)\)$/.exec(name);
  const inBrackets = bracket === null ? undefined : AGE_WORDS[bracket[2]!];
  if (inBrackets !== undefined) return [bracket![1]!, inBrackets];
  const before = AGED_FIRST.exec(name);
  if (before !== null) return [before[3]!, `AGE ${before[1] ?? before[2]!}`];
  const behind = AGED.exec(name);
  if (behind === null) return [name, null];
  const years = behind[2] ?? behind[3];
  const age = years !== undefined ? `AGE ${years}` : AS_A.find(([form]) => form.test(behind[4]!))?.[1];
  return age === undefined ? [name, null] : [behind[1]!, age];
}
