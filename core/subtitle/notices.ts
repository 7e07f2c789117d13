import type { CueKind } from '../schema/text.ts';

const ADVERT =
  /open ?subtitles|subscene|addic7ed|yifysubtitles|yts\.\w|podnapisi|tvsubtitles|napiprojekt|legendas ?tv|italiansubs|subtitulos\.|altyaz[iı]\.|titulky\.com|prijevodi|subdl|bs\.?player|https?:\/\/|www\.|advertise your|vip member|support us and/i;

/** Words of a credit line by what joins them to a name; `by` and its sisters, or a colon. */
const MAKERS = [
  'sub(?:title)?s?|subtitled|captions?|captioned|captioning|sync(?:ed|hroni[sz]ed)?|translated|translation|transcript|ripped|corrected|resync(?:ed)?|edited',
  'untertitel(?:ung)?|übersetzung|übersetzt|bearbeitung',
  'sous-titres?|sous-titrage|traduction|traduit|adaptation|relecture|synchro',
  'subt[ií]tulos?|subtitulado|subtitulaci[oó]n|traducci[oó]n|traducido|correcci[oó]n|sincronizaci[oó]n',
  'sottotitoli|traduzione|revisione|tradotto',
  'legendas?|legendado|tradução|traduzido|revisão|sincronia|sincronização',
  'ondertitels?|ondertiteling|ondertiteld|vertaling|vertaald|bewerkt',
  'napisy|tłumaczenie|korekta|dopasowanie|opracowanie',
  'titulky|překlad|preklad|přeložil[ai]?|přečasoval[ai]?|časování',
  'undertexter|undertekster|undertekst|översättning|översatt|oversatt|oversættelse|tekster|tekstet',
  'suomennos|suomentanut|tekstitys',
  'субтитры|субтитри|перевод|переклад|перевел[аи]?|редактор субтитров',
  'çeviri|çeviren|altyazı',
  'traducerea|traducător|subtitrarea|subtitrare|sincronizarea',
  'felirat|fordítás|fordította',
  'υπότιτλοι|μετάφραση|απόδοση|επιμέλεια',
  'prijevod|prevod|titlovi|obrada',
].join('|');
const JOINERS = 'by|von|durch|par|por|de|di|da|a cura di|door|przez|av|af|от|выполнен|подготов|şi|și|készítette';
const CREDIT = new RegExp(
  String.raw`^[^\p{L}\p{N}]{0,8}(?:${MAKERS})(?:[\p{L}\p{M}]{0,12})(?: (?:&|and|und|et|y|e|i|и|en) [\p{L}-]{1,20})?(?: (?!(?:is|are|was|were|has|have)\b)[\p{L}.-]{1,20}){0,3}?(?:\s?[:：]\s?\S| (?:${JOINERS})(?![\p{L}]))`,
  'iu',
);
const EAST_ASIAN_CREDIT =
  /^[^\p{L}\p{N}]{0,8}(?:字幕|翻[译譯訳]|校[对對]|[时時][间間][轴軸]|자막|번역)(?:制作|組|组|제작)?\s?[:：]/u;
/** A credit is short; a speech that happens to begin with such a word is not one. */
const MAX_CREDIT_LENGTH = 160;

/** Whether a whole cue is an advert of a subtitle site or a credit of who made the subtitles, in 20 languages. */
export function noticeKind(text: string): Extract<CueKind, 'advert' | 'credit'> | null {
  if (ADVERT.test(text)) return 'advert';
  const isShort = text.length <= MAX_CREDIT_LENGTH;
  return isShort && (CREDIT.test(text) || EAST_ASIAN_CREDIT.test(text)) ? 'credit' : null;
}
