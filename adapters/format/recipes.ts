import { Failure } from '../../core/contract/errors.ts';
import { corpusRecord, type CorpusRecord } from '../../core/schema/bookkeeping.ts';
import type { Completion } from '../../core/schema/completion.ts';
import { models } from '../../core/schema/models.ts';
import type { Recipe } from '../../core/schema/recipe.ts';
import type { Store } from '../store/store.ts';
import { getJson, readBlob } from '../store/tables.ts';

/** Name of the file with a recipe a film. */
export const RECIPES = 'recipes.jsonl';

/**
 * The options of a corpus by which its pictures can be made again.
 *
 * @throws Failure `InvalidInput` for a corpus that does not say how it was built, or whose shots depend on a network.
 */
export async function recipeOptions(store: Store): Promise<Recipe['options']> {
  const record = await getJson(store, 'corpus.json', { schema: corpusRecord });
  if (record == null) throw notMade(store, 'the corpus does not say with which options it was built');
  if (await hasShotNetwork(store, record)) throw notMade(store, 'its shots were found with a network');
  const { jpegQuality, maxSize, keyframesPerShot, detector } = record.options;
  return { jpegQuality, maxSize, keyframesPerShot, detector };
}

/** How a film's pictures are made again. */
export function recipeOf({ film, pictures }: Completion, options: Recipe['options']): Recipe {
  const { sha256, bytes } = film.source;
  return { film: film.id, source: { sha256, bytes }, options, pictures: pictures.count };
}

async function hasShotNetwork(store: Store, { options }: CorpusRecord): Promise<boolean> {
  if (options.models == null) return false;
  const text = Buffer.from(await readBlob(store, options.models.key)).toString('utf8');
  return models.parse(JSON.parse(text)).shots != null;
}

function notMade(store: Store, why: string): Failure {
  return new Failure('InvalidInput', `Pictures of this corpus can't be left out: ${why}.`, {
    file: store.uri,
    at: '--media',
    remedy: 'Export it with `--media full`.',
  });
}
