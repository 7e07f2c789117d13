import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { alignScript, type Alignment } from '../../../core/align/align.ts';
import { splitWords } from '../../../core/align/normalise.ts';
import { scoreAlignment } from '../../../core/metrics/align.ts';
import { parseScript } from '../../../core/script/parse.ts';
import { parseSubtitles } from '../../../core/subtitle/parse.ts';
import { describeWithMedia, sharedMedia } from '../../support/media.ts';
import { seeded } from '../../support/random.ts';
import { spokenLines } from '../../support/short-films.ts';

function alignTexts(script: string, subtitles: string): Alignment {
  return alignScript({ elements: parseScript(script).elements, cues: parseSubtitles(subtitles).cues });
}

/** Cues of two seconds, one a second apart from the next. */
function subtitlesOf(texts: string[]): string {
  const clock = (second: number): string =>
    `00:${String(Math.floor(second / 60)).padStart(2, '0')}:${String(second % 60).padStart(2, '0')},000`;
  return texts
    .map((text, index) => `${index + 1}\n${clock(3 * index)} --> ${clock(3 * index + 2)}\n${text}\n`)
    .join('\n');
}

const SCRIPT = `INT. HARBOUR - NIGHT

ANNA
Where did you hide the lantern from the old lighthouse?

BORIS
Under the blue boat, behind the nets.

ANNA
Then nobody will ever find it there again.

BORIS
The harbour master counts every single boat at dawn.
`;
const FAITHFUL = [
  'Where did you hide the lantern',
  'from the old lighthouse?',
  'Under the blue boat, behind the nets.',
  'Then nobody will ever find it there again.',
  'The harbour master counts',
  'every single boat at dawn.',
];

describe('alignScript', () => {
  it('times every line and names every cue of a faithful script', () => {
    const { lines, cues, sync } = alignTexts(SCRIPT, subtitlesOf(FAITHFUL));
    expect(lines.map((line) => [line.startMs, line.endMs, line.cues, line.method])).toEqual([
      [0, 5000, [0, 1], 'matched'],
      [6000, 8000, [2], 'matched'],
      [9000, 11000, [3], 'matched'],
      [12000, 17000, [4, 5], 'matched'],
    ]);
    expect(cues.map((cue) => cue.speaker)).toEqual(['ANNA', 'ANNA', 'BORIS', 'ANNA', 'BORIS', 'BORIS']);
    expect(sync.confidence).toBe(0);
  });

  it('takes a film of seven short lines for what it is, and its words in another order for another film', () => {
    const linesOf = (seed: number): string[] => spokenLines(seed, 9_000).map(({ text }) => text);
    const script = `INT. WORKSHOP - DAY\n\n${linesOf(1)
      .map((line, at) => `${at % 2 === 0 ? 'ADA' : 'BERTRAM'}\n${line}\n`)
      .join('\n')}`;
    const { lines } = alignTexts(script, subtitlesOf(linesOf(1)));
    expect(lines.map(({ cues }) => cues)).toEqual(lines.map((_, at) => [at]));
    expect(() => alignTexts(script, subtitlesOf(linesOf(2)))).toThrow(expect.objectContaining({ code: 'Mismatch' }));
  });

  it('interpolates inside a cue that two lines share, and leaves a line that is not spoken untimed', () => {
    const shared = FAITHFUL.toSpliced(
      2,
      2,
      'Under the blue boat, behind the nets. Then nobody will ever find it there again.',
    );
    const { lines, cues } = alignTexts(
      SCRIPT.replace('BORIS\nThe', 'CARLA\nGood evening everybody.\n\nBORIS\nThe'),
      subtitlesOf(shared),
    );
    const [, nets, nobody, unspoken] = lines;
    expect([nets?.startMs, nets?.method, nobody?.endMs, nobody?.method]).toEqual([
      6000,
      'interpolated',
      8000,
      'interpolated',
    ]);
    // Between two sentences of one cue lies the pause that people make there.
    expect(nobody!.startMs! - nets!.endMs!).toBeGreaterThan(0);
    expect(nobody!.startMs! - nets!.endMs!).toBeLessThan(250);
    expect(nets?.endMs).toBeGreaterThan(6700);
    expect(nets?.endMs).toBeLessThan(7200);
    expect(cues[2]?.speakers).toEqual(['BORIS', 'ANNA']);
    expect([unspoken?.startMs, unspoken?.method, unspoken?.confidence, unspoken?.reason]).toEqual([
      null,
      'none',
      0,
      'not found',
    ]);
  });

  it('gives a reworded cue to its line, and a sound to nobody', () => {
    const reworded = FAITHFUL.with(3, 'So nobuddy finds it thar again').toSpliced(3, 0, '[thunder]');
    const { cues } = alignTexts(SCRIPT, subtitlesOf(reworded));
    expect(cues.map((cue) => cue.speaker)).toEqual(['ANNA', 'ANNA', 'BORIS', null, 'ANNA', 'BORIS', 'BORIS']);
  });

  it('refuses subtitles of another film, with the evidence', () => {
    const other = [
      'I never said that you could go there.',
      'What do you think of the weather today?',
      'It is going to be the end of us all.',
    ];
    expect(() => alignTexts(SCRIPT, subtitlesOf(other))).toThrow(
      expect.objectContaining({
        code: 'Mismatch',
        details: expect.objectContaining({
          evidence: expect.objectContaining({ sharedFourGrams: 0 }) as object,
        }) as object,
      }),
    );
  });
});

