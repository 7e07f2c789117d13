import type { IoActivities } from '../core/contract/activities.ts';
import { activity } from './activity.ts';
import { commit } from './commit.ts';
import type { Deps } from './deps.ts';
import { readFilms, recordFailure } from './films.ts';
import { ingest } from './ingest.ts';

/** Activities of the io queue. */
export function createIoActivities(deps: Deps): IoActivities {
  return {
    readFilms: activity((input) => readFilms(deps, input)),
    ingest: activity((input, call) => ingest(deps, input, call)),
    commit: activity((input, call) => commit(deps, input, call)),
    recordFailure: activity((input) => recordFailure(deps, input)),
  };
}
