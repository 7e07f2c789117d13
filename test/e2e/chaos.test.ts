import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { disturb } from '../support/chaos.ts';
import { differences, fileNames, fileTree } from '../support/file-tree.ts';
import { seeded } from '../support/random.ts';
import { makeShortFilm, writeManifest } from '../support/short-films.ts';
import { endAll, processesOf, storyloom, until } from '../support/storyloom.ts';
import { startTestS3 } from '../support/versitygw.ts';

/** Another seed gives other victims and moments; a seed repeats them as far as a machine repeats its speed. */
const SEED = Number(process.env['STORYLOOM_CHAOS_SEED'] ?? 1);
const KILLS = 20;
const KILLS_ON_S3 = 4;
const FILMS = 6;
const MAX_DELAY_MS = 9_000;
const MARK = `chaos-${process.pid}`;
/** All of a corpus but `corpus.json`, Temporal's state and unfinished files. */
const FOLDERS = ['films', 'blobs', 'stages', 'sources', 'failures'];
const STAGES = ['align', 'annotate', 'assemble', 'commit', 'identify', 'ingest', 'script', 'shots', 'subtitles'];

let folder: string;
let manifest: string;
let undisturbed: Record<string, string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'storyloom-chaos-'));
  const rows = [];
  for (let film = 0; film < FILMS; film++) {
    const { video, subtitles, script } = await makeShortFilm(folder, `film-${film}`, { seed: film + 1 });
    rows.push({ id: `film-${film}`, video, subtitles, script });
  }
  manifest = await writeManifest(join(folder, 'films.jsonl'), rows);
  const calm = join(folder, 'calm');
  const built = await storyloom(['build', manifest, '--out', calm, '--min-persons', '0'], { mark: MARK });
  expect(built, built.stderr).toMatchObject({ code: 0, json: { films: { done: FILMS } } });
  undisturbed = await fileTree(calm, FOLDERS);
});

afterAll(async () => {
  endAll(MARK);
  await rm(folder, { recursive: true, force: true });
});

it(`survives ${KILLS} kills of worker, build and server (seed ${SEED})`, async () => {
  const random = seeded(SEED);
  for (let round = 0, kills = 0; kills < KILLS; round++) {
    const corpus = join(folder, `round-${round}`);
    const mark = `${MARK}-${round}`;
    try {
      const args = ['build', manifest, '--out', corpus, '--min-persons', '0', '--json'];
      const wanted = { kills: KILLS - kills, maxDelayMs: MAX_DELAY_MS, random };
      const report = await disturb({ args, start: { mark }, ...wanted });
      kills += report.kills.length;
      console.info(`seed ${SEED}, round ${round}: ${report.kills.join(', ')}`);
      expect(report.ended, await story(corpus, report.ended.stderr)).toMatchObject({ code: 0 });
      expectUndisturbed(await fileTree(corpus, FOLDERS));
      expect(await storyloom(['verify', corpus])).toMatchObject({ code: 0, json: { films: FILMS } });
      expect(await fileNames(corpus, ['tmp'])).toEqual([]);
      await until('nothing of it runs any more', () => processesOf(mark).length === 0, { withinMs: 20_000 });
    } finally {
      endAll(mark);
    }
  }
});

it(`survives ${KILLS_ON_S3} kills on S3 (seed ${SEED})`, async () => {
  const s3 = await startTestS3();
  const mark = `${MARK}-s3`;
  try {
    const uri = `s3://${s3.bucket}/corpus`;
    const env = { ...s3.env, XDG_STATE_HOME: join(folder, 'state') };
    const args = ['build', manifest, '--out', uri, '--min-persons', '0', '--json'];
    const wanted = { kills: KILLS_ON_S3, maxDelayMs: MAX_DELAY_MS, random: seeded(SEED + 1) };
    const report = await disturb({ args, start: { mark, env }, ...wanted });
    console.info(`seed ${SEED}, S3: ${report.kills.join(', ')}`);
    expect(report.ended, report.ended.stderr).toMatchObject({ code: 0 });
    const tree = await fileTree(join(s3.bucketFolder, 'corpus'), ['blobs', 'records']);
    expectUndisturbed(
      Object.fromEntries(Object.entries(tree).map(([name, hash]) => [name.replace(/^records\//, ''), hash])),
    );
    expect(await storyloom(['verify', uri], { env })).toMatchObject({ code: 0, json: { films: FILMS } });
  } finally {
    endAll(mark);
    await s3.stop();
  }
});

/** Byte for byte the undisturbed corpus, and one record of every stage and film: nothing ran to completion twice. */
function expectUndisturbed({ 'corpus.json': _corpus, ...tree }: Record<string, string>): void {
  const stages = Object.keys(tree).filter((name) => name.startsWith('stages/'));
  expect(stages.filter((name) => name.includes('repeated'))).toEqual([]);
  for (let film = 0; film < FILMS; film++) {
    const ofFilm = stages.filter((name) => name.startsWith(`stages/film-${film}/`));
    expect(ofFilm.map((name) => /\/([a-z]+)-[0-9a-f]+\.json$/.exec(name)?.[1])).toEqual(STAGES);
  }
  expect(differences(tree, undisturbed)).toEqual([]);
}

/** What a failed round leaves to read: the end of each log. */
async function story(corpus: string, stderr: string): Promise<string> {
  const logs = ['worker.log', 'temporal.log'].map(async (name) => {
    const text = await readFile(join(corpus, '.storyloom', name), 'utf8').catch(() => '');
    return `${name}:\n${text.slice(-3000)}`;
  });
  return [stderr.slice(-3000), ...(await Promise.all(logs))].join('\n');
}
