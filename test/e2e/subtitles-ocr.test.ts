import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseSubtitles } from '../../core/subtitle/parse.ts';
import type { SubtitleCue } from '../../core/subtitle/cue.ts';
import { describeWithMedia, sharedMedia } from '../support/media.ts';
import { storyloom } from '../support/storyloom.ts';

/** Levenshtein distance: letters to change, add or drop. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries()) {
      next.push(Math.min(next[j]! + 1, row[j + 1]! + 1, row[j]! + (letter === other ? 0 : 1)));
    }
    row = next;
  }
  return row.at(-1)!;
}

/**
 * Share of the letters of the true texts that are right. Cues are compared in order where all are there, else with the
 * one nearest in time: the PGS tracks lack some, the times of the VobSub tracks are rounded to seconds.
 */
function accuracy(recognised: SubtitleCue[], truth: SubtitleCue[]): number {
  const nearest = (cue: SubtitleCue): SubtitleCue =>
    truth.reduce((a, b) => (Math.abs(b.startMs - cue.startMs) < Math.abs(a.startMs - cue.startMs) ? b : a));
  const pairs = recognised.map((cue, at) => {
    const { text } = recognised.length === truth.length ? truth[at]! : nearest(cue);
    return { wrong: distance(cue.text, text), letters: text.length };
  });
  const sum = (of: (pair: (typeof pairs)[number]) => number): number =>
    pairs.reduce((total, pair) => total + of(pair), 0);
  return 1 - sum(({ wrong }) => wrong) / sum(({ letters }) => letters);
}

const film = (name: string): string => sharedMedia(`films/popeye/${name}`);

describeWithMedia('tracks of pictures', () => {
  it.each([
    ['popeye-roc-24fps-pgs.mkv', 'popeye-roc.en.srt', 'pgs', 11],
    ['popeye-sindbad-24fps-pgs.mkv', 'popeye-sindbad.en.srt', 'pgs', 14],
    ['popeye-roc-2997fps-vobsub.mkv', 'popeye-roc.en.srt', 'vobsub', 15],
    ['popeye-sindbad-2997fps-vobsub.mkv', 'popeye-sindbad.en.srt', 'vobsub', 16],
  ])('%s is recognised to 98 of 100 letters', async (video, subtitles, format, count) => {
    const { code, json } = await storyloom(['subtitles', film(video), '--ocr', 'eng', '--json']);
    expect(code).toBe(0);
    expect(json).toMatchObject({
      format,
      encoding: 'tesseract-eng',
      language: 'en',
      track: { stream: 1, kind: 'bitmap' },
    });
    const cues = json['cues'] as SubtitleCue[];
    expect(cues.length).toBe(count);
    expect(accuracy(cues, parseSubtitles(readFileSync(film(subtitles), 'utf8')).cues)).toBeGreaterThan(0.98);
  });

  it('says what to do about pictures, and about a language that is not installed', async () => {
    const video = film('popeye-roc-24fps-pgs.mkv');
    const plain = await storyloom(['subtitles', video, '--json']);
    expect([plain.code, plain.json['error']]).toMatchObject([
      2,
      { class: 'InvalidInput', remedy: expect.stringContaining('--ocr') as string },
    ]);
    const missing = await storyloom(['subtitles', video, '--ocr', 'deu', '--json']);
    expect([missing.code, missing.json['error']]).toMatchObject([
      2,
      { class: 'InvalidInput', remedy: expect.stringContaining('@tesseract.js-data/deu') as string },
    ]);
  });
});
