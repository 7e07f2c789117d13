import { Failure } from '../../core/contract/errors.ts';
import { corpusRecord } from '../../core/schema/bookkeeping.ts';
import type { Completion } from '../../core/schema/completion.ts';
import type { Recipe } from '../../core/schema/recipe.ts';
import type { Store } from '../store/store.ts';
import { getJson } from '../store/tables.ts';

/** Name of the file with a recipe a film. */
export const RECIPES = 'recipes.jsonl';

/**
 * The options of a corpus by which frames become its pictures.
 *
 * @throws Failure `InvalidInput` for a corpus that does not say how it was built.
 */
export async function recipeOptions(store: Store): Promise<Recipe['options']> {
  const record = await getJson(store, 'corpus.json', { schema: corpusRecord });
  if (record == null) {
    const message = "Pictures of this corpus can't be left out: it does not say with which options it was built.";
    throw new Failure('InvalidInput', message, {
      file: store.uri,
      at: '--media',
      remedy: 'Export it with `--media full`.',
    });
  }
  const { jpegQuality, maxSize } = record.options;
  return { jpegQuality, maxSize };
}

/** How a film's pictures are made again. */
export function recipeOf({ film, pictures }: Completion, options: Recipe['options']): Recipe {
  const { sha256, bytes } = film.source;
  return { film: film.id, source: { sha256, bytes }, options, pictures: pictures.count };
}
