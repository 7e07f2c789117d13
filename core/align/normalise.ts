/** A normalised word and the characters of the text that it came from. */
export interface Word {
  text: string;
  from: number;
  to: number;
}

/** What is said the same and written otherwise; keys are lower case, values plain words. */
const SAME: ReadonlyMap<string, string> = new Map(
  Object.entries({
    "can't": 'can not', cannot: 'can not', "won't": 'will not', "shan't": 'shall not', "let's": 'let us',
    "ain't": 'is not', "c'mon": 'come on', "y'all": 'you all', ya: 'you', gonna: 'going to', wanna: 'want to',
    gotta: 'got to', gimme: 'give me', lemme: 'let me', kinda: 'kind of', outta: 'out of', dunno: 'do not know',
    okay: 'ok', alright: 'all right', "o'clock": 'oclock', "'em": 'them', "'cause": 'because', "'bout": 'about',
    "'til": 'until', till: 'until', "an'": 'and', "o'": 'of', mister: 'mr', missus: 'mrs', doctor: 'dr', yeah: 'yes',
    yep: 'yes', yup: 'yes', nope: 'no', dont: 'do not', cant: 'can not', didnt: 'did not', doesnt: 'does not',
    isnt: 'is not', wasnt: 'was not', couldnt: 'could not', wouldnt: 'would not', thats: 'that is', whats: 'what is',
    youre: 'you are', theyre: 'they are', im: 'i am', ive: 'i have', "i'ii": 'i will',
    grey: 'gray', mum: 'mom', tyre: 'tire', cheque: 'check', plough: 'plow', pyjamas: 'pajamas', aeroplane: 'airplane',
    whisky: 'whiskey', programme: 'program', programmes: 'programs', sceptic: 'skeptic', kerb: 'curb', storey: 'story',
  }),
); // prettier-ignore
const SUFFIXES: readonly (readonly [string, string])[] = [
  ["n't", 'not'],
  ["'re", 'are'],
  ["'ve", 'have'],
  ["'ll", 'will'],
  ["'m", 'am'],
  ["'d", 'would'],
  ["'s", 'is'],
];
/** British endings as the American ones; words of five letters or more, so that `our` and `wise` stay what they are. */
const SPELLINGS: readonly (readonly [RegExp, string])[] = [
  [/our(?=$|s$|ed$|ing$|ite|able$|ful$|ly$|er)/, 'or'],
  [/is(e|ed|es|er|ing|ation)$/, 'iz$1'],
  [/ys(e|ed|es|ing)$/, 'yz$1'],
  [/([^aeiou])re(s?)$/, '$1er$2'],
  [/ogue(s?)$/, 'og$1'],
  [/ence$/, 'ense'],
  [/ll(ed|ing|er|ers)$/, 'l$1'],
];
const SMALL =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const TENS = 'zero ten twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const HESITATION = /^(?:u+h+|u+m+|h+m+|e+r+|e+h+|a+h+|m+)$/;
/** What a text of hesitations alone says. */
const HESITATING = 'uh';

/** Writing systems that put no space between words. */
const UNSPACED = '\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}ー々〆\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmer}\\p{sc=Myanmar}';
/** A run of such writing, line ends inside it included, or a word between spaces. */
const WORD = new RegExp(`([${UNSPACED}]+(?:\\n[${UNSPACED}]+)*)|(?:(?![${UNSPACED}])[\\p{L}\\p{M}\\p{N}'])+`, 'gu');

/** Words of unspaced writing; one instance, since making one is slow. */
const segmenter = new Intl.Segmenter('ja', { granularity: 'word' });

/**
 * Cuts a text into normalised words: case, marks and punctuation gone, contractions and numbers spelled out, British and
 * American spelling made one, stutters (`H-H-Help`) reduced, hesitations dropped beside other words. One written word can give several.
 * `known` keeps what written words give, from one text to the next.
 */
