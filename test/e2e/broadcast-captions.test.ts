import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findFfmpeg } from '../../adapters/media/ffmpeg-find.ts';
import { openMediaEngine } from '../../adapters/media/open.ts';
import { parseSubtitles } from '../../core/subtitle/parse.ts';
import { broadcast, type SentPair } from '../support/broadcast.ts';
import { paced, renderFilm, shot, SIZE } from '../support/render.ts';
import { storyloom } from '../support/storyloom.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'broadcast-'));
  for (const name of ['film.mp4', 'film.ts']) {
    await renderFilm(join(folder, name), {
      ...SIZE,
      timeBase: { num: 1, den: 25 },
      frames: paced(shot(1, 100)),
    });
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const at = (name: string): string => join(folder, name);

/** A pop-on caption from 1,000 ms to 2,000 ms, a pair of bytes a picture; parity as broadcasters send it. */
const PAIRS: SentPair[] = [
  ...['9420', '9420', '9470', '9470', 'c8e9', 'ae80', '942f', '942f'].map((hex, index) => ({
    timeMs: 760 + 40 * index,
    hex,
  })),
  ...['942c', '942c'].map((hex, index) => ({ timeMs: 2_000 + 40 * index, hex })),
];

interface Document {
  cues: { startMs: number; endMs: number; text: string }[];
}

function read(...args: string[]): Promise<Document> {
  return storyloom(['subtitles', ...args, '--json']).then(({ stdout }) => JSON.parse(stdout) as Document);
}

describe('captions of broadcast', () => {
  it.each(['mp4', 'ts'])('reads closed captions inside the pictures of %s', async (container) => {
    const file = at(`captions.${container}`);
    await broadcast(at(`film.${container}`), file, { pairs: PAIRS });
    const shift = (await (await openMediaEngine()).probe(file)).startMs;
    const { cues } = await read(file);
    expect(cues.map(({ text }) => text)).toEqual(['Hi.']);
    expect([cues[0]!.startMs - shift, cues[0]!.endMs - shift]).toEqual([1_000, 2_000]);
    expect((await read(file, '--track', 'captions')).cues).toEqual(cues);
    const options = ['-v', 'error', '-f', 'lavfi', '-i', `movie=${file}[out+subcc]`, '-map', '0:s', '-f', 'srt', '-'];
    const theirs = parseSubtitles(execFileSync((await findFfmpeg())!, options, { encoding: 'utf8' })).cues;
    expect(theirs.map(({ startMs, endMs, text }) => ({ startMs, endMs, text }))).toEqual(
      cues.map(({ startMs, endMs, text }) => ({ startMs, endMs, text })),
    );
  });

  it('reads teletext as the decoder of zvbi does', async () => {
    const file = at('teletext.ts');
    await broadcast(at('film.ts'), file, {
      pages: [
        { timeMs: 400, page: 0x888, rows: { 20: 'Guten Tag,', 22: 'sch|ner Hut.' }, national: 1 },
        { timeMs: 1_600, page: 0x888, rows: {} },
        { timeMs: 2_000, page: 0x888, rows: { 22: 'Danke.' }, national: 1 },
        { timeMs: 3_000, page: 0x888, rows: {} },
      ],
    });
    const { cues } = await read(file);
    expect(cues.map(({ text }) => text)).toEqual(['Guten Tag,\nschöner Hut.', 'Danke.']);
    const [first, second] = cues as [Document['cues'][0], Document['cues'][0]];
    expect([first.endMs - first.startMs, second.startMs - first.startMs]).toEqual([1_200, 1_600]);
    const ffmpeg = (await findFfmpeg())!;
    const options = ['-v', 'error', '-txt_format', 'text'];
    const srt = execFileSync(ffmpeg, [...options, '-i', file, '-map', '0:s', '-f', 'srt', '-'], { encoding: 'utf8' });
    expect(srt).toContain('schöner Hut.');
    expect(srt).toContain('Danke.');
  });

  it('says that a film without any has none', async () => {
    const { code, stderr } = await storyloom(['subtitles', at('film.mp4'), '--track', 'captions']);
    expect(code).toBe(2);
    expect(stderr).toContain('no captions in its pictures');
  });
});
