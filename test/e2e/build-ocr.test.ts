import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { jsonLines } from '../support/file-tree.ts';
import { describeWithMedia, sharedMedia } from '../support/media.ts';
import { writeManifest } from '../support/short-films.ts';
import { endAll, storyloom } from '../support/storyloom.ts';

const MARK = `build-ocr-${process.pid}`;

describeWithMedia('a film whose only subtitles are a track of pictures', () => {
  let folder: string;
  let manifest: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'storyloom-ocr-'));
    manifest = await writeManifest(join(folder, 'films.jsonl'), [
      {
        id: 'roc',
        video: sharedMedia('films/popeye/popeye-roc-24fps-pgs.mkv'),
        script: sharedMedia('films/popeye/popeye-roc.fountain'),
      },
    ]);
  });
  afterAll(async () => {
    endAll(MARK);
    await rm(folder, { recursive: true, force: true });
  });

  it('gets its cues from the recogniser with --ocr, and its lines their times from these', async () => {
    const corpus = join(folder, 'corpus');
    const built = await storyloom(['build', manifest, '--out', corpus, '--ocr', 'eng'], { mark: MARK });
    expect(built, built.stderr).toMatchObject({ code: 0, json: { films: { total: 1, done: 1 }, failures: [] } });
    const rows = join(folder, 'rows');
    expect(await storyloom(['export', corpus, '--format', 'jsonl', '--out', rows])).toMatchObject({ code: 0 });
    const cues = await jsonLines<{ text: string }>(join(rows, 'cues.jsonl'));
    expect(cues.length).toBe(11);
    expect(cues.map(({ text }) => text).join(' ')).toContain('Oh, man the lifeboats');
    // One line of the screenplay is a sound and one is not in the film.
    const lines = await jsonLines<{ speaker: string; startMs: number | null }>(join(rows, 'lines.jsonl'));
    const timed = lines.filter(({ startMs }) => startMs !== null);
    expect(timed.map(({ speaker }) => speaker)).toEqual(['OLIVE', 'OLIVE', 'POPEYE', 'POPEYE', 'POPEYE']);
  });

  it('has none without --ocr, and is built all the same', async () => {
    const corpus = join(folder, 'plain');
    const built = await storyloom(['build', manifest, '--out', corpus], { mark: MARK });
    expect(built, built.stderr).toMatchObject({ code: 0, json: { films: { total: 1, done: 1 } } });
    const rows = join(folder, 'plain-rows');
    expect(await storyloom(['export', corpus, '--format', 'jsonl', '--out', rows])).toMatchObject({ code: 0 });
    expect(await jsonLines(join(rows, 'cues.jsonl'))).toEqual([]);
  });
});