export function splitWords(text: string, known = new Map<string, readonly string[]>()): Word[] {
  const plain = text.replace(/[’‘ʼ`´]/g, "'").replace(/(?<=\d),(?=\d{3}(?!\d))/g, "'");
  const steady = plain.replace(/(?<![\p{L}\p{N}])(\p{L}{1,2})(?:-\1){0,8}-(?=\1)/giu, (stutter) =>
    ' '.repeat(stutter.length),
  );
  const words: Word[] = [];
  const hesitations: Word[] = [];
  for (const match of steady.matchAll(WORD)) {
    if (match[1] !== undefined) words.push(...segmentRun(match[1], match.index));
    else {
      const to = match.index + match[0].length;
      const normal = known.get(match[0]) ?? normaliseWord(match[0]);
      known.set(match[0], normal);
      if (normal.length === 0) hesitations.push({ text: HESITATING, from: match.index, to });
      for (const word of normal) words.push({ text: word, from: match.index, to });
    }
  }
  return words.length > 0 ? words : hesitations;
}

/** Cuts unspaced writing; a line end inside it is where the screen was full, not the end of a word. */
function segmentRun(run: string, offset: number): Word[] {
  const places: number[] = [];
  let joined = '';
  for (let at = 0; at < run.length; at += 1) {
    if (run[at] === '\n') continue;
    joined += run[at];
    places.push(offset + at);
  }
  return Array.from(segmenter.segment(joined), ({ segment, index }) => {
    const from = places[index]!;
    return { text: segment.normalize('NFKC'), from, to: places[index + segment.length - 1]! + 1 };
  });
}

function normaliseWord(raw: string): string[] {
  const lower = raw.toLowerCase().replace(/ё/g, 'е');
  const known = SAME.get(lower);
  if (known !== undefined) return known.split(' ');
  const word = lower.replace(/^'+|'+$/g, (quotes, at: number) => (at > 0 && lower.endsWith("in'") ? quotes : ''));
  if (word.length > 4 && word.endsWith("in'")) return [`${word.slice(0, -1)}g`];
  const suffix = SUFFIXES.find(([ending]) => word.length > ending.length && word.endsWith(ending));
  const stem = suffix === undefined ? word : word.slice(0, -suffix[0].length);
  const bare = stem
    .normalize('NFKD')
    .replace(/[\p{M}']/gu, '')
    .normalize('NFC');
  if (bare === '' || HESITATION.test(bare)) return [];
  const stems = /^\d{1,6}$/.test(bare) ? numberWords(Number(bare)) : [spellAlike(SAME.get(bare) ?? bare)];
  const whole = suffix === undefined ? stems : [...stems, suffix[1]];
  return whole.flatMap((part) => part.split(' '));
}

const spellAlike = (word: string): string =>
  word.length < 5 ? word : SPELLINGS.reduce((spelled, [from, to]) => spelled.replace(from, to), word);

/** Letters that character recognition takes for each other become one: l, I and 1; 0 and o; rn and m; vv and w. */
export function foldConfused(word: string): string {
  return word.replace(/rn/g, 'm').replace(/vv/g, 'w').replace(/[l1|]/g, 'i').replace(/0/g, 'o');
}

/** A number as it is read; from 1,100 to 1,999 as a year, the way most of them are said. */
function numberWords(value: number): string[] {
  if (value < 20) return [SMALL[value]!];
  if (value < 100) return value % 10 === 0 ? [TENS[value / 10]!] : [TENS[Math.floor(value / 10)]!, SMALL[value % 10]!];
  if (value >= 1_100 && value < 2_000 && value % 100 !== 0) {
    return [...numberWords(Math.floor(value / 100)), ...numberWords(value % 100)];
  }
  const [size, name] = value >= 1_000 ? [1_000, 'thousand'] : [100, 'hundred'];
  const rest = value % size === 0 ? [] : numberWords(value % size);
  return [...numberWords(Math.floor(value / size)), name, ...rest];
}
