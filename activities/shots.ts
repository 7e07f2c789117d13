import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ScanOptions } from '../adapters/media/engine.ts';
import { keyframeKey } from '../adapters/media/keyframe-name.ts';
import { neuralScan } from '../adapters/model/neural-scan.ts';
import { withLocalSource } from '../adapters/store/source.ts';
import type { Store } from '../adapters/store/store.ts';
import { getTable, putTable } from '../adapters/store/tables.ts';
import type { Ref } from '../core/contract/refs.ts';
import type { StageInput, StageResult } from '../core/contract/stages.ts';
import { denseFrame } from '../core/schema/dense.ts';
import type { KeyframeLook } from '../core/schema/look.ts';
import { keyframe } from '../core/schema/media.ts';
import type { Keyframe, Shot } from '../core/schema/media.ts';
import type { Models, ShotsModel } from '../core/schema/models.ts';
import type { ActivityCall } from './activity.ts';
import { packDenseFrames } from './dense-frames.ts';
import type { Deps } from './deps.ts';
import { modelsOf } from '../adapters/corpus/build-models.ts';
import { type Scoring, scoreKeyframes } from './score-keyframes.ts';
import { runStage } from './stage.ts';
import type { StageCall, StageProduct } from './stage.ts';

/** Longer side of the pictures in which tracks are looked for: that at which the embedded nets look. */
const TRACK_SIDE = 640;

/** The one decode pass: shots, and for each the keyframes with their pictures and colours. */
export async function shots(deps: Deps, input: StageInput, call: ActivityCall): Promise<StageResult> {
  const { jpegQuality, maxSize, keyframesPerShot, detector } = input.options;
  const media = await deps.media();
  const models = await modelsOf(await deps.store(input.corpus), input.options);
  const scoring = await scoringOf(deps, input, models);
  const dense = denseOf(input);
  const extras = { ...dense, ...(models?.shots == null ? {} : { neural: neuralScan(models.shots) }) };
  const look = scoring == null ? {} : { scorer: scoring.scorer.model, similarity: scoring.similarity };
  const network = models?.shots == null ? {} : { network: networkOf(models.shots) };
  const always = { engine: media.name, jpegQuality, maxSize, keyframesPerShot, detector };
  const parameters = { ...always, ...look, ...network, ...dense };
  return runStage(
    deps,
    input,
    { stage: 'shots', uses: ['ingest.source'], parameters },
    call,
    (stage) => scan(deps, input, { ...stage, scoring, extras }),
    { alsoNeeds: pictureKeys },
  );
}

/** Small pictures for tracks come out of the same pass; without tracks nothing is asked for. */
function denseOf({ options: { tracks } }: StageInput): Pick<ScanOptions, 'dense'> {
  return tracks == null ? {} : { dense: { fps: tracks, maxSize: TRACK_SIDE } };
}

async function scoringOf(deps: Deps, { options }: StageInput, models: Models | null): Promise<Scoring | null> {
  if (options.frameScorer == null) return null;
  return { scorer: await deps.frameScorer(options.frameScorer, models), similarity: options.duplicateSimilarity };
}

/** What of a network can change a shot: not where its file lies. */
function networkOf({ id, revision, sha256, threshold, device }: ShotsModel): object {
  return { id, revision, sha256, threshold, device };
}

async function scan(
  deps: Deps,
  input: StageInput,
  call: StageCall & { scoring: Scoring | null; extras: Pick<ScanOptions, 'neural' | 'dense'> },
): Promise<StageProduct> {
  const { store, signal, scoring, extras } = call;
  const film = input.film.id;
  const media = await deps.media();
  const folder = await mkdtemp(join(tmpdir(), 'storyloom-scan-'));
  try {
    return await withLocalSource(input.film.video, async (path) => {
      const result = await media.scan(
        path,
        folder,
        { ...input.options, ...extras },
        {
          signal,
          onProgress: (progress) =>
            call.report({
              done: progress.timeMs,
              total: progress.durationMs,
              unit: 'ms',
              note: `${Math.round(progress.framesPerSecond)} frames/s`,
            }),
        },
      );
      const shotRows: Shot[] = result.shots.map((shot) => ({ film, ...shot }));
      const keyframeRows: Keyframe[] = [];
      const looks: KeyframeLook[] = [];
      const keyframes =
        scoring == null ? result.keyframes : await scoreKeyframes(result.keyframes, { ...scoring, signal });
      for (const { file, look, ...found } of keyframes) {
        const image = await store.putBlob(createReadStream(file), { signal });
        const key = keyframeKey(film, found.timeMs);
        keyframeRows.push(keyframe.parse({ film, key, ...found, image: image.key }));
        looks.push({ film, keyframe: found.index, look });
      }
      const outputs: Record<string, Ref> = {
        shots: await putTable(store, shotRows),
        keyframes: await putTable(store, keyframeRows),
        looks: await putTable(store, looks),
      };
      const { dense } = result;
      if (input.options.tracks != null) {
        outputs['dense'] = await putTable(store, packDenseFrames(store, film, { dense, signal }));
      }
      return {
        outputs,
        counts: { frames: result.frames, shots: shotRows.length, keyframes: keyframeRows.length },
      };
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Content keys of the pictures that the tables of keyframes and dense frames name. */
export async function* pictureKeys(outputs: Record<string, Ref>, store: Store): AsyncIterable<string> {
  const table = outputs['keyframes'];
  if (table == null) return;
  for await (const row of getTable(store, table, { schema: keyframe })) yield row.image;
  const dense = outputs['dense'];
  if (dense == null) return;
  let last = '';
  for await (const { pack } of getTable(store, dense, { schema: denseFrame })) {
    if (pack !== last) yield pack;
    last = pack;
  }
}
