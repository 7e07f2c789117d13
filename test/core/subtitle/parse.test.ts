import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../../core/contract/errors.ts';
import { guessLanguage } from '../../../core/subtitle/language.ts';
import { parseSubtitles } from '../../../core/subtitle/parse.ts';
import { printSubtitles } from '../../../core/subtitle/print.ts';

const cueOf = (text: string, timing = '00:00:01,000 --> 00:00:02,000'): string => `1\n${timing}\n${text}\n`;
const codes = (text: string): string[] => parseSubtitles(text).issues.map((issue) => `${issue.at} ${issue.code}`);

describe('text of a cue', () => {
  it.each([
    ['<i>Hello</i> <font color="#fff">there</font>', 'Hello there'],
    ['{\\an8}Up {\\i1}here', 'Up here'],
    ['<b>never closed', 'never closed'],
    ['cut <font color="red', 'cut'],
    ['<<b>b>joined', 'joined'],
    ['&lt;script&gt;alert(1)&lt;/script&gt;', 'alert(1)'],
    ['Tom &amp; Jerry&nbsp;&#8212; &bogus;', 'Tom & Jerry — &bogus;'],
    ['1 < 2 and <3', '1 < 2 and <3'],
    ['a\u202eb\u0007c', 'ab c'],
    ['\u001b[31mred\u001b[0m \u009b2Jgone', 'red gone'],
    ['lone \ud800 surrogate', 'lone \ufffd surrogate'],
    ['نمی\u200cدانم\u200f.', 'نمی\u200cدانم.'],
  ])('%j shows %j', (written, shown) => {
    expect(parseSubtitles(cueOf(written)).cues[0]?.text).toBe(shown);
  });
});

describe('parts of a cue', () => {
  it.each([
    ['MR. HUNT: Go!', [['MR. HUNT', 'speech', 'Go!']]],
    [
      'Why?\n- Now!',
      [
        [null, 'speech', 'Why?'],
        [null, 'speech', 'Now!'],
      ],
    ],
    [
      '- ANNA: Yes.\n- BOB: No.',
      [
        ['ANNA', 'speech', 'Yes.'],
        ['BOB', 'speech', 'No.'],
      ],
    ],
    ["But isn't it -\n...", [[null, 'speech', "But isn't it -\n..."]]],
    ['[squawk]', [[null, 'sound', 'squawk']]],
    [
      '(sighs) All right.',
      [
        [null, 'sound', 'sighs'],
        [null, 'speech', 'All right.'],
      ],
    ],
    ['♪ La la ♪', [[null, 'lyrics', 'La la']]],
    ['Subtitles by nobody', [[null, 'credit', 'Subtitles by nobody']]],
    ['Get more at www.example.org', [[null, 'advert', 'Get more at www.example.org']]],
    ['Note: this is not a name', [[null, 'speech', 'Note: this is not a name']]],
    ['[JOHN] Hi.', [['JOHN', 'speech', 'Hi.']]],
    [
      '[SIGHS] Hi.',
      [
        [null, 'sound', 'SIGHS'],
        [null, 'speech', 'Hi.'],
      ],
    ],
    ['[Both] What?', [['Both', 'speech', 'What?']]],
    ['(JOHN): Hi.', [['JOHN', 'speech', 'Hi.']]],
    [
      'JOHN (whispering): Hush.',
      [
        ['JOHN', 'sound', 'whispering'],
        ['JOHN', 'speech', 'Hush.'],
      ],
    ],
    [
      '>> JOHN: Hey.\n>> Yes?',
      [
        ['JOHN', 'speech', 'Hey.'],
        [null, 'speech', 'Yes?'],
      ],
    ],
    ['MAN:\nStop!', [['MAN', 'speech', 'Stop!']]],
    ['MAN:', [[null, 'speech', 'MAN:']]],
    ['12:30 is late', [[null, 'speech', '12:30 is late']]],
    [
      '- Yes? - No.',
      [
        [null, 'speech', 'Yes?'],
        [null, 'speech', 'No.'],
      ],
    ],
    ['Wait - no.', [[null, 'speech', 'Wait - no.']]],
    [
      'What? (laughs) No.',
      [
        [null, 'speech', 'What?'],
        [null, 'sound', 'laughs'],
        [null, 'speech', 'No.'],
      ],
    ],
    ['Three (3 > 2) is', [[null, 'speech', 'Three (3 > 2) is']]],
    [
      '♪ La\nla ♪\nStop!',
      [
        [null, 'lyrics', 'La\nla'],
        [null, 'speech', 'Stop!'],
      ],
    ],
    ['# La la', [[null, 'lyrics', 'La la']]],
    ['#1 is here', [[null, 'speech', '#1 is here']]],
    ['♪♪', [[null, 'sound', '♪♪']]],
    ['（太郎）はい', [['太郎', 'speech', 'はい']]],
    [
      '（笑い声）はい',
      [
        [null, 'sound', '笑い声'],
        [null, 'speech', 'はい'],
      ],
    ],
    ['Subtitles are my life', [[null, 'speech', 'Subtitles are my life']]],
    ['The translation is by me.', [[null, 'speech', 'The translation is by me.']]],
  ])('%j', (text, parts) => {
    const read = parseSubtitles(cueOf(text)).cues[0]?.parts;
    expect(read?.map((part) => [part.speaker, part.kind, part.text])).toEqual(parts);
  });

  it.each([
    'Synced and corrected by someone',
    'Untertitelung von Niemand',
    'Sous-titres : Personne',
    'Traducido por nadie',
    'Sottotitoli a cura di nessuno',
    'Legendas: ninguém',
    'Vertaling door niemand',
    'Tłumaczenie: nikt',
    'Překlad: nikdo',
    'Översättning av ingen',
    'Suomennos: ei kukaan',
    'Перевод: никто',
    'Çeviri: hiç kimse',
    'Traducerea şi adaptarea: nimeni',
    'Fordította: senki',
    'Υπότιτλοι: κανείς',
    '翻译：无名',
    '자막: 아무개',
  ])('%s is a credit', (text) => {
    expect(parseSubtitles(cueOf(text)).cues[0]?.parts.map((part) => part.kind)).toEqual(['credit']);
  });

  it('takes a name in mixed case for a label when it comes back', () => {
    const text = ['Anna: Yes.', 'Listen: now.', 'Anna: No.', 'Bob: Why?', 'BOB: Why?', 'Anna: Well.'];
    const file = text.map((line, at) => cueOf(line, `00:00:0${at},000 --> 00:00:0${at},900`)).join('\n');
    expect(parseSubtitles(file).cues.map((cue) => cue.parts[0]?.speaker ?? null)).toEqual([
      'Anna',
      null,
      'Anna',
      'Bob',
      'BOB',
      'Anna',
    ]);
  });

  it('takes voices of WebVTT as speakers', () => {
    const { format, cues } = parseSubtitles('WEBVTT\n\n00:01.000 --> 00:02.000\n<v.loud Anna Lee>Yes.</v>\n<v Bob>No.');
    expect(format).toBe('webvtt');
    expect(cues[0]?.parts.map((part) => [part.speaker, part.text])).toEqual([
      ['Anna Lee', 'Yes.'],
      ['Bob', 'No.'],
    ]);
  });
});

