import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { differences, fileNames, fileTree, jsonLines } from '../support/file-tree.ts';
import { describeWithMedia, sharedMedia } from '../support/media.ts';
import { writeManifest } from '../support/short-films.ts';
import { endAll, storyloom } from '../support/storyloom.ts';
import type { Ended } from '../support/storyloom.ts';

interface ShotRow {
  film: string;
  index: number;
  startMs: number;
  startFrame: number;
  transition: string;
}

interface LineRow {
  film: string;
  speaker: string;
  startMs: number | null;
  cues: number[];
}

/** Who speaks at each cue of the subtitles, by ear and eye; null where there is only a sound. */
const SPEAKERS: Record<string, (string | null)[]> = {
  roc: [
    ...['THE ROC', 'THE ROC', 'OLIVE', null, 'OLIVE', 'OLIVE', 'OLIVE', 'OLIVE'],
    ...['POPEYE', 'POPEYE', 'POPEYE', 'POPEYE', 'POPEYE', 'POPEYE', 'POPEYE'],
  ],
  sindbad: [
    ...[null, 'SINDBAD', 'BOOLA', 'SINDBAD', null, 'SINDBAD', 'SINDBAD', 'THE ROC'],
    ...['SINDBAD', 'SINDBAD', 'SINDBAD', 'THE ROC', 'THE ROC', 'SINDBAD', null, 'SERPENT'],
  ],
};

const MARK = `popeye-${process.pid}`;
/** The eye-checked cuts are of the 24 fps files; the same cuts stand in the 29.97 fps ones at the same times. */
const FILMS = ['roc', 'sindbad'].flatMap((name) =>
  ['24fps-pgs', '2997fps-vobsub'].map((encoding) => ({ id: `${name}-${encoding}`, name, encoding })),
);

describeWithMedia('a corpus of two films in two encodings each', () => {
  let folder: string;
  let corpus: string;
  let manifest: string;
  let first: Ended;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'storyloom-popeye-'));
    corpus = join(folder, 'corpus');
    const path = (file: string): string => sharedMedia(`films/popeye/popeye-${file}`);
    manifest = await writeManifest(
      join(folder, 'films.jsonl'),
      FILMS.map(({ id, name, encoding }) => ({
        id,
        video: path(`${name}-${encoding}.mkv`),
        subtitles: path(`${name}.en.srt`),
        script: path(`${name}.fountain`),
      })),
    );
    first = await storyloom(['build', manifest, '--out', corpus], { mark: MARK });
  });

  afterAll(async () => {
    endAll(MARK);
    await rm(folder, { recursive: true, force: true });
  });

  it('builds all four films', () => {
    expect(first, first.stderr).toMatchObject({ code: 0, json: { films: { total: 4, done: 4 }, failures: [] } });
  });

  it('proves itself, and is exported', async () => {
    expect(await storyloom(['verify', corpus])).toMatchObject({ code: 0, json: { ok: true, films: 4, problems: [] } });
    const rows = await storyloom(['export', corpus, '--format', 'jsonl', '--out', join(folder, 'rows')]);
    expect(rows, rows.stderr).toMatchObject({ code: 0, json: { counts: { films: 4 } } });
    const dataset = await storyloom(['export', corpus, '--format', 'storymovie', '--out', join(folder, 'dataset')]);
    expect(dataset, dataset.stderr).toMatchObject({ code: 0 });
  });

  it('finds every cut that eyes found and no other, in both encodings', async () => {
    const truth = JSON.parse(await readFile(sharedMedia('shots/eye_checked_cuts.json'), 'utf8')) as {
      clips: Record<string, { fps: number; cuts: number[] }>;
    };
    const shots = await jsonLines<ShotRow>(join(folder, 'rows', 'shots.jsonl'));
    for (const { id, name, encoding } of FILMS) {
      const { fps, cuts } = truth.clips[`films/popeye/popeye-${name}-24fps-pgs.mkv`]!;
      const found = shots.filter(({ film, index }) => film === id && index > 0);
      expect(
        found.map(({ transition }) => transition),
        id,
      ).toEqual(cuts.map(() => 'cut'));
      for (const [at, cut] of cuts.entries()) {
        const { startFrame, startMs } = found[at]!;
        if (encoding === '24fps-pgs') expect(Math.abs(startFrame - cut), `${id} cut ${cut}`).toBeLessThanOrEqual(1);
        // Timestamps of the pulled-down version are rounded to two of its frames.
        expect(Math.abs(startMs - (1000 * cut) / fps), `${id} cut ${cut}`).toBeLessThanOrEqual(80);
      }
    }
  });

  it('times nine of ten lines of the screenplays, and has the right speaker at every cue', async () => {
    const lines = await jsonLines<LineRow>(join(folder, 'rows', 'lines.jsonl'));
    const timed = lines.filter(({ startMs }) => startMs != null);
    expect(timed.length / lines.length).toBeGreaterThanOrEqual(0.9);
    for (const { id, name } of FILMS) {
      const cues = timed
        .filter(({ film }) => film === id)
        .flatMap((line) => line.cues.map((cue) => [cue, line.speaker]));
      const right = cues.map(([cue]) => [cue, SPEAKERS[name]![cue as number]]);
      expect(cues, id).toEqual(right);
      expect(cues.length, id).toBeGreaterThanOrEqual(12);
    }
  });

  it('reuses everything when it is built again', async () => {
    const before = await times(corpus);
    const again = await storyloom(['build', manifest, '--out', corpus], { mark: MARK });
    expect(again, again.stderr).toMatchObject({ code: 0, json: { films: { total: 4, done: 4 } } });
    expect(await times(corpus)).toEqual(before);
    expect((again.json['seconds'] as number) * 2).toBeLessThan(first.json['seconds'] as number);
  });

  it('gives the same bytes in another folder', async () => {
    const other = join(folder, 'other');
    expect(await storyloom(['build', manifest, '--out', other], { mark: MARK })).toMatchObject({ code: 0 });
    const folders = ['films', 'blobs', 'stages'];
    expect(differences(await fileTree(other, folders), await fileTree(corpus, folders))).toEqual([]);
  });
});

/** Stage records and blobs with their times of change; a stage done again would show. */
async function times(corpus: string): Promise<[string, number][]> {
  const names = await fileNames(corpus, ['stages', 'blobs']);
  return Promise.all(
    names.map(async (name): Promise<[string, number]> => [name, (await stat(join(corpus, name))).mtimeMs]),
  );
}
