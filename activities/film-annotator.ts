import { modelsOf } from '../adapters/corpus/build-models.ts';
import type { Annotator } from '../adapters/model/annotator.ts';
import type { Store } from '../adapters/store/store.ts';
import type { AnnotateInput } from '../core/contract/stages.ts';
import type { Deps } from './deps.ts';
import { labelsByFrame } from './film-labels.ts';

/** Pictures handed to the model at once: bounds memory, and the time to the next heartbeat figure. */
export const IMAGES_PER_CALL = 8;

/** What looks at a batch of a film's pictures. */
export interface FilmAnnotator {
  annotator: Annotator;
  /** What it looks for besides its own labels in the picture of a frame. */
  labelsAt: (frame: number) => string[];
  /** All of it that can change what is found, and the batch. */
  parameters: Record<string, unknown>;
}

/** The annotator of a build, with what it is told of this film. */
export async function openForFilm(deps: Deps, store: Store, input: AnnotateInput): Promise<FilmAnnotator> {
  const { options, inputs, from, rows } = input;
  const models = await modelsOf(store, options);
  const annotator = await deps.annotator(options.annotator, models);
  const { model, settings } = annotator;
  const parameters = { model, ...(settings == null ? {} : { settings }), from, rows };
  return { annotator, labelsAt: await labelsByFrame(store, inputs), parameters };
}
