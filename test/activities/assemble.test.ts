import { expect, it } from 'vitest';
import { assemble } from '../../activities/assemble.ts';
import { rowsOf } from '../../activities/rows.ts';
import { putTable } from '../../adapters/store/tables.ts';
import { DEFAULT_BUILD_OPTIONS, type BuildOptions } from '../../core/contract/stages.ts';
import { reject, story } from '../../core/schema/story.ts';
import { activityCall, memoryDeps, stageInput } from '../support/activities.ts';
import { sceneFilm } from '../support/scene-films.ts';
import { entityRow, instanceRow } from '../support/story-rows.ts';

/** Stories of a film of known scenes whose every frame shows one person; `withLooks` says whether its colours are known. */
async function stories({ withLooks, ...options }: Partial<BuildOptions> & { withLooks: boolean }) {
  const deps = memoryDeps();
  const { rows, changes } = sceneFilm(7);
  const looks = [...rows.looks!].map(([index, look]) => {
    return { film: 'film', keyframe: index, look: Buffer.from(look).toString('base64') };
  });
  const instances = rows.keyframes.map(({ index }) => instanceRow('film', index, { entity: 'char1' }));
  const tables = {
    'shots.shots': rows.shots,
    'shots.keyframes': rows.keyframes,
    'identify.instances': instances,
    'identify.entities': [entityRow('film', 'char1')],
    ...(withLooks ? { 'shots.looks': looks } : {}),
  };
  const inputs: Record<string, Awaited<ReturnType<typeof putTable>>> = {};
  for (const [name, table] of Object.entries(tables)) inputs[name] = await putTable(deps.memory, table);
  const input = stageInput({ inputs, options: { ...DEFAULT_BUILD_OPTIONS, ...options } });
  const { key, outputs } = await assemble(deps, input, activityCall());
  const told = await rowsOf(deps.memory, outputs['stories'], story);
  const ends = told.slice(0, -1).map(({ frames }) => frames.at(-1)!.shot + 1);
  const reasons = (await rowsOf(deps.memory, outputs['rejects'], reject)).map(({ reason }) => reason);
  return { key, told, reasons: new Set(reasons), right: ends.filter((end) => changes.includes(end)).length, ends };
}

it('ends stories by the colours of keyframes where the shots stage left them', async () => {
  const seen = await stories({ withLooks: true });
  const blind = await stories({ withLooks: false });
  expect(seen.right).toBe(seen.ends.length);
  expect(blind.right).toBeLessThan(blind.ends.length);
});

it('asks for as many persons as the build does, under another key', async () => {
  const one = await stories({ withLooks: true });
  const two = await stories({ withLooks: true, minPersons: 2 });
  expect(one.told.length).toBeGreaterThan(0);
  expect([two.told, two.reasons]).toEqual([[], new Set(['too-few-persons'])]);
  expect(two.key).not.toBe(one.key);
});