describe('alignScript on a long film with many changes', () => {
  const random = seeded(7);
  const weights = Array.from({ length: 8_000 }, (_, rank) => 1 / (rank + 1));
  const cumulative = weights.map(
    (
      (sum) => (weight: number) =>
        (sum += weight)
    )(0),
  );
  const drawWord = (): string => {
    const at = random() * cumulative.at(-1)!;
    const rank = cumulative.findIndex((sum) => sum >= at);
    return `w${String.fromCharCode(97 + (rank % 26), 97 + (Math.floor(rank / 26) % 26), 97 + Math.floor(rank / 676))}`;
  };
  const texts: string[] = [];
  const gold: { speaker: string; startMs: number; cues: number[] }[] = [];
  const kept: number[] = [];
  const speeches = Array.from({ length: 500 }, (_, index) => {
    const words = Array.from({ length: 1 + Math.floor(random() * 18) }, drawWord);
    const speaker = `P${'ABCDEFGH'[Math.floor(random() * 8)]!}`;
    // 15 % of the speeches are cut, 30 % of the words changed, 10 % left out.
    const said = words.map((word) => (random() < 0.3 ? drawWord() : word)).filter(() => random() > 0.1);
    if (random() > 0.15 && said.length > 0) {
      const first = texts.length;
      for (let at = 0; at < said.length; at += 7) texts.push(said.slice(at, at + 7).join(' '));
      kept.push(index);
      gold.push({ speaker, startMs: 3000 * first, cues: texts.slice(first).map((_text, order) => first + order) });
    }
    return `${speaker}\n${words.join(' ')}\n`;
  });

  it('finds most speeches and times few that were cut', () => {
    const { lines } = alignTexts(`INT. A - DAY\n\n${speeches.join('\n')}`, subtitlesOf(texts));
    const scores = scoreAlignment(
      kept.map((index) => lines[index]!),
      gold,
    );
    expect(scores.startShare).toBeGreaterThan(0.9);
    expect(scores.speakerAccuracy).toBeGreaterThan(0.93);
    const cut = lines.filter((line) => !kept.includes(line.line));
    expect(cut.filter((line) => line.startMs !== null).length / cut.length).toBeLessThan(0.1);
  });

  it('refuses a film whose words are as frequent but in another order', () => {
    const other = texts.map(() => Array.from({ length: 6 }, drawWord).join(' '));
    expect(() => alignTexts(`INT. A - DAY\n\n${speeches.join('\n')}`, subtitlesOf(other))).toThrow(
      expect.objectContaining({ code: 'Mismatch' }),
    );
  });
});

