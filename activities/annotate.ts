import { z } from 'zod';
import { encodeFeatures } from '../adapters/model/features.ts';
import type { AnnotatedImage, AnnotatorImage } from '../adapters/model/annotator.ts';
import { annotateBatch } from '../adapters/model/batch.ts';
import { putTable, readBlob } from '../adapters/store/tables.ts';
import type { AnnotateInput, StageResult } from '../core/contract/stages.ts';
import { instance, keyframe } from '../core/schema/media.ts';
import type { Instance, Keyframe } from '../core/schema/media.ts';
import type { ActivityCall } from './activity.ts';
import type { Deps } from './deps.ts';
import { IMAGES_PER_CALL, openForFilm } from './film-annotator.ts';
import { inParts } from './in-parts.ts';
import { rowsOf } from './rows.ts';
import { runStage } from './stage.ts';

/** Keyframes `from` … `from + rows` → instances and their embeddings. */
export async function annotate(deps: Deps, input: AnnotateInput, call: ActivityCall): Promise<StageResult> {
  const store = await deps.store(input.corpus);
  const { annotator, labelsAt, parameters } = await openForFilm(deps, store, input);
  const { model } = annotator;
  const identity = { stage: 'annotate' as const, uses: ['shots.keyframes', 'nouns.labels'], parameters };
  return runStage(deps, input, identity, call, async ({ inputs, ...own }) => {
    const frames = await rowsOf(store, inputs['shots.keyframes'], keyframe, { from: input.from, rows: input.rows });
    const work = async (part: Keyframe[]): Promise<Annotated[]> => {
      const images: AnnotatorImage[] = await Promise.all(
        part.map(async ({ index, frame, image }) => {
          return { id: String(index), bytes: await readBlob(store, image), labels: labelsAt(frame) };
        }),
      );
      const found = await annotateBatch(annotator, images, { signal: own.signal });
      return part.map((frame, position) => annotatedRow(frame, found[position]!, { film: input.film.id, model }));
    };
    const parts = { items: frames, size: IMAGES_PER_CALL, unit: 'keyframes', schema: annotated, work };
    const { rows: pictures, forget } = await inParts(store, own, parts);
    const instances = pictures.flatMap((picture) => picture.instances);
    const features = pictures.flatMap((picture) => picture.features);
    const outputs = {
      instances: await putTable(store, instances),
      features: await store.putBlob(Buffer.from(features.map((row) => `${row}\n`).join(''))),
    };
    await forget();
    return { outputs, counts: { keyframes: frames.length, instances: instances.length } };
  });
}

/** Rows of a keyframe: its instances, and their embeddings as lines. */
const annotated = z.object({ instances: z.array(instance), features: z.array(z.string()) });
type Annotated = z.infer<typeof annotated>;

function annotatedRow(
  frame: Keyframe,
  { width, height, instances }: AnnotatedImage,
  { film, model }: Pick<Instance, 'film' | 'model'>,
): Annotated {
  const rows: Annotated = { instances: [], features: [] };
  for (const [index, { faceEmbedding, appearance, mask, ...rest }] of instances.entries()) {
    const maskSource = mask == null ? ('box' as const) : ('segmenter' as const);
    const at = { film, keyframe: frame.index, index };
    rows.instances.push({ ...at, ...rest, width, height, mask, maskSource, entity: null, evidence: null, model });
    rows.features.push(encodeFeatures({ keyframe: frame.index, index, face: faceEmbedding, appearance }));
  }
  return rows;
}
