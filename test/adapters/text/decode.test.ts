import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeText } from '../../../adapters/text/decode.ts';
import { encodeAs } from '../../support/encode.ts';
import { describeWithMedia, sharedMedia } from '../../support/media.ts';

const utf16 = (text: string, big = false): Uint8Array => {
  const bytes = Buffer.from(text, 'utf16le');
  return big ? bytes.swap16() : bytes;
};

describe('decodeText', () => {
  it.each([
    ['UTF-8', Buffer.from('Grüße'), 'utf-8', 'Grüße'],
    ['UTF-8 with mark', Buffer.from('\uFEFFGrüße'), 'utf-8', 'Grüße'],
    ['UTF-16 LE with mark', utf16('\uFEFFGrüße'), 'utf-16le', 'Grüße'],
    ['UTF-16 BE with mark', utf16('\uFEFFGrüße', true), 'utf-16be', 'Grüße'],
    ['UTF-16 LE without mark', utf16('1\n00:01 --> 00:02\nGrüße\n'), 'utf-16le', '1\n00:01 --> 00:02\nGrüße\n'],
    ['UTF-16 BE without mark', utf16('1\n00:01 --> 00:02\nGrüße\n', true), 'utf-16be', '1\n00:01 --> 00:02\nGrüße\n'],
    ['UTF-32 LE with mark', Buffer.from([0xff, 0xfe, 0, 0, 0x41, 0, 0, 0]), 'utf-32le', 'A'],
    ['empty', Buffer.from(''), 'utf-8', ''],
  ])('%s', (_name, bytes, encoding, text) => {
    const decoded = decodeText(bytes);
    expect([decoded.encoding, decoded.text]).toEqual([encoding, text]);
  });

  it.each([
    ['PDF', Buffer.from('%PDF-1.4\n'), 'PDF'],
    ['ZIP', Buffer.from('PK\u0003\u0004rest'), 'ZIP'],
    [
      'random bytes',
      Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * index * 31 + index * 7) % 256)),
      'binary',
    ],
  ])('refuses %s', (_name, bytes, says) => {
    expect(() => decodeText(bytes, { file: 'x' })).toThrow(
      expect.objectContaining({ code: 'InvalidInput', message: expect.stringContaining(says) as string }),
    );
  });
});

