import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { Recipe } from '../core/schema/recipe.ts';
import { Progress } from './progress.ts';
import { addVerb, finish, type VerbResult } from './verb.ts';

interface MaterializeFlags {
  json?: boolean;
  source: string;
  out: string;
  format: string;
}

/** What became of a film. */
interface MadeFilm {
  film: string;
  status: 'made' | 'no-source' | 'other-pictures';
  source: string | null;
  pictures: number;
  /** Pictures that did not come out as they were. */
  missing: number;
}

/** `materialize <rows> --source PATH --out DIR`: pictures of an export without them, from one's own films. */
export function addMaterialize(program: Command): void {
  addVerb(program, 'materialize <rows>', {
    summary: 'make the pictures of an export without them again, from your own copies of the films',
    examples: [
      'storyloom export corpus --format jsonl --out rows --media none',
      'storyloom materialize rows --source ~/films --out dataset',
      'storyloom materialize rows --source ~/films --out dataset --format storymovie',
    ],
  })
    .requiredOption('--source <path>', 'a film, or a folder with films under any names')
    .requiredOption('--out <dir>', 'folder to write: new, empty or an earlier export')
    .option('--format <name>', 'shape to write, pictures and all', 'jsonl')
    .action((rows: string, flags: MaterializeFlags) => finish(flags.json, () => materialize(rows, flags)));
}

async function materialize(rows: string, { source, out, format }: MaterializeFlags): Promise<VerbResult> {
  const { rowsOf, writeRowsCorpus } = await import('../adapters/corpus/rows-corpus.ts');
  const { exportCorpus } = await import('../adapters/format/export.ts');
  const { RECIPES } = await import('../adapters/format/recipes.ts');
  const { findSource, ownFilms, remakePictures } = await import('../adapters/media/materialize.ts');
  const { openMediaEngine } = await import('../adapters/media/open.ts');
  const { openFolderStore } = await import('../adapters/store/folder.ts');
  const { keyframe } = await import('../core/schema/media.ts');
  const { recipe: schema } = await import('../core/schema/recipe.ts');
  const films = await ownFilms(source);
  const recipes: Recipe[] = [];
  for await (const recipe of rowsOf(join(rows, RECIPES), schema)) recipes.push(recipe);
  const wanted = new Map(recipes.map(({ film }) => [film, { frames: new Set<number>(), images: new Set<string>() }]));
  for await (const { film, frame, image } of rowsOf(join(rows, 'keyframes.jsonl'), keyframe)) {
    wanted.get(film)?.frames.add(frame);
    wanted.get(film)?.images.add(image);
  }
  const engine = await openMediaEngine();
  const progress = new Progress('materialize');
  const folder = await mkdtemp(join(tmpdir(), 'storyloom-materialized-'));
  const made: MadeFilm[] = [];
  try {
    const store = await openFolderStore(folder);
    for (const recipe of recipes) {
      const own = wanted.get(recipe.film)!;
      const path = await findSource(recipe, films);
      const fate = { film: recipe.film, source: path, pictures: own.images.size };
      if (path == null) {
        made.push({ ...fate, status: 'no-source', missing: own.images.size });
        continue;
      }
      const onProgress = ({ timeMs, durationMs }: { timeMs: number; durationMs: number | null }): void =>
        progress.update({ done: timeMs, total: durationMs, unit: 'ms', note: recipe.film });
      const put = (bytes: Uint8Array): Promise<unknown> => store.putBlob(bytes);
      const left = await remakePictures(engine, { recipe, path, wanted: own }, put, { onProgress });
      made.push({ ...fate, status: left.length === 0 ? 'made' : 'other-pictures', missing: left.length });
    }
    const whole = new Set(made.filter(({ status }) => status === 'made').map(({ film }) => film));
    let counts: Record<string, number> = {};
    if (whole.size > 0) {
      await writeRowsCorpus(store, rows, (film) => whole.has(film));
      ({ counts } = await exportCorpus(store, { format, out, seed: await seedOf(rows) }));
    }
    await store.close();
    const isAll = whole.size === recipes.length;
    return { json: { out, format, films: made, counts }, text: textOf(made, out), exitCode: isAll ? 0 : 1 };
  } finally {
    progress.end();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The seed of the export, so that what is made says the same of its splits. */
async function seedOf(rows: string): Promise<number> {
  const { seed } = JSON.parse(await readFile(join(rows, 'splits.json'), 'utf8')) as { seed?: number };
  return seed ?? 0;
}

function textOf(films: readonly MadeFilm[], out: string): string {
  const lines = films.map(({ film, status, source, pictures, missing }) => {
    if (status === 'made') return `  ${film}: ${pictures} pictures from ${source}`;
    if (status === 'no-source') return `  ✗ ${film}: no file in --source has its size and hash`;
    return `  ✗ ${film}: ${missing} of ${pictures} pictures came out otherwise; use the release that made the export`;
  });
  const whole = films.filter(({ status }) => status === 'made').length;
  return [`${whole} of ${films.length} films are whole${whole > 0 ? ` in ${out}` : ''}`, ...lines].join('\n');
}