describe('repairs', () => {
  it.each([
    ['00:00:01,000 --> 00:00:02,000\nno number', ['line 1 missing-index']],
    [`${cueOf('a')}2\n00:00:03,000 --> 00:00:04,000\nb`, ['line 5 missing-blank-line']],
    [cueOf('a', '0:0:1.5 -> 0:0:2'), ['line 2 bad-timing']],
    [cueOf('a', '00:00:01,000 --> 00:00:02,000 X1:10 X2:20'), ['line 2 coordinates']],
    [`${cueOf('b', '00:00:05,000 --> 00:00:06,000')}\n${cueOf('a')}`, ['line 6 out-of-order']],
    [`${cueOf('a')}\n${cueOf('b', '00:00:01,500 --> 00:00:03,000')}`, ['line 6 overlap']],
    [cueOf('a', '00:00:02,000 --> 00:00:01,000'), ['line 2 swapped-times']],
    [cueOf('a', '00:01:02,000 --> 00:00:01,000'), ['line 2 negative-duration']],
    [cueOf('a', '-00:00:02,000 --> 00:00:01,000'), ['line 2 bad-timing', 'line 2 negative-time']],
    [cueOf('a\n\nb'), ['line 2 blank-line-in-cue']],
    [`${cueOf('<i></i>')}\n2\n00:00:03,000 --> 00:00:04,000\nb`, ['line 2 empty-cue']],
  ])('%j', (text, issues) => {
    expect(codes(text)).toEqual(issues);
  });

  it('keeps a cue whose whole text is a number, and numbers cues from zero in order of time', () => {
    const { cues } = parseSubtitles(
      `${cueOf('7', '00:00:05,000 --> 00:00:06,000')}\n2\n00:00:01,000 --> 00:00:02,000\nx`,
    );
    expect(cues.map((cue) => [cue.index, cue.startMs, cue.text])).toEqual([
      [0, 1000, 'x'],
      [1, 5000, '7'],
    ]);
  });
});

