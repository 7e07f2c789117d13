/** A language with its letters outside ASCII, the frequent ones first (lower case). */
export interface Alphabet {
  letters: string;
  /** Latin letters stand among ASCII letters; letters of other scripts never do. */
  isLatin: boolean;
}

const latin = (letters: string): Alphabet => ({ letters, isLatin: true });
const other = (letters: string): Alphabet => ({ letters, isLatin: false });

const WESTERN = [
  latin('éèàêçùâîôûœëïæü'),
  latin('äüößéà'),
  latin('íáóéñú¿¡ü'),
  latin('ãéçáóêíúõàâô'),
  latin('èàùòìéî'),
  latin('äåöé'),
  latin('åøæé'),
  latin('ëéïèöü'),
  latin('áíðþéóúæýö'),
];
const CENTRAL = [
  latin('łęóążśćńź'),
  latin('íáěéžýřčůšúďťňó'),
  latin('áíčéžýšľúňťôďäóĺŕ'),
  latin('áéöőóüíúű'),
  latin('ăîşâţ'),
  latin('čšžćđ'),
];
const TURKISH = [latin('ışçğüöiâ')];
const BALTIC = [latin('ėųšžąįęūč'), latin('āīšņēūžģļķč'), latin('äõüöšž')];
const VIETNAMESE = [latin('\u0301\u0300đưôêơ\u0323âă\u0309\u0303áàéèíóúùýâêô')];
const RUSSIAN = other('оеаинтслрвкдмупягьызбчйжшхюцэщфёъ');
const UKRAINIAN = other('оанвитерісклудмпязьбгйчхжцїюєшщґф');
const BULGARIAN = other('аоеитнрвсклдпямзъгубчжщцйшхюф');
const SERBIAN = other('аоиенрсјтукдвмплзбгчшцжњљхћфђџ');
const GREEK = [other('αοιετσνηυρπκμλςωάίέγήόδύχθφβώξζψϊϋ')];
const HEBREW = [other('יולאהתמרבשנםחדעכקפטסגןזצךףץ')];
const ARABIC = [other('ايلمنورتبهدسفكعحقأةجشىخصذطضغزإءثئظآؤپچگژ'), other('اینردهتومبسشکزلخگقفحعآپجغچصضطثذژظئءيك')];
const THAI = [other('านรอกเงมยลวดทสตะ่ปบ้คิหแจีพชขใไั็ู์ผโซณธถศษฉฟภำึืุญๆ')];

/**
 * Encodings of one byte a character with the languages written in them. Of two that explain a text equally well the
 * earlier one is taken: Windows before Macintosh, DOS and ISO, as in the wild.
 */
export const SINGLE_BYTE: readonly { encoding: string; alphabets: readonly Alphabet[]; isRare?: boolean }[] = [
  { encoding: 'windows-1252', alphabets: WESTERN },
  { encoding: 'windows-1250', alphabets: CENTRAL },
  { encoding: 'windows-1251', alphabets: [RUSSIAN, UKRAINIAN, BULGARIAN, SERBIAN] },
  { encoding: 'koi8-r', alphabets: [RUSSIAN, BULGARIAN] },
  { encoding: 'koi8-u', alphabets: [UKRAINIAN] },
  { encoding: 'windows-1253', alphabets: GREEK },
  { encoding: 'windows-1254', alphabets: TURKISH },
  { encoding: 'windows-1255', alphabets: HEBREW },
  { encoding: 'windows-1256', alphabets: ARABIC },
  { encoding: 'windows-1257', alphabets: BALTIC },
  { encoding: 'windows-1258', alphabets: VIETNAMESE },
  { encoding: 'windows-874', alphabets: THAI },
  { encoding: 'iso-8859-2', alphabets: CENTRAL, isRare: true },
  { encoding: 'iso-8859-7', alphabets: GREEK, isRare: true },
  { encoding: 'iso-8859-6', alphabets: ARABIC, isRare: true },
  { encoding: 'iso-8859-8', alphabets: HEBREW, isRare: true },
  { encoding: 'iso-8859-13', alphabets: BALTIC, isRare: true },
  { encoding: 'iso-8859-15', alphabets: WESTERN, isRare: true },
  { encoding: 'macintosh', alphabets: WESTERN, isRare: true },
  { encoding: 'x-mac-cyrillic', alphabets: [RUSSIAN, UKRAINIAN, BULGARIAN, SERBIAN], isRare: true },
  { encoding: 'ibm866', alphabets: [RUSSIAN, BULGARIAN], isRare: true },
  { encoding: 'iso-8859-5', alphabets: [RUSSIAN, UKRAINIAN, BULGARIAN, SERBIAN], isRare: true },
];
