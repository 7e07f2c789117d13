import type { TableName } from '../../core/schema/completion.ts';
import type { Keyframe } from '../../core/schema/media.ts';
import { tablesOf } from '../corpus/table-schemas.ts';
import type { ExportCall, Exporter, ExportSource, MediaKind } from './exporter.ts';
import { LineFile } from './line-file.ts';
import { countedFilms } from './open-films.ts';
import type { OutputFolder } from './output-folder.ts';
import { writeImage, writeThumb } from './pictures.ts';
import { recipeOf, recipeOptions } from './recipes.ts';
import { splitsDocument } from './splits-document.ts';

/** Canonical rows as they are: one file per record type, pictures beside them by content. */
export const jsonlExporter: Exporter = {
  name: 'jsonl',
  summary: 'canonical rows, one JSONL file per record type, pictures as images/<2 hex>/<sha256>.jpg',
  worksWithoutPictures: true,
  write,
};

/** What becomes of a picture. */
const WRITERS: Record<MediaKind, typeof writeImage> = {
  full: writeImage,
  thumbs: writeThumb,
  none: () => Promise.resolve(0),
};

async function write(source: ExportSource, folder: OutputFolder, call: ExportCall): Promise<Record<string, number>> {
  const files = new Map<string, LineFile>();
  const opened = async (name: string): Promise<LineFile> => {
    const known = files.get(name);
    if (known != null) return known;
    const file = await LineFile.create(await folder.pathOf(`${name}.jsonl`));
    files.set(name, file);
    return file;
  };
  const options = source.media === 'full' ? null : await recipeOptions(source.store);
  const counts = { films: 0, rows: 0 };
  let images = 0;
  try {
    await opened('films');
    for await (const { record, split, tables } of countedFilms(source, call, counts)) {
      await files.get('films')!.write(JSON.stringify({ ...record.film, split }));
      if (options != null) {
        const recipes = await opened('recipes');
        await recipes.write(JSON.stringify(recipeOf(record, options)));
      }
      for (const name of tablesOf(record)) {
        const file = await opened(name);
        for await (const row of tables[name]()) {
          if (name === 'keyframes') images += await WRITERS[source.media](source, folder, (row as Keyframe).image);
          await file.write(JSON.stringify(rowOf(name, row, split)));
        }
      }
      counts.rows = [...files.values()].reduce((sum, file) => sum + file.lines, 0);
    }
  } finally {
    for (const file of files.values()) await file.close();
  }
  await folder.writeText('splits.json', splitsDocument(source));
  return { ...Object.fromEntries([...files].map(([name, file]) => [name, file.lines])), images };
}

/** Stories carry the split of their film, as drawn. */
function rowOf(name: TableName, row: object, split: string): object {
  return name === 'stories' ? { ...row, split } : row;
}
