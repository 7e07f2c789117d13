import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseWebVtt } from '../../../core/subtitle/webvtt.ts';
import { describeWithMedia, sharedMedia } from '../../support/media.ts';

interface Expected {
  cues: { startTime: number; endTime: number; id: string; text: string }[];
}

/** Where vtt.js departs from the specification, which wants three-part times for hours and a cue after a lone arrow. */
const DEPARTURES = ['cue-times/min-top-digits.vtt', 'cue-times/minimum-spots-over-sixty.vtt', 'integration/id.vtt'];

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
});
