import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readSubtitleBytes } from '../../../adapters/text/subtitle-bytes.ts';
import type { ReadSubtitles } from '../../../adapters/text/subtitle-bytes.ts';
import { Failure } from '../../../core/contract/errors.ts';
import { parseSubtitles } from '../../../core/subtitle/parse.ts';
import { printSubtitles } from '../../../core/subtitle/print.ts';
import { describeWithMedia, sharedMedia } from '../../support/media.ts';

const SENATOR = "Senator, we're making\nour final approach into Coruscant.";
const LIEUTENANT = 'Very good, Lieutenant.';
/** The text that the files of one folder share: 137.4–140.4 s and 3740.5–3742.5 s. */
const TWO_CUES = [
  [137_400, 140_400, SENATOR],
  [3_740_500, 3_742_500, LIEUTENANT],
];

const read = (file: string): ReadSubtitles => readSubtitleBytes(readFileSync(sharedMedia(`subtitles/${file}`)));
const rows = (file: string): unknown[] => read(file).cues.map(({ startMs, endMs, text }) => [startMs, endMs, text]);
const mantas = (name: string): string => `mantas-done/tests/files/${name}`;

describeWithMedia('one text in many formats', () => {
  it.each([
    ['ass.ass', 'ass'],
    ['ass_different_format.ass', 'ass'],
    ['ass_different_format2.ass', 'ass'],
    ['dfxp.dfxp', 'ttml'],
    ['smi.smi', 'sami'],
    ['srt.srt', 'srt'],
    ['sub_viewer.sub', 'subviewer'],
    ['ttml.ttml', 'ttml'],
    ['vtt.vtt', 'webvtt'],
  ])('%s is read as %s to the millisecond', (name, format) => {
    expect(read(mantas(name)).format).toBe(format);
    expect(rows(mantas(name))).toEqual(TWO_CUES);
  });

  it.each([
    // Times in frames: within one frame of the others.
    ['sub_microdvd.sub', 'microdvd', 1000 / 23.976],
    ['sub_microdvd_with_styles.sub', 'microdvd', 1000 / 23.976],
    ['stl.stl', 'spruce-stl', 1000 / 25],
    // SCC starts a caption when its last byte has arrived, and these bytes were not written ahead.
    ['scc.scc', 'scc', 4_600],
  ])('%s is read as %s, within %d ms', (name, format, withinMs) => {
    const { cues, format: found } = read(mantas(name));
    expect(found).toBe(format);
    expect(cues.map((cue) => cue.text.replaceAll('\n', ' '))).toEqual([SENATOR.replace('\n', ' '), LIEUTENANT]);
    for (const [at, cue] of cues.entries()) {
      expect(Math.abs(cue.startMs - Number(TWO_CUES[at]![0]))).toBeLessThanOrEqual(withinMs);
      expect(Math.abs(cue.endMs - Number(TWO_CUES[at]![1]))).toBeLessThanOrEqual(withinMs);
    }
  });

  it.each([
    ['ass_different_format3.ass', [[0, 10_000, 'The quick brown fox jumps over a lazy dog.']]],
    [
      'csv_ansi.csv',
      [
        [1000, 2000, 'Oh! Can I believe my eyes!'],
        [2000, 3000, 'If Heaven and earth,\nif mortals and angels'],
      ],
    ],
    ['dfxp_with_different_br.dfxp', [[0, 1000, 'one\ntwo\nthree']]],
    [
      'ebu_stl_iso6937.stl',
      [
        [3_599_967, 3_603_267, 'Les réalisateurs de ce film ont passé\nplus de deux ans sur la route'],
        [3_603_367, 3_605_633, 'avec Ozzy Osbourne.'],
      ],
    ],
    [
      'smi_formatted.smi',
      [
        [9209, 12_312, '( clock ticking )'],
        [14_848, 17_350, 'MAN:\nWhen we think\nof E equals m c-squared,'],
        [17_350, 19_927, 'we have this vision of Einstein'],
      ],
    ],
    [
      'srt_for_public_interface_test.srt',
      [
        [137_440, 140_375, SENATOR],
        [140_476, 142_501, LIEUTENANT],
      ],
    ],
    [
      'stl_with_comments.stl',
      [
        [137_400, 140_360, SENATOR],
        [140_440, 142_480, LIEUTENANT],
      ],
    ],
    [
      'sub_viewer_with_headers.sub',
      [
        [137_440, 140_380, SENATOR],
        [3_740_480, 3_742_500, LIEUTENANT],
      ],
    ],
    [
      'ttml_with_duplicated_element_ids.ttml',
      [
        [0, 1000, 'First line.'],
        [1000, 2000, 'Second line.'],
        [2000, 3000, 'Third line.'],
      ],
    ],
    ['ttml_with_fps_and_multiplier_given.ttml', [[15_015, 17_684, 'First line.']]],
    [
      'ttml_with_multiple_divs.ttml',
      [
        [1464, 2423, SENATOR],
        [2423, 5432, LIEUTENANT],
        [10_886, 10_928, 'CLUB SHOU-TIME'],
      ],
    ],
    ['utf16.srt', [[0, 1000, 'ترجمه و تنظيم زيرنويس']]],
    ['vtt_with_html.vtt', [[0, 10_000, 'Sur les playground, ici à Montpellier']]],
    [
      'vtt_with_missing_text.vtt',
      [
        [0, 1000, 'one'],
        [2000, 3000, 'three'],
      ],
    ],
    [
      'vtt_with_multiple_new_lines.vtt',
      [
        [0, 1000, 'one\ntwo'],
        [2000, 3000, 'three'],
      ],
    ],
    ['vtt_with_name.vtt', [[9000, 11_000, 'We are in New York City']]],
    ['vtt_with_styles.vtt', [[0, 10_000, 'Hello world.']]],
    ['vtt_without_hours_in_timestamp.vtt', [[0, 10_000, "I've spent nearly two decades"]]],
  ])('%s', (name, cues) => {
    expect(rows(mantas(name))).toEqual(cues);
  });

  it.each([
    ['corrupted.zip', 'ZIP'],
    ['docx.docx', 'ZIP'],
    ['rtf.rtf', 'RTF'],
    ['rtf2.rtf', 'RTF'],
    ['slick.bin', 'binary'],
  ])('%s is refused as %s', (name, says) => {
    expect(() => read(mantas(name))).toThrow(
      expect.objectContaining({ message: expect.stringContaining(says) as string }),
    );
  });
});