describe('alignScript and what makes it hard', () => {
  const said = (pairs: [string, string][]): string => pairs.map(([who, text]) => `${who}\n${text}\n`).join('\n');
  const SCENE: [string, string][] = [
    ['ANNA', 'Where did you hide the lantern from the old lighthouse?'],
    ['BORIS', 'Under the blue boat, behind the nets.'],
    ['ANNA', 'Then nobody will ever find it there again.'],
  ];
  const LATER: [string, string][] = [
    ['CARLA', 'My grandmother kept seven parrots in her kitchen.'],
    ['DIETER', 'And every one of them could swear in Portuguese.'],
    ['CARLA', 'The smallest parrot knew the words of the anthem.'],
  ];
  const script = (scenes: [string, string][][]): string =>
    scenes.map((scene, index) => `INT. ROOM ${index} - DAY\n\n${said(scene)}`).join('\n');
  const texts = (pairs: [string, string][]): string[] => pairs.map(([, text]) => text);

  it('finds a scene that stands elsewhere in the film, and says that it moved', () => {
    const { lines, summary } = alignTexts(script([SCENE, LATER]), subtitlesOf([...texts(LATER), ...texts(SCENE)]));
    expect(lines.map((line) => line.cues)).toEqual([[3], [4], [5], [0], [1], [2]]);
    expect(summary.movedBlocks).toBe(1);
  });

  it('takes the order of the file when the clock starts again on a second disc', () => {
    const cues = parseSubtitles(subtitlesOf([...texts(SCENE), ...texts(LATER)])).cues;
    const discs = cues.map((cue, at) => ({
      ...cue,
      startMs: cue.startMs + (at < 3 ? 3_600_000 : 0),
      endMs: cue.endMs + (at < 3 ? 3_600_000 : 0),
    }));
    const { lines, summary } = alignScript({ elements: parseScript(script([SCENE, LATER])).elements, cues: discs });
    expect(lines.map((line) => line.cues)).toEqual([[0], [1], [2], [3], [4], [5]]);
    expect(summary.restarts).toEqual([3]);
  });

  it('gives the words of two lines that begin alike to the one that is there', () => {
    const alike: [string, string][] = [
      ...SCENE,
      ['BORIS', 'He owned it.'],
      ['ANNA', 'He owned the water department?'],
      ...LATER,
    ];
    const shown = [...texts(SCENE), 'He owned the water department?', ...texts(LATER)];
    const { lines } = alignTexts(script([alike]), subtitlesOf(shown));
    expect([lines[3]?.startMs, lines[4]?.cues]).toEqual([null, [3]]);
  });

  it('splits a cue of two speakers at the dash, and knows names that the cue itself gives', () => {
    const shown = [
      SCENE[0]![1],
      `- ${SCENE[1]![1]}\n- ${SCENE[2]![1]}`,
      `CARLA: ${LATER[0]![1]}`,
      ...texts(LATER).slice(1),
    ];
    const { lines, cues } = alignTexts(script([SCENE, LATER]), subtitlesOf(shown));
    expect(cues.map((cue) => cue.speakers)).toEqual([['ANNA'], ['BORIS', 'ANNA'], ['CARLA'], ['DIETER'], ['CARLA']]);
    expect(lines[2]!.startMs!).toBeGreaterThan(lines[1]!.endMs!);
  });

  it('refuses another language by its name', () => {
    const french = Array.from({ length: 8 }, (_, at) => `Je ne sais pas ce que vous voulez dire dans la maison ${at}.`);
    const english = Array.from({ length: 8 }, (_, at): [string, string] => [
      'ANNA',
      `The people of this house are not what you say it was ${at}.`,
    ]);
    expect(() => alignTexts(script([english]), subtitlesOf(french))).toThrow(
      /another language \(en\) than the subtitles \(fr\)/,
    );
  });

  it('aligns Japanese whose lines break elsewhere', () => {
    const japanese: [string, string][] = [
      ['花子', '昨日の夜、古い灯台のランプをどこに隠したのですか。'],
      ['太郎', '青い船の下、網の後ろに置いておきました。'],
      ['花子', 'それなら誰にも見つからないでしょうね。'],
    ];
    const elements = japanese.map(([speaker, text], index) => ({
      index,
      kind: 'dialogue' as const,
      text,
      speaker,
      extension: null,
      scene: 0,
      page: null,
    }));
    const shown = [
      '昨日の夜、古い灯台のラ\nンプをどこに隠したのですか',
      '青い船の下、網の後ろに\n置いておきました',
      'それなら誰にも見つから\nないでしょうね',
    ];
    const { lines } = alignScript({ elements, cues: parseSubtitles(subtitlesOf(shown)).cues });
    expect(lines.map((line) => line.cues)).toEqual([[0], [1], [2]]);
  });
});

