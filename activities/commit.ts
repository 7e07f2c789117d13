import { digestPictures } from '../adapters/corpus/picture-digest.ts';
import { TABLE_SCHEMAS } from '../adapters/corpus/table-schemas.ts';
import type { Store } from '../adapters/store/store.ts';
import { getTable, type Parser, putTable, readBlob } from '../adapters/store/tables.ts';
import { Failure } from '../core/contract/errors.ts';
import type { Ref } from '../core/contract/refs.ts';
import type { CommitInput, StageResult } from '../core/contract/stages.ts';
import { completion } from '../core/schema/completion.ts';
import type { Completion, TableName } from '../core/schema/completion.ts';
import { keyframe } from '../core/schema/media.ts';
import { SCHEMA_VERSION } from '../core/schema/version.ts';
import type { ActivityCall } from './activity.ts';
import type { Deps } from './deps.ts';
import type { SourceRecord } from './ingest.ts';
import { healing, runStage } from './stage.ts';
import type { StageCall } from './stage.ts';

/** Which stage output becomes which table of the corpus: the first that is there. */
const INPUTS: Record<TableName, string[]> = {
  shots: ['shots.shots'],
  keyframes: ['shots.keyframes'],
  cues: ['subtitles.cues'],
  elements: ['script.elements'],
  lines: ['align.lines'],
  instances: ['identify.instances'],
  entities: ['identify.entities'],
  stories: ['caption.stories', 'assemble.stories'],
  rejects: ['caption.rejects', 'assemble.rejects'],
  speakers: ['script.speakers'],
  tracks: ['track.tracks'],
  descriptions: ['describe.descriptions'],
};

/** Tables that only some films have. */
const OPTIONAL: ReadonlySet<TableName> = new Set(['speakers', 'tracks', 'descriptions']);

/** Reads back all that the film wrote, checks rows, counts and pictures, and writes the completion record last. */
export async function commit(deps: Deps, input: CommitInput, call: ActivityCall): Promise<StageResult> {
  const uses = ['ingest.source', ...Object.values(INPUTS).flat()];
  const { id: _id, video: _video, subtitles: _subtitles, script: _script, ...about } = input.film;
  const parameters = { about, stages: input.stages };
  const identity = { stage: 'commit' as const, uses, parameters };
  const result = await runStage(deps, input, identity, call, async (stage) => {
    const record = await prove(input, stage);
    const text = Buffer.from(`${JSON.stringify(record)}\n`);
    return { outputs: { record: await stage.store.putBlob(text) }, counts: record.film.counts };
  });
  const store = await deps.store(input.corpus);
  // Put again on every run: the stage may be reused while the named record was lost.
  const record = await healing(store, () => readBlob(store, result.outputs['record']!.key));
  await store.putRecord(`films/${input.film.id}.json`, record);
  await store.deleteRecord(`failures/${input.film.id}.json`);
  return result;
}

async function prove(input: CommitInput, { store, inputs, report }: StageCall): Promise<Completion> {
  const { film } = input;
  const isThere = (name: TableName): boolean =>
    !OPTIONAL.has(name) || INPUTS[name].some((input) => inputs[input] != null);
  const names = (Object.keys(INPUTS) as TableName[]).filter(isThere);
  const tables = {} as Completion['tables'];
  const expected: Record<string, number> = {};
  for (const [at, name] of names.entries()) {
    const made = INPUTS[name].find((input) => inputs[input] != null);
    const ref = made == null ? await putTable(store, []) : inputs[made]!;
    expected[name] = ref.rows ?? 0;
    const rows = await countRows(store, ref, name);
    tables[name] = { key: ref.key, bytes: ref.bytes, rows };
    if (rows !== expected[name]) {
      throw new Failure('StoreCorrupt', `${name}: ${rows} rows where ${expected[name]} were written`, {
        file: ref.key,
      });
    }
    report({ done: at + 1, total: names.length, unit: 'tables' });
  }
  const source = JSON.parse(
    Buffer.from(await readBlob(store, inputs['ingest.source']!.key)).toString('utf8'),
  ) as SourceRecord;
  return completion.parse({
    film: {
      id: film.id,
      title: film.title ?? null,
      year: film.year ?? null,
      imdb: film.imdb ?? null,
      language: film.language ?? null,
      license: film.license ?? null,
      split: film.split ?? null,
      source: { key: `sha256-${source.sha256}`, bytes: source.bytes, sha256: source.sha256 },
      media: source.media,
      counts: Object.fromEntries(names.map((name) => [name, tables[name]!.rows])),
      schemaVersion: SCHEMA_VERSION,
    },
    stages: input.stages,
    tables,
    expected,
    pictures: await digestPictures(store, await imagesOf(store, tables.keyframes)),
  });
}

async function countRows(store: Store, ref: Ref, name: TableName): Promise<number> {
  const schema: Parser<unknown> = TABLE_SCHEMAS[name];
  let rows = 0;
  for await (const _row of getTable(store, ref, { schema })) rows++;
  return rows;
}

async function imagesOf(store: Store, keyframes: Ref): Promise<Set<string>> {
  const images = new Set<string>();
  for await (const { image } of getTable(store, keyframes, { schema: keyframe })) images.add(image);
  return images;
}