describe('decodeText without a mark', () => {
  const LANGUAGES: [language: string, text: string, encodings: string[]][] = [
    [
      'Czech',
      'Dobrý den, jak se máte? Přišel jsem včera večer pozdě, protože vlak měl zpoždění.\nŽádný problém, řekněte mi všechno.',
      ['windows-1250', 'iso-8859-2'],
    ],
    [
      'Slovak',
      'Dobrý deň, ako sa máte? Prišiel som včera večer neskoro, lebo vlak meškal. Ľúbim ťa, dievča moje.',
      ['windows-1250'],
    ],
    [
      'Polish',
      'Dzień dobry, jak się pan dzisiaj czuje? Źle, bo całą noc padał deszcz.\nNie mów mi, że już późno. Chcę wrócić do domu.',
      ['windows-1250', 'iso-8859-2'],
    ],
    [
      'Hungarian',
      'Jó napot kívánok, hogy érzi magát? Nem tudom, hogy mi történt tegnap este a fővárosban. Őrült idők ezek.',
      ['windows-1250'],
    ],
    [
      'Romanian',
      'Bună ziua, ce mai faceţi? Nu ştiu ce s-a întâmplat aseară în oraş. Mulţumesc, şi dumneavoastră.',
      ['windows-1250'],
    ],
    [
      'Croatian',
      'Dobar dan, kako ste? Došao sam jučer kasno jer je vlak kasnio. Ništa strašno, reci mi što želiš. Đuro će doći.',
      ['windows-1250'],
    ],
    [
      'German',
      'Können Sie mir sagen, wo die Straßenbahn fährt? Das weiß ich nicht, aber schöne Grüße.',
      ['windows-1252', 'macintosh'],
    ],
    [
      'French',
      'Où êtes-vous allé hier soir ? Ça m’est égal, je n’étais pas là. À bientôt, mon cher élève.',
      ['windows-1252', 'macintosh'],
    ],
    [
      'Spanish',
      '¿Cómo está usted, señor? Mañana será otro día. ¡Qué alegría verte aquí! Sí, también.',
      ['windows-1252', 'macintosh'],
    ],
    [
      'Portuguese',
      'Não sei o que aconteceu ontem à noite. Você está bem? Obrigado, até amanhã, então. Ações e corações.',
      ['windows-1252', 'macintosh'],
    ],
    ['Italian', 'Perché non è venuto? Così è la città, più o meno. Sarà già lì.', ['windows-1252', 'macintosh']],
    [
      'Swedish',
      'Hur mår du? Jag är här på gården. Var är min bror någonstans? Åh nej, öppna dörren.',
      ['windows-1252', 'macintosh'],
    ],
    ['Danish', 'Hvordan går det? Jeg er på vej til København. Må jeg få en øl? Æblet er rødt.', ['windows-1252']],
    ['Finnish', 'Hyvää päivää, mitä kuuluu? En tiedä, mitä eilen tapahtui. Äiti on täällä yöllä.', ['windows-1252']],
    [
      'Icelandic',
      'Góðan daginn, hvernig hefur þú það? Ég veit ekki hvað gerðist í gærkvöldi. Það er allt í lagi, maður.',
      ['windows-1252'],
    ],
    [
      'Turkish',
      'Günaydın, nasılsınız? Şimdi gitmek istiyorum çünkü geç kaldım. İyi akşamlar ağabey.',
      ['windows-1254'],
    ],
    [
      'Lithuanian',
      'Labas rytas, kaip jūs gyvenate? Aš šiandien negaliu ateiti, nes ėjau į darbą. Ačiū, žmonės.',
      ['windows-1257'],
    ],
    [
      'Latvian',
      'Labrīt, kā jums klājas? Es nezinu, kas notika vakar vakarā. Paldies, mīļā, viņš būs mājās.',
      ['windows-1257'],
    ],
    [
      'Estonian',
      'Tere hommikust, kuidas läheb? Ma ei tea, mis eile õhtul juhtus. Jää siia, öö on pime. Üks õun.',
      ['windows-1257', 'windows-1252'],
    ],
    [
      'Russian',
      'Здравствуйте, как у вас дела? Я не знаю, что случилось вчера вечером.',
      ['windows-1251', 'koi8-r', 'iso-8859-5', 'x-mac-cyrillic', 'ibm866'],
    ],
    [
      'Russian in capitals',
      'ЗДРАВСТВУЙТЕ, КАК У ВАС ДЕЛА? Я НЕ ЗНАЮ, ЧТО СЛУЧИЛОСЬ ВЧЕРА ВЕЧЕРОМ.',
      ['windows-1251', 'koi8-r', 'iso-8859-5', 'x-mac-cyrillic', 'ibm866'],
    ],
    [
      'Ukrainian',
      'Добрий день, як ваші справи? Я не знаю, що сталося вчора ввечері. Її тут немає, ґанок їхній.',
      ['windows-1251', 'koi8-u'],
    ],
    ['Bulgarian', 'Добър ден, как сте? Не знам какво се случи снощи. Благодаря, аз съм добре.', ['windows-1251']],
    ['Serbian', 'Добар дан, како сте? Не знам шта се десило синоћ. Хвала, ја сам добро, људи.', ['windows-1251']],
    ['Greek', 'Καλημέρα, πώς είστε; Δεν ξέρω τι έγινε χθες το βράδυ στην πόλη.', ['windows-1253', 'iso-8859-7']],
    ['Hebrew', 'שלום, מה שלומך? אני לא יודע מה קרה אתמול בערב.', ['windows-1255', 'iso-8859-8']],
    ['Arabic', 'صباح الخير، كيف حالك؟ لا أعرف ماذا حدث مساء أمس في المدينة.', ['windows-1256', 'iso-8859-6']],
    ['Thai', 'สวัสดีครับ คุณสบายดีไหม ผมไม่รู้ว่าเกิดอะไรขึ้นเมื่อคืนนี้', ['windows-874']],
    ['simplified Chinese', '你好，你今天怎么样？我不知道昨天晚上发生了什么事。我们走吧。', ['gb18030']],
    ['traditional Chinese', '你好，你今天怎麼樣？我不知道昨天晚上發生了什麼事。我們走吧。', ['big5']],
    ['Korean', '안녕하세요, 오늘 어떻게 지내세요? 어젯밤에 무슨 일이 있었는지 모르겠어요.', ['euc-kr']],
    ['Japanese', 'こんにちは、お元気ですか。昨夜何が起こったのか分かりません。行きましょう。', ['shift_jis', 'euc-jp']],
  ];
  const cases = LANGUAGES.flatMap(([language, text, encodings]) =>
    encodings.map((encoding): [string, string, string] => [language, encoding, text]),
  );

  it.each(cases)('reads %s in %s', (_language, encoding, text) => {
    const file = `1\n00:00:01,000 --> 00:00:03,500\n${text}\n`;
    const decoded = decodeText(encodeAs(file, encoding));
    expect(decoded.text).toBe(file);
    expect(decoded.confidence).toBeGreaterThan(0);
    expect(decoded.confidence).toBeLessThan(1);
  });

  it('is surer of more text', () => {
    const [text] = LANGUAGES.filter(([language]) => language === 'Hungarian').map(([, hungarian]) => hungarian);
    const confidence = (times: number): number =>
      decodeText(encodeAs(`${text} `.repeat(times), 'windows-1250')).confidence;
    expect(confidence(10)).toBeGreaterThan(confidence(1));
  });

  it('takes a single sign for punctuation of Windows', () => {
    const decoded = decodeText(Uint8Array.from([...Buffer.from('We e-mailed'), 0x97, 0x0a]));
    expect([decoded.encoding, decoded.text]).toEqual(['windows-1252', 'We e-mailed—\n']);
  });

  it('reads every sign of windows-1252', () => {
    const decoded = decodeText(encodeAs('Ça m’est égal — “très” bien… à 10 €, mon cher élève', 'windows-1252'));
    expect([decoded.encoding, decoded.text]).toEqual([
      'windows-1252',
      'Ça m’est égal — “très” bien… à 10 €, mon cher élève',
    ]);
  });

  it.each([
    ['utf-32le', false],
    ['utf-32be', true],
  ])('reads %s', (encoding, isBig) => {
    const bytes = Buffer.alloc(4 * 8);
    for (const [at, character] of [...'1\nStraße'].entries()) {
      if (isBig) bytes.writeUInt32BE(character.codePointAt(0)!, at * 4);
      else bytes.writeUInt32LE(character.codePointAt(0)!, at * 4);
    }
    expect(decodeText(bytes)).toMatchObject({ encoding, text: '1\nStraße' });
  });
});

describeWithMedia('decodeText on real files', () => {
  it.each([
    ['ja.euc_jp', 'ja', 'euc-jp'],
    ['ja.shift_jis', 'ja', 'shift_jis'],
    ['ja.utf-16-le-bom', 'ja', 'utf-16le'],
    ['ru.cp1251', 'ru', 'windows-1251'],
    ['ru.koi8-r', 'ru', 'koi8-r'],
  ])('%s equals its UTF-8 sibling', (name, language, encoding) => {
    const read = (part: string): Uint8Array =>
      readFileSync(sharedMedia(`subtitles/encodings/elephants_dream.${part}.srt`));
    const decoded = decodeText(read(name));
    expect(decoded.encoding).toBe(encoding);
    // The siblings differ in their line ends.
    const lines = (text: string): string[] => text.split(/\r?\n/);
    expect(lines(decoded.text)).toEqual(lines(decodeText(read(`${language}.utf-8`)).text));
  });
});