describe('splitWords', () => {
  it.each([
    ['H-H-Help! P-P-Popeye!', 'help popeye'],
    ["Don't! I'm GOING.", 'do not i am going'],
    ["gotta — can't", 'got to can not'],
    ['12 boats, café', 'twelve boats cafe'],
    ['Uh, um... W-What?', 'what'],
    ['左に', '左 に'],
    ['これは本\nです', 'これ は 本 です'],
    ['25 men in 1984, 1,200 more', 'twenty five men in nineteen eighty four one thousand two hundred more'],
    ['The colour of the theatre, I realise', 'the color of the theater i realize'],
    ["goin' home, c'mon", 'going home come on'],
    ['Uh...', 'uh'],
  ])('%j', (text, words) => {
    expect(
      splitWords(text)
        .map((word) => word.text)
        .join(' '),
    ).toBe(words);
  });
});

const read = (relative: string): string => readFileSync(sharedMedia(relative), 'utf8');
const PAIR = 'pairs/elephants_dream/elephants_dream';
const POPEYE = 'films/popeye/popeye';

describeWithMedia('alignScript on real films', () => {
  it.each(['srt', 'vtt'])('Elephants Dream, %s, against the gold', (format) => {
    const { lines } = alignTexts(read(`${PAIR}.fountain`), read(`${PAIR}.en.${format}`));
    const rows = JSON.parse(read('pairs/elephants_dream/gold.json')) as {
      kind: string;
      speaker: string;
      start: number;
      cues: number[];
    }[];
    const gold = rows
      .filter((row) => row.kind === 'dialogue')
      .map(({ speaker, start, cues }) => ({
        speaker,
        startMs: Math.round(start * 1000),
        cues: cues.map((cue) => cue - 1),
      }));
    const scores = scoreAlignment(lines, gold);
    expect(scores.startShare).toBeGreaterThanOrEqual(0.98);
    expect(scores.speakerAccuracy).toBe(1);
  });

  it('Popeye: both excerpts', () => {
    const roc = alignTexts(read(`${POPEYE}-roc.fountain`), read(`${POPEYE}-roc.en.srt`));
    const song = alignTexts(read(`${POPEYE}-sindbad.fountain`), read(`${POPEYE}-sindbad.en.srt`));
    const lines = [...roc.lines, ...song.lines];
    const untimed = lines.filter((line) => line.startMs === null);
    expect(untimed.map((line) => line.text)).toEqual(['I would gladly pay you Tuesday for a lifeboat today.']);
    expect(1 - untimed.length / lines.length).toBeGreaterThanOrEqual(0.9);
    const named = (alignment: Alignment): string[] => alignment.cues.map((cue) => cue.speaker ?? '-');
    const [olive, popeye] = [Array<string>(5).fill('OLIVE'), Array<string>(7).fill('POPEYE')];
    // Of the two squawks the one right before the next line is taken.
    expect(named(roc)).toEqual(['-', 'THE ROC', 'OLIVE', '-', ...olive.slice(1), ...popeye]);
    const sindbad = 'SINDBAD';
    expect(named(song)).toEqual(
      ['-', sindbad, 'BOOLA', sindbad, '-', sindbad, sindbad, 'THE ROC', sindbad, sindbad, sindbad].concat([
        'THE ROC',
        'THE ROC',
        sindbad,
        '-',
        'SERPENT',
      ]),
    );
  });

  it.each([
    [`${POPEYE}-roc`, `${PAIR}.en.srt`],
    [`${POPEYE}-sindbad`, `${PAIR}.en.srt`],
    [PAIR, `${POPEYE}-roc.en.srt`],
    [PAIR, `${POPEYE}-sindbad.en.srt`],
    [`${POPEYE}-roc`, `${POPEYE}-sindbad.en.srt`],
    [`${POPEYE}-sindbad`, `${POPEYE}-roc.en.srt`],
  ])('%s is refused with %s', (script, subtitles) => {
    expect(() => alignTexts(read(`${script}.fountain`), read(subtitles))).toThrow(
      expect.objectContaining({ code: 'Mismatch' }),
    );
  });
});
