import { decodeFeatures } from '../adapters/model/features.ts';
import type { Store } from '../adapters/store/store.ts';
import { putTable, readBlob } from '../adapters/store/tables.ts';
import type { InstanceFeatures } from '../core/annotate/identity.ts';
import type { Ref } from '../core/contract/refs.ts';
import type { StageInput, StageResult } from '../core/contract/stages.ts';
import { instance, keyframe, shot } from '../core/schema/media.ts';
import type { Instance } from '../core/schema/media.ts';
import { element, line, speaker } from '../core/schema/text.ts';
import type { ActivityCall } from './activity.ts';
import type { Deps } from './deps.ts';
import { identifyFilm } from './identify-film.ts';
import { modelsOf } from '../adapters/corpus/build-models.ts';
import { rowsOf } from './rows.ts';
import { runStage } from './stage.ts';

/** Who is who across the film: entity ids on instances, script names on entities where the evidence is clear. */
export async function identify(deps: Deps, input: StageInput, call: ActivityCall): Promise<StageResult> {
  // Chosen thresholds go with the embeddings; without any the key is what it was.
  const { identify: thresholds = {} } = (await modelsOf(await deps.store(input.corpus), input.options)) ?? {};
  const { identity: rules } = input.options;
  const parameters = { ...thresholds, ...(rules == null ? {} : { rules }) };
  const uses = ['shots.shots', 'shots.keyframes', 'annotate.*', 'align.lines', 'script.elements', 'script.speakers'];
  return runStage(deps, input, { stage: 'identify', uses, parameters }, call, async ({ store, inputs, signal }) => {
    const found = await identifyFilm(
      {
        film: input.film.id,
        keyframes: await rowsOf(store, inputs['shots.keyframes'], keyframe),
        shots: await rowsOf(store, inputs['shots.shots'], shot),
        lines: await rowsOf(store, inputs['align.lines'], line),
        elements: await rowsOf(store, inputs['script.elements'], element),
        speakers: await rowsOf(store, inputs['script.speakers'], speaker),
        ...(await readBatches(store, inputs)),
        thresholds,
        ...(rules == null ? {} : { rules }),
      },
      signal,
    );
    return {
      outputs: { instances: await putTable(store, found.instances), entities: await putTable(store, found.entities) },
      counts: { instances: found.instances.length, entities: found.entities.length },
    };
  });
}

/** Instances and embeddings of all batches, in film order. */
async function readBatches(
  store: Store,
  inputs: Record<string, Ref>,
): Promise<{ instances: Instance[]; features: InstanceFeatures[] }> {
  const instances: Instance[] = [];
  const features: InstanceFeatures[] = [];
  for (const [name, ref] of Object.entries(inputs)) {
    if (/^annotate\.\d+\.instances$/.test(name)) {
      instances.push(...(await rowsOf(store, ref, instance)));
    } else if (/^annotate\.\d+\.features$/.test(name)) {
      const rows = Buffer.from(await readBlob(store, ref.key))
        .toString('utf8')
        .split('\n')
        .slice(0, -1);
      features.push(...rows.map((row, at) => decodeFeatures(row, `line ${at + 1}`)));
    }
  }
  return { instances, features };
}
