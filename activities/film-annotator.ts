import { modelsOf } from '../adapters/corpus/build-models.ts';
import type { Annotator } from '../adapters/model/annotator.ts';
import { actionNouns } from '../adapters/text/action-nouns.ts';
import type { Store } from '../adapters/store/store.ts';
import type { AnnotateInput } from '../core/contract/stages.ts';
import type { Models } from '../core/schema/models.ts';
import { element } from '../core/schema/text.ts';
import type { Deps } from './deps.ts';
import { rowsOf } from './rows.ts';

/** Pictures handed to the model at once: bounds memory, and the time to the next heartbeat figure. */
export const IMAGES_PER_CALL = 8;

/** What looks at a batch of a film's pictures. */
export interface FilmAnnotator {
  annotator: Annotator;
  /** What it looks for besides its own labels. */
  labels: string[];
  /** All of it that can change what is found, and the batch. */
  parameters: Record<string, unknown>;
}

/** The annotator of a build, with what it is told of this film. */
export async function openForFilm(deps: Deps, store: Store, input: AnnotateInput): Promise<FilmAnnotator> {
  const { options, from, rows } = input;
  const models = await modelsOf(store, options);
  const annotator = await deps.annotator(options.annotator, models);
  const labels = await scriptLabels(store, input, models);
  const { model, settings } = annotator;
  const told = labels.length === 0 ? {} : { labels };
  return { annotator, labels, parameters: { model, ...(settings == null ? {} : { settings }), ...told, from, rows } };
}

/** What the film's own action lines name and the configured detector shall look for besides its labels. */
async function scriptLabels(store: Store, { inputs }: AnnotateInput, models: Models | null): Promise<string[]> {
  const detect = models?.detect;
  if (detect?.backend !== 'onnx' || detect.scriptNouns === 0) return [];
  const elements = await rowsOf(store, inputs['script.elements'], element);
  const lines = elements.filter(({ kind }) => kind === 'action').map(({ text }) => text);
  return actionNouns(lines, { most: detect.scriptNouns, except: detect.labels });
}