describeWithMedia('other real files', () => {
  it.each([
    ['popcorn-js/parsers/parserSBV/data/data.sbv', 'sbv', 3, 18_042],
    ['popcorn-js/parsers/parserSRT/data/data.srt', 'srt', 4, 30_399],
    ['popcorn-js/parsers/parserSRT/data/unit.srt', 'srt', 10, 37_999],
    ['popcorn-js/parsers/parserSSA/data/data.ssa', 'ssa', 3, 18_040],
    ['popcorn-js/parsers/parserTTML/data/data.ttml', 'ttml', 10, 52_500],
    ['popcorn-js/parsers/parserTTML/data/unit.ttml', 'ttml', 10, 70_000],
    ['popcorn-js/parsers/parserVTT/data/data.vtt', 'webvtt', 13, 38_000],
    ['popcorn-js/parsers/parserVTT/data/unit.vtt', 'webvtt', 4, 21_670],
    ['mantas-done/tests/files/lrc.lrc', 'lrc', 5, 24_403],
    ['mantas-done/tests/files/ttml2.ttml', 'ttml', 5, 10_000],
    ['sintel/sintel.srt', 'srt', 26, 629_800],
    ['sintel/sintel_fa.srt', 'srt', 26, 629_800],
    ['sintel/sintel_it.srt', 'srt', 26, 629_800],
    ['elephants_dream/captions.en.vtt', 'webvtt', 78, 539_867],
    ['elephants_dream/captions.ja.vtt', 'webvtt', 77, 540_000],
    ['elephants_dream/captions.ru.vtt', 'webvtt', 84, 540_000],
    ['elephants_dream/chapters.en.vtt', 'webvtt', 9, 653_000],
    ['elephants_dream/descriptions.en.vtt', 'webvtt', 63, 653_000],
  ])('%s: %s with %d cues', (file, format, count, endMs) => {
    const found = read(file);
    expect([found.format, found.cues.length, found.cues.at(-1)!.endMs]).toEqual([format, count, endMs]);
  });

  it('shows the texts that popcorn.js lists for SubRip, but no markup that it does not know', () => {
    expect(rows('popcorn-js/parsers/parserSRT/data/unit.srt').slice(3)).toEqual([
      [31_000, 31_999, 'This text is RED and has not been positioned.'],
      [32_000, 32_999, 'This is a\nnew line, as is\nthis'],
      [33_000, 33_999, 'This contains nested bold, italic, underline and strike-through HTML tags'],
      [34_000, 34_999, "Unclosed but supported HTML tags are left in, SSA italics aren't"],
      [35_000, 35_999, 'Unsupported HTML tags are escaped and left in, even if not closed.'],
      [36_000, 36_999, 'Multiple SSA tags are stripped'],
      [37_000, 37_999, 'Greater than (<) and less than (>) are shown'],
    ]);
  });

  it.each([
    ['ja.euc_jp', 'ja', 'euc-jp'],
    ['ja.shift_jis', 'ja', 'shift_jis'],
    ['ja.utf-16-le-bom', 'ja', 'utf-16le'],
    ['ru.cp1251', 'ru', 'windows-1251'],
    ['ru.koi8-r', 'ru', 'koi8-r'],
  ])('%s has the cues of its UTF-8 sibling', (name, language, encoding) => {
    const found = read(`encodings/elephants_dream.${name}.srt`);
    expect(found.cues).toEqual(read(`encodings/elephants_dream.${language}.utf-8.srt`).cues);
    expect(found.encoding).toBe(encoding);
    expect(found.encodingConfidence).toBeGreaterThanOrEqual(0.9);
  });

  it('no file is left out: each has cues or a refusal that names it', () => {
    const folder = sharedMedia('subtitles/');
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const counts = { read: 0, refused: 0 };
    for (const entry of files) {
      if (entry.name.endsWith('.json') || entry.name.startsWith('.')) continue;
      try {
        const { cues } = readSubtitleBytes(readFileSync(`${entry.parentPath}/${entry.name}`));
        for (const format of ['srt', 'webvtt'] as const) {
          const again = parseSubtitles(printSubtitles(cues, format)).cues;
          expect(
            again.map(({ text }) => text),
            entry.name,
          ).toEqual(cues.map(({ text }) => text));
        }
        counts.read += 1;
      } catch (error) {
        expect(error, entry.name).toBeInstanceOf(Failure);
        counts.refused += 1;
      }
    }
    expect(counts.read).toBeGreaterThan(230);
  });
});
