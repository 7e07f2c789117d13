import { putTable } from '../adapters/store/tables.ts';
import type { StageInput, StageResult } from '../core/contract/stages.ts';
import { instance } from '../core/schema/media.ts';
import type { ActivityCall } from './activity.ts';
import type { Deps } from './deps.ts';
import { captionModelOf, describeKeyframes } from './describe-keyframes.ts';
import { rowsOf } from './rows.ts';
import { runStage } from './stage.ts';

/**
 * Has a model that sees describe the keyframes that a story may show and their instances. One that it can't describe validly has
 * no description, and a reject row says so.
 */
export function describe(deps: Deps, input: StageInput, call: ActivityCall): Promise<StageResult> {
  const model = captionModelOf(input.options);
  const identity = {
    stage: 'describe' as const,
    uses: ['shots.keyframes', 'identify.instances'],
    parameters: { model },
  };
  return runStage(deps, input, identity, call, async (own) => {
    const { store, inputs } = own;
    const instances = await rowsOf(store, inputs['identify.instances'], instance);
    const { descriptions, rejects, cost } = await describeKeyframes(deps, own, { stage: 'describe', model, instances });
    return {
      outputs: { descriptions: await putTable(store, descriptions), rejects: await putTable(store, rejects) },
      counts: { descriptions: descriptions.length, ...cost },
    };
  });
}
