import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findFfmpeg } from '../../adapters/media/ffmpeg-find.ts';
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

/** An index of the pictures in a `.sub` file, by the times that its parts carry. */
function indexOf(packs: Uint8Array): string {
  const lines = ['# VobSub index file, v7', 'palette: f9fe19, 000000, 000000, 000000', 'id: en, index: 0'];
  for (let at = 0, pack = 0; at + 14 < packs.length && packs[at + 3] !== 0xb9;) {
    if (packs[at + 3] === 0xba) {
      pack = at;
      at += 14 + (packs[at + 13]! & 7);
      continue;
    }
    if (packs[at + 3] === 0xbd && (packs[at + 7]! & 0x80) !== 0) {
      const [a, b, c, d, e] = packs.subarray(at + 9, at + 14) as unknown as [number, number, number, number, number];
      const ms = Math.round((((a >> 1) & 7) * 2 ** 30 + (b << 22) + ((c >> 1) << 15) + (d << 7) + (e >> 1)) / 90);
      const time = new Date(ms).toISOString().slice(11, 23).replace('.', ':');
      lines.push(`timestamp: ${time}, filepos: ${pack.toString(16)}`);
    }
    at += 6 + ((packs[at + 4]! << 8) | packs[at + 5]!);
  }
  return lines.join('\n');
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

  it('reads the same from files of pictures: .sup, and .idx with .sub', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'storyloom-pictures-'));
    const ffmpeg = await findFfmpeg();
    if (ffmpeg === null) throw new Error('The files are cut out with an ffmpeg binary, and none was found.');
    const copy = (video: string, to: string, ...as: string[]): void =>
      void execFileSync(ffmpeg, [
        '-v',
        'quiet',
        '-i',
        film(video),
        '-map',
        '0:s:0',
        '-c',
        'copy',
        ...as,
        join(folder, to),
      ]);
    copy('popeye-roc-24fps-pgs.mkv', 'film.sup');
    copy('popeye-roc-2997fps-vobsub.mkv', 'film.sub', '-f', 'vob');
    await writeFile(join(folder, 'film.idx'), indexOf(await readFile(join(folder, 'film.sub'))));
    for (const [name, video] of [
      ['film.sup', 'popeye-roc-24fps-pgs.mkv'],
      ['film.idx', 'popeye-roc-2997fps-vobsub.mkv'],
    ] as const) {
      const texts = async (file: string): Promise<string[]> => {
        const { code, json } = await storyloom(['subtitles', file, '--ocr', 'eng', '--json']);
        expect(code).toBe(0);
        return (json['cues'] as SubtitleCue[]).map(({ text }) => text);
      };
      expect(await texts(join(folder, name)), name).toEqual(await texts(film(video)));
      const plain = await storyloom(['subtitles', join(folder, name), '--json']);
      expect([plain.code, plain.json['error']]).toMatchObject([
        2,
        { message: expect.stringContaining('pictures') as string },
      ]);
    }
    await rm(folder, { recursive: true });
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
