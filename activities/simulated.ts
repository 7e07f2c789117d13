import { createHash } from 'node:crypto';
import { Context } from '@temporalio/activity';
import type { CpuActivities, GpuActivities, IoActivities } from '../core/contract/activities.ts';
import { Failure } from '../core/contract/errors.ts';
import type { FailureClass } from '../core/contract/errors.ts';
import type { Ref } from '../core/contract/refs.ts';
import type { Stage, StageInput, StageResult } from '../core/contract/stages.ts';
import { activity } from './activity.ts';

/** Seeded failures: which share of films fails how at which stage, on its first attempts only or for good. */
const FAULTS: { stage: Stage; class: FailureClass; share: number; attempts: number }[] = [
  { stage: 'shots', class: 'CorruptMedia', share: 0.01, attempts: Infinity },
  { stage: 'align', class: 'Mismatch', share: 0.01, attempts: Infinity },
  { stage: 'script', class: 'InvalidInput', share: 0.005, attempts: Infinity },
  { stage: 'annotate', class: 'ModelBusy', share: 0.03, attempts: 1 },
  { stage: 'ingest', class: 'StoreUnavailable', share: 0.02, attempts: 2 },
];

/** Activities that do nothing but fail as the seed says: what remains is the price of orchestration. */
export function createSimulatedActivities(seed: number): IoActivities & CpuActivities & GpuActivities {
  const stage = (name: Stage, outputs: string[]) =>
    activity<StageInput, StageResult>(async (input) => {
      fail(seed, input.film.id, name);
      const made = outputs.map((output): [string, Ref] => [output, noBlob(`${input.film.id}/${name}/${output}`)]);
      const key = `${name}-${input.film.id}`;
      return { stage: name, key, status: 'done', outputs: Object.fromEntries(made), counts: {}, reused: false };
    });
  return {
    readFilms: activity(async ({ films, from }) => {
      const total = films.rows ?? 0;
      return Array.from({ length: Math.min(100, total - from) }, (_, at) => ({
        id: `film-${String(from + at).padStart(6, '0')}`,
        video: 'file:///simulated.mp4',
      }));
    }),
    recordFailure: activity(async () => undefined),
    ingest: stage('ingest', ['source', 'texts', 'subtitles', 'script']),
    shots: stage('shots', ['shots', 'keyframes']),
    subtitles: stage('subtitles', ['cues', 'issues']),
    script: stage('script', ['elements', 'speakers', 'issues']),
    align: stage('align', ['lines', 'cues']),
    nouns: stage('nouns', ['labels', 'rejects']),
    annotate: stage('annotate', ['instances', 'features']),
    identify: stage('identify', ['instances', 'entities']),
    detect: stage('detect', ['detections']),
    track: stage('track', ['tracks']),
    assemble: stage('assemble', ['stories', 'rejects']),
    describe: stage('describe', ['descriptions', 'rejects']),
    caption: stage('caption', ['stories', 'rejects']),
    commit: stage('commit', ['record']),
  };
}

function fail(seed: number, film: string, stage: Stage): void {
  const { attempt } = Context.current().info;
  for (const [at, fault] of FAULTS.entries()) {
    if (fault.stage !== stage || attempt > fault.attempts) continue;
    const draw = createHash('sha256').update(`${seed} ${film} ${at}`).digest().readUInt32BE(0) / 2 ** 32;
    if (draw < fault.share) throw new Failure(fault.class, 'a simulated failure');
  }
}

/** A reference of the usual size to a blob that does not exist; rows make one annotate activity. */
function noBlob(name: string): Ref {
  return { key: `sha256-${createHash('sha256').update(name).digest('hex')}`, bytes: 0, rows: 1 };
}
