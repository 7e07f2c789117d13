import { proxyActivities } from '@temporalio/workflow';
import type { CpuActivities, GpuActivities, IoActivities } from '../core/contract/activities.ts';
import { QUEUES } from '../core/contract/queues.ts';
import type { Ref } from '../core/contract/refs.ts';
import { ANNOTATE_ACTIVITIES, ANNOTATE_BATCH, DETECT_ACTIVITIES, looksForNouns } from '../core/contract/stages.ts';
import type { BuildOptions, FilmSpec, Stage, StageInput, StageOutcome, StageResult } from '../core/contract/stages.ts';
import { ACTIVITY_OPTIONS } from '../core/contract/timeouts.ts';

export const io = proxyActivities<IoActivities>({ ...ACTIVITY_OPTIONS.io, taskQueue: QUEUES.io });
const cpu = proxyActivities<CpuActivities>({ ...ACTIVITY_OPTIONS.cpu, taskQueue: QUEUES.cpu });
const gpu = proxyActivities<GpuActivities>({ ...ACTIVITY_OPTIONS.gpu, taskQueue: QUEUES.gpu });

export interface StageRun {
  corpus: string;
  film: FilmSpec;
  options: BuildOptions;
  /** Called before a stage begins; waits here while the film is paused. */
  enter: (stage: Stage) => Promise<void>;
}

/**
 * Takes a film through its stages. Text and picture run side by side until stories need both; which inputs a stage gets
 * is written here and nowhere else, because the inputs are its identity.
 */
export async function runStages(run: StageRun): Promise<StageResult[]> {
  const results: StageResult[] = [];
  const input = (...from: (StageResult | StageResult[])[]): StageInput => ({
    corpus: run.corpus,
    film: run.film,
    options: run.options,
    inputs: collectInputs(from.flat()),
  });
  const stage = async (name: Stage, work: () => Promise<StageResult>): Promise<StageResult> => {
    await run.enter(name);
    const result = await work();
    results.push(result);
    return result;
  };

  const source = await stage('ingest', () => io.ingest(input()));

  const sources = [
    stage('subtitles', () => cpu.subtitles(input(source))),
    stage('script', () => cpu.script(input(source))),
  ];
  const text = async (): Promise<StageResult[]> => {
    const [subtitles, script] = await all(sources);
    return [subtitles!, script!, await stage('align', () => cpu.align(input(subtitles!, script!)))];
  };
  const named: StageResult[] = [];
  const detections: StageResult[] = [];
  const picture = async (): Promise<StageResult[]> => {
    const shots = await stage('shots', () => cpu.shots(input(source)));
    if (looksForNouns(run.options)) {
      // Only where nouns of it are looked for, so that without them neither waits for the other.
      const script = run.options.scriptNouns === true ? await all(sources.slice(1)) : [];
      named.push(await stage('nouns', () => gpu.nouns(input(shots, script))));
    }
    const told = input(shots, named);
    const instances = await annotate(run, shots, told, results);
    if (run.options.tracks == null) return [shots, ...instances];
    detections.push(...(await detect(run, shots, told, results)));
    return [shots, ...instances];
  };
  const [texts, pictures] = await all([text(), picture()]);

  const identified = await stage('identify', () => cpu.identify(input(texts!, pictures!)));
  const shots = pictures![0]!;
  // Without tracks there are no such stages, and histories of old builds stay as they were.
  const tracks =
    run.options.tracks == null ? [] : [await stage('track', () => cpu.track(input(shots, identified, detections)))];
  // The batches of instances are told apart by number, so what was identified of them goes along instead.
  const described =
    run.options.captioner == null ? [] : [await stage('describe', () => gpu.describe(input(shots, identified)))];
  const stories = await stage('assemble', () => cpu.assemble(input(texts!, shots, identified, named, described)));
  // Without a language model there is no such stage: the words of the sources stand.
  const retold =
    run.options.storyModel == null ? [] : [await stage('caption', () => gpu.caption(input(stories, described)))];
  await stage('commit', () =>
    io.commit({
      ...input(source, texts!, shots, identified, tracks, described, stories, retold),
      stages: outcomes(results),
    }),
  );
  return results;
}

/** Annotates in at most ANNOTATE_ACTIVITIES batches, so that a long film does not grow its history. */
async function annotate(
  run: StageRun,
  shots: StageResult,
  input: StageInput,
  results: StageResult[],
): Promise<StageResult[]> {
  await run.enter('annotate');
  const total = shots.outputs['keyframes']?.rows ?? 0;
  const rows = Math.max(ANNOTATE_BATCH, Math.ceil(total / ANNOTATE_ACTIVITIES));
  const batches: Promise<StageResult>[] = [];
  for (let from = 0; from < total; from += rows) batches.push(gpu.annotate({ ...input, from, rows }));
  const done = await all(batches);
  results.push(...done);
  return done;
}

/** Looks for things in the dense frames, in at most DETECT_ACTIVITIES batches. */
async function detect(
  run: StageRun,
  shots: StageResult,
  input: StageInput,
  results: StageResult[],
): Promise<StageResult[]> {
  await run.enter('detect');
  const total = shots.outputs['dense']?.rows ?? 0;
  const rows = Math.max(ANNOTATE_BATCH, Math.ceil(total / DETECT_ACTIVITIES));
  const batches: Promise<StageResult>[] = [];
  for (let from = 0; from < total; from += rows) batches.push(gpu.detect({ ...input, from, rows }));
  const done = await all(batches);
  results.push(...done);
  return done;
}

/** How each stage ended, by name and in a fixed order; batches of annotate are told apart by their numbers. */
function outcomes(results: StageResult[]): Record<string, StageOutcome> {
  const named = numbered(results).map(([name, { key, status, reason }]): [string, StageOutcome] => [
    name,
    { key, status, ...(reason == null ? {} : { reason }) },
  ]);
  return Object.fromEntries(named.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** `<stage>.<output>` → blob; batches of one stage are numbered in film order. */
function collectInputs(results: StageResult[]): Record<string, Ref> {
  const outputs = numbered(results).flatMap(([stage, result]) =>
    Object.entries(result.outputs).map(([name, ref]): [string, Ref] => [`${stage}.${name}`, ref]),
  );
  return Object.fromEntries(outputs);
}

/** Stages with their names; batches of annotate are `annotate.00`, `annotate.01`… in film order, those of detect alike. */
function numbered(results: StageResult[]): [string, StageResult][] {
  const batches = { annotate: 0, detect: 0 };
  return results.map((result) => {
    const { stage } = result;
    const isBatch = stage === 'annotate' || stage === 'detect';
    return [isBatch ? `${stage}.${String(batches[stage]++).padStart(2, '0')}` : stage, result];
  });
}

/**
 * Like `Promise.all`, but waits for every branch before it throws: a branch that went on after its film had failed would
 * race with the report of the failure. Throws the first failure in the order of the branches.
 */
async function all<T>(branches: Promise<T>[]): Promise<T[]> {
  const settled = await Promise.allSettled(branches);
  return settled.map((branch) => {
    if (branch.status === 'rejected') throw branch.reason;
    return branch.value;
  });
}