describe('what is not read', () => {
  it.each([
    ['', 'empty'],
    ['just prose', 'not a subtitle file'],
    ['WEBVTT\n\nNOTE nothing', 'no cue'],
    ['<?xml version="1.0"?>\n<popcorn/>', 'XML'],
    ['<tt xmlns:s="smpte"><body><div><p begin="1s" end="2s" s:backgroundImage="#a"/></div></body></tt>', 'pictures'],
    ['#EXTM3U\n#EXTINF:10', 'playlist'],
    ['{"a": 1}', 'JSON'],
  ])('%j is refused as %s', (text, says) => {
    expect(() => parseSubtitles(text)).toThrow(
      expect.objectContaining({ code: 'InvalidInput', message: expect.stringContaining(says) as string }),
    );
  });

  it('answers any string with cues or a Failure, in linear time', () => {
    const hostile = [
      '<'.repeat(200_000),
      '-'.repeat(200_000),
      `${'&'.repeat(1e5)}`,
      `${'1:'.repeat(1e5)} --> `,
      '{\\'.repeat(1e5),
    ];
    const anyText = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .array(
          fc.constantFrom('1', '\n', '00:00:01,000', ' --> ', '<v A>', '&lt;', '-', 'WEBVTT', '♪', '[', ':', '{\\'),
          { maxLength: 60 },
        )
        .map((words) => words.join('')),
      fc.constantFrom(
        ...hostile,
        ...hostile.map((line) => cueOf(line)),
        ...hostile.map((line) => `WEBVTT\n\n00:01.000 --> 00:02.000\n${line}`),
      ),
    );
    fc.assert(
      fc.property(anyText, (text) => {
        try {
          for (const cue of parseSubtitles(text).cues) expect(cue.endMs).toBeGreaterThan(cue.startMs);
        } catch (error) {
          expect(error).toBeInstanceOf(Failure);
        }
      }),
      { seed: 7, numRuns: 60 },
    );
  });
});

describe('printing', () => {
  it.each(['srt', 'webvtt'] as const)('what was read from any text reads the same from %s', (format) => {
    const piece = fc.constantFrom(
      'a',
      'B',
      ' ',
      '<',
      '>',
      '&',
      'amp;',
      'lt;',
      '#60;',
      '{\\',
      '}',
      '\\N',
      '-',
      '1',
      ':',
      '.',
      '/',
      '\n',
      'é',
    );
    const text = fc.array(piece, { minLength: 1, maxLength: 24 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(text, (written) => {
        const raw = `WEBVTT\n\n00:01.000 --> 00:02.000\nx${written.replace(/\n+/g, '\n').replace(/-->/g, '')}\n`;
        const { cues } = parseSubtitles(raw);
        expect(parseSubtitles(printSubtitles(cues, format)).cues.map((cue) => cue.text)).toEqual(
          cues.map((cue) => cue.text),
        );
      }),
      { seed: 7, numRuns: 400 },
    );
  });

  it.each(['srt', 'webvtt'] as const)('%s reads back as it was', (format) => {
    const shown = fc.array(fc.stringMatching(/^[A-Za-z][A-Za-z &',.!?]{0,20}[a-z]$/), { minLength: 1, maxLength: 3 });
    const list = fc.array(
      fc.record({ gapMs: fc.nat(5_000), lengthMs: fc.integer({ min: 1, max: 9_000 }), lines: shown }),
      { minLength: 1, maxLength: 20 },
    );
    fc.assert(
      fc.property(list, (rows) => {
        let at = 0;
        const cues = rows.map(({ gapMs, lengthMs, lines }) => {
          const startMs = at + gapMs;
          at = startMs + lengthMs;
          return { startMs, endMs: at, text: lines.map((line) => line.replace(/ +/g, ' ')).join('\n') };
        });
        const read = parseSubtitles(printSubtitles(cues, format));
        expect(read.format).toBe(format);
        expect(read.cues.map(({ startMs, endMs, text }) => ({ startMs, endMs, text }))).toEqual(cues);
        expect(read.issues).toEqual([]);
      }),
      { seed: 7, numRuns: 100 },
    );
  });
});

describe('language', () => {
  it.each([
    [
      'Where is the key that you have? It is not in the house and we are late. What was this all about, and your coat?',
      '',
      'en',
    ],
    ['Слева мы видим всё', '', 'ru'],
    ['左に見えるのは', '', 'ja'],
    ['Oh.', '', null],
    ['Oh.', 'film.de.srt', 'de'],
  ])('%j in %j is %s', (text, fileName, language) => {
    expect(guessLanguage(parseSubtitles(cueOf(text)).cues, { fileName })).toBe(language);
  });
});
