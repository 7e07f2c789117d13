import type { AnnotatorImage } from '../adapters/model/annotator.ts';
import { annotateBatch } from '../adapters/model/batch.ts';
import { encodeVector } from '../adapters/model/features.ts';
import { putTable } from '../adapters/store/tables.ts';
import type { AnnotateInput, StageResult } from '../core/contract/stages.ts';
import { denseDetections, denseFrame } from '../core/schema/dense.ts';
import type { DenseDetections, DenseFrameRow } from '../core/schema/dense.ts';
import type { ActivityCall } from './activity.ts';
import { DensePictures } from './dense-frames.ts';
import type { Deps } from './deps.ts';
import { IMAGES_PER_CALL, openForFilm } from './film-annotator.ts';
import { inParts } from './in-parts.ts';
import { rowsOf } from './rows.ts';
import { runStage } from './stage.ts';

/** Dense frames `from` … `from + rows` → what the annotator finds in each, for tracks. */
export async function detect(deps: Deps, input: AnnotateInput, call: ActivityCall): Promise<StageResult> {
  const corpus = await deps.store(input.corpus);
  const { annotator, labelsAt, parameters } = await openForFilm(deps, corpus, input);
  const { model } = annotator;
  const identity = { stage: 'detect' as const, uses: ['shots.dense', 'nouns.labels'], parameters };
  return runStage(deps, input, identity, call, async ({ inputs, ...own }) => {
    const frames = await rowsOf(corpus, inputs['shots.dense'], denseFrame, { from: input.from, rows: input.rows });
    const pictures = new DensePictures(corpus);
    const work = async (part: DenseFrameRow[]): Promise<DenseDetections[]> => {
      const images: AnnotatorImage[] = [];
      for (const row of part) {
        images.push({ id: String(row.frame), bytes: await pictures.read(row), labels: labelsAt(row.frame) });
      }
      const seen = await annotateBatch(annotator, images, { signal: own.signal });
      return part.map(({ film, frame, timeMs }, position) => {
        const { width, height, instances } = seen[position]!;
        const detections = instances.map(({ label, score, box, appearance }) => {
          return { label, score, box, appearance: encodeVector(appearance) };
        });
        return { film, frame, timeMs, width, height, detections, model };
      });
    };
    const parts = { items: frames, size: IMAGES_PER_CALL, unit: 'dense frames', schema: denseDetections, work };
    const { rows: found, forget } = await inParts(corpus, own, parts);
    const detections = found.reduce((sum, row) => sum + row.detections.length, 0);
    const outputs = { detections: await putTable(corpus, found) };
    await forget();
    return { outputs, counts: { frames: found.length, detections } };
  });
}
