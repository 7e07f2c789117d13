import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { stripMarkup } from '../../../core/subtitle/markup.ts';
import { parseWebVtt } from '../../../core/subtitle/webvtt.ts';
import { describeWithMedia, sharedMedia } from '../../support/media.ts';

interface Expected {
  cues: { startTime: number; endTime: number; id: string; text: string }[];
}

/** Where vtt.js departs from the specification, which wants three-part times for hours and a cue after a lone arrow. */
const DEPARTURES = ['cue-times/min-top-digits.vtt', 'cue-times/minimum-spots-over-sixty.vtt', 'integration/id.vtt'];

/**
 * Where the shown text departs beside those: vtt.js renders no karaoke and loses a cue right under the signature, and it
 * shows what is left of a broken character.
 */
const TEXT_DEPARTURES = [
  ...DEPARTURES,
  ...['basic', 'nested', 'no-end-gt', 'out-of-cue-range', 'space-before-gt'].map(
    (name) => `cuetext/timestamp/${name}.vtt`,
  ),
  'file-layout/header-no-new-line.vtt',
  'integration/spec-example.vtt',
];
/** A file without this is no WebVTT and is never given to its reader. */
const SIGNATURE = /^\ufeff?WEBVTT(?:[ \t\r\n]|$)/;

describeWithMedia('WebVTT, the conformance files of vtt.js', () => {
  it('reads times, identifiers and raw text of every file with an expected list', () => {
    const folder = sharedMedia('subtitles/vtt.js/tests/');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.vtt') && existsSync(folder + file.replace(/vtt$/, 'json')))
      .filter((file) => !DEPARTURES.includes(file));
    const wrong = files.filter((file) => {
      const { cues } = JSON.parse(readFileSync(folder + file.replace(/vtt$/, 'json'), 'utf8')) as Expected;
      const wanted = cues.map((cue) => [
        Math.round(cue.startTime * 1000),
        Math.round(cue.endTime * 1000),
        cue.id,
        cue.text,
      ]);
      const read = parseWebVtt(readFileSync(folder + file, 'utf8')).cues;
      return JSON.stringify(read.map((cue) => [cue.startMs, cue.endMs, cue.id, cue.text])) !== JSON.stringify(wanted);
    });
    expect(files.length).toBeGreaterThan(140);
    expect(wrong).toEqual([]);
  });

  it('shows the text that every file with an expected rendering shows, without marks of direction', () => {
    const folder = sharedMedia('subtitles/vtt.js/tests/');
    const folded = (text: string): string =>
      text
        .replace(/[\u200e\u200f]/g, '')
        .replace(/\s+/g, ' ')
        .trim();
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.vtt') && existsSync(folder + file.replace(/\.vtt$/, '-proc.json')))
      .filter((file) => !TEXT_DEPARTURES.includes(file) && SIGNATURE.test(readFileSync(folder + file, 'utf8')));
    const wrong = files.filter((file) => {
      const rendered = JSON.parse(readFileSync(folder + file.replace(/\.vtt$/, '-proc.json'), 'utf8')) as
        { textContent: string }[] | null;
      const wanted = (rendered ?? []).map(({ textContent }) => folded(textContent));
      const { cues } = parseWebVtt(readFileSync(folder + file, 'utf8'));
      const shown = cues.map(({ text }) =>
        folded(
          stripMarkup(text)
            .map((line) => line.text)
            .join(' '),
        ),
      );
      return JSON.stringify(shown) !== JSON.stringify(wanted);
    });
    expect(files.length).toBeGreaterThan(180);
    expect(wrong).toEqual([]);
  });
});
