import type { GpuActivities } from '../core/contract/activities.ts';
import { activity } from './activity.ts';
import { annotate } from './annotate.ts';
import { caption } from './caption.ts';
import { describe } from './describe.ts';
import { detect } from './detect.ts';
import type { Deps } from './deps.ts';
import { nouns } from './nouns.ts';

/** Activities of the gpu queue. */
export function createGpuActivities(deps: Deps): GpuActivities {
  return {
    nouns: activity((input, call) => nouns(deps, input, call)),
    annotate: activity((input, call) => annotate(deps, input, call)),
    detect: activity((input, call) => detect(deps, input, call)),
    describe: activity((input, call) => describe(deps, input, call)),
    caption: activity((input, call) => caption(deps, input, call)),
  };
}
