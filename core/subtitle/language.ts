import type { SubtitleCue } from './cue.ts';

/** Frequent words that hardly occur in the other languages of the list. */
const WORDS: Record<string, string> = {
  en: 'the and you that is it what of this are have was not your we',
  de: 'der die und das ist nicht ich ein sie wir mit was auf habe mir',
  fr: 'le les et est pas vous je une que nous des dans qui pour cest',
  es: 'el los que no es y por una qué con pero como está para lo',
  it: 'il che non è di per una sono mi hai con della questo gli ma',
  pt: 'o que não de um uma você com para isso está ele mas os meu',
  nl: 'het een van niet ik dat je en is wat we zijn voor hij maar',
};
/** Words needed before a guess is worth anything. */
const MIN_WORDS = 20;

/**
 * Language of subtitles: a code in the file name (`film.en.srt`), else the script and the frequent words of the text.
 * Null when neither says enough.
 */
export function guessLanguage(cues: SubtitleCue[], options: { fileName?: string } = {}): string | null {
  const named = /[._-]([a-z]{2})(?:-[A-Za-z]{2})?\.[A-Za-z]{2,4}$/.exec(options.fileName ?? '')?.[1];
  if (named !== undefined && KNOWN_CODES.has(named)) return named;
  const text = cues.map((cue) => cue.text).join(' ');
  return languageOfScript(text) ?? languageOfWords(text);
}

const KNOWN_CODES = new Set(
  'ar bg cs da de el en es et fa fi fr he hi hr hu id it ja ko lt lv nl no pl pt ro ru sk sl sr sv th tr uk vi zh'.split(
    ' ',
  ),
);

/** Writing systems that belong to one language in practice. */
function languageOfScript(text: string): string | null {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const share = (pattern: RegExp): number => (text.match(pattern)?.length ?? 0) / Math.max(1, letters);
  if (share(/[\p{sc=Hiragana}\p{sc=Katakana}]/gu) > 0.2) return 'ja';
  if (share(/\p{sc=Hangul}/gu) > 0.5) return 'ko';
  if (share(/\p{sc=Han}/gu) > 0.5) return 'zh';
  if (share(/\p{sc=Greek}/gu) > 0.5) return 'el';
  if (share(/\p{sc=Hebrew}/gu) > 0.5) return 'he';
  if (share(/\p{sc=Thai}/gu) > 0.5) return 'th';
  if (share(/\p{sc=Arabic}/gu) > 0.5) return share(/[پچژگی]/gu) > 0.01 ? 'fa' : 'ar';
  if (share(/\p{sc=Cyrillic}/gu) > 0.5) return share(/[іїєґ]/giu) > 0.02 ? 'uk' : 'ru';
  return null;
}

function languageOfWords(text: string): string | null {
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  if (words.length < MIN_WORDS) return null;
  const scores = Object.entries(WORDS)
    .map(([code, list]) => {
      const frequent = new Set(list.split(' '));
      return { code, share: words.filter((word) => frequent.has(word)).length / words.length };
    })
    .toSorted((a, b) => b.share - a.share);
  const [best, second] = scores;
  return best!.share >= 0.08 && best!.share > 1.3 * second!.share ? best!.code : null;
}
