import type { CpuActivities } from '../core/contract/activities.ts';
import { activity } from './activity.ts';
import { align } from './align.ts';
import { identify } from './identify.ts';
import { assemble } from './assemble.ts';
import type { Deps } from './deps.ts';
import { shots } from './shots.ts';
import { track } from './track.ts';
import { script, subtitles } from './texts.ts';

/** Activities of the cpu queue. */
export function createCpuActivities(deps: Deps): CpuActivities {
  return {
    shots: activity((input, call) => shots(deps, input, call)),
    subtitles: activity((input, call) => subtitles(deps, input, call)),
    script: activity((input, call) => script(deps, input, call)),
    align: activity((input, call) => align(deps, input, call)),
    identify: activity((input, call) => identify(deps, input, call)),
    track: activity((input, call) => track(deps, input, call)),
    assemble: activity((input, call) => assemble(deps, input, call)),
  };
}
