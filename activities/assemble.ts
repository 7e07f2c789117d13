import { putTable } from '../adapters/store/tables.ts';
import type { Store } from '../adapters/store/store.ts';
import type { Ref } from '../core/contract/refs.ts';
import type { StageInput, StageResult } from '../core/contract/stages.ts';
import { assembleStories } from '../core/story/assemble.ts';
import { description } from '../core/schema/description.ts';
import { reject } from '../core/schema/story.ts';
import { keyframeLook } from '../core/schema/look.ts';
import { entity, instance, keyframe, shot } from '../core/schema/media.ts';
import { cue, element, line, speaker } from '../core/schema/text.ts';
import { SCHEMA_VERSION } from '../core/schema/version.ts';
import type { ActivityCall } from './activity.ts';
import type { Deps } from './deps.ts';
import { rowsOf } from './rows.ts';
import { runStage } from './stage.ts';

/** Everything known of a film → its stories, and a reject row for each keyframe that no story holds. */
export async function assemble(deps: Deps, input: StageInput, call: ActivityCall): Promise<StageResult> {
  const { minFrames, maxFrames, minPersons } = input.options;
  const texts = ['subtitles.cues', 'script.elements', 'script.speakers', 'align.lines'];
  const uses = ['shots.*', ...texts, 'identify.*', 'nouns.rejects', 'describe.*'];
  const parameters = { minFrames, maxFrames, minPersons, split: input.film.split ?? null };
  return runStage(deps, input, { stage: 'assemble', uses, parameters }, call, async ({ store, inputs }) => {
    const instances = await rowsOf(store, inputs['identify.instances'], instance);
    const models = new Map(instances.map(({ model }) => [`${model.id}@${model.revision}`, model]));
    const descriptions = await rowsOf(store, inputs['describe.descriptions'], description);
    const undescribed = [
      ...(await rowsOf(store, inputs['nouns.rejects'], reject)),
      ...(await rowsOf(store, inputs['describe.rejects'], reject)),
    ];
    for (const { model } of descriptions) models.set(`${model.id}@${model.revision}`, model);
    const { stories, rejects } = assembleStories({
      film: input.film,
      shots: await rowsOf(store, inputs['shots.shots'], shot),
      keyframes: await rowsOf(store, inputs['shots.keyframes'], keyframe),
      instances,
      entities: await rowsOf(store, inputs['identify.entities'], entity),
      cues: await rowsOf(store, inputs['subtitles.cues'], cue),
      elements: await rowsOf(store, inputs['script.elements'], element),
      lines: await rowsOf(store, inputs['align.lines'], line),
      speakers: await rowsOf(store, inputs['script.speakers'], speaker),
      descriptions,
      looks: await looksOf(store, inputs['shots.looks']),
      options: { minFrames, maxFrames, minPersons },
      provenance: {
        schemaVersion: SCHEMA_VERSION,
        stages: Object.fromEntries(Object.entries(inputs).map(([name, ref]) => [name, ref.key])),
        models: [...models.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
      },
    });
    return {
      outputs: {
        stories: await putTable(store, stories),
        rejects: await putTable(store, [...undescribed, ...rejects]),
      },
      counts: { stories: stories.length, rejects: undescribed.length + rejects.length },
    };
  });
}

async function looksOf(store: Store, table: Ref | undefined): Promise<Map<number, Uint8Array>> {
  const rows = await rowsOf(store, table, keyframeLook);
  return new Map(rows.map(({ keyframe, look }) => [keyframe, Buffer.from(look, 'base64')]));
}
