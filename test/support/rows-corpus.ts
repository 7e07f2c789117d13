import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TABLE_NAMES } from '../../adapters/corpus/table-schemas.ts';
import type { Store } from '../../adapters/store/store.ts';
import { putJson, putTable } from '../../adapters/store/tables.ts';
import { completion } from '../../core/schema/completion.ts';
import { film as filmSchema } from '../../core/schema/story.ts';
import { fileNames, jsonLines } from './file-tree.ts';
import { picturesOf } from './corpus.ts';

/** Writes a corpus from a folder of canonical rows in the form of the `jsonl` export, as `commit` would have left it. */
export async function writeRows(store: Store, folder: string): Promise<void> {
  for (const path of await fileNames(folder, ['images'])) await store.putBlob(await readFile(join(folder, path)));
  const rows = new Map<string, { film: string }[]>();
  // Some tables are those of stages that a build may leave out.
  const names = TABLE_NAMES.filter((name) => existsSync(join(folder, `${name}.jsonl`)));
  for (const name of names) rows.set(name, await jsonLines(join(folder, `${name}.jsonl`)));
  for (const row of await jsonLines(join(folder, 'films.jsonl'))) {
    const film = filmSchema.parse(row);
    const tables: Record<string, object> = {};
    for (const name of names) {
      tables[name] = await putTable(
        store,
        rows.get(name)!.filter((own) => own.film === film.id),
      );
    }
    const keyframes = rows.get('keyframes')!.filter((own) => own.film === film.id) as unknown as { image: string }[];
    const record = completion.parse({
      film,
      stages: {},
      tables,
      expected: film.counts,
      pictures: await picturesOf(store, keyframes),
    });
    await putJson(store, `films/${film.id}.json`, { value: record });
  }
}
