import { encodeFeatures } from '../adapters/model/features.ts';
import type { AnnotatorImage } from '../adapters/model/annotator.ts';
import { annotateBatch } from '../adapters/model/batch.ts';
import type { Store } from '../adapters/store/store.ts';
import { getTable, putTable, readBlob } from '../adapters/store/tables.ts';
import type { AnnotateInput, StageResult } from '../core/contract/stages.ts';
import { keyframe } from '../core/schema/media.ts';
import type { Instance, Keyframe } from '../core/schema/media.ts';
import type { ActivityCall } from './activity.ts';
import type { Deps } from './deps.ts';
import { modelsOf } from '../adapters/corpus/build-models.ts';
import { scriptLabels } from './script-labels.ts';
import { runStage } from './stage.ts';

/** Pictures handed to the model at once: bounds memory, and the time to the next heartbeat figure. */
const IMAGES_PER_CALL = 8;

/** Keyframes `from` … `from + rows` → instances and their embeddings. */
export async function annotate(deps: Deps, input: AnnotateInput, call: ActivityCall): Promise<StageResult> {
  const store = await deps.store(input.corpus);
  const models = await modelsOf(store, input.options);
  const annotator = await deps.annotator(input.options.annotator, models);
  const labels = await scriptLabels(store, input, models);
  const { from, rows } = input;
  const { model, settings } = annotator;
  const identity = {
    stage: 'annotate' as const,
    uses: ['shots.keyframes'],
    parameters: { model, ...(settings == null ? {} : { settings }), ...(labels.length > 0 && { labels }), from, rows },
  };
  return runStage(deps, input, identity, call, async ({ store, inputs, signal, report }) => {
    const frames: Keyframe[] = [];
    for await (const frame of getTable(store, inputs['shots.keyframes']!, { schema: keyframe, from, rows })) {
      frames.push(frame);
    }
    const instances: Instance[] = [];
    const features: string[] = [];
    for (let at = 0; at < frames.length; at += IMAGES_PER_CALL) {
      const batch = frames.slice(at, at + IMAGES_PER_CALL);
      const found = await annotateBatch(annotator, await readImages(store, batch), { signal, labels });
      for (const [position, frame] of batch.entries()) {
        const image = found[position]!;
        for (const [index, { faceEmbedding, appearance, mask, ...rest }] of image.instances.entries()) {
          const at = { film: input.film.id, keyframe: frame.index, index };
          const size = { width: image.width, height: image.height };
          const maskSource = mask == null ? ('box' as const) : ('segmenter' as const);
          const unknown = { entity: null, evidence: null };
          instances.push({ ...at, ...rest, ...size, mask, maskSource, ...unknown, model });
          features.push(encodeFeatures({ keyframe: frame.index, index, face: faceEmbedding, appearance }));
        }
      }
      report({ done: Math.min(at + IMAGES_PER_CALL, frames.length), total: frames.length, unit: 'keyframes' });
    }
    return {
      outputs: {
        instances: await putTable(store, instances),
        features: await store.putBlob(Buffer.from(features.map((row) => `${row}\n`).join(''))),
      },
      counts: { keyframes: frames.length, instances: instances.length },
    };
  });
}

async function readImages(store: Store, frames: Keyframe[]): Promise<AnnotatorImage[]> {
  return Promise.all(
    frames.map(async (frame) => ({ id: String(frame.index), bytes: await readBlob(store, frame.image) })),
  );
}
