import { describe, expect, it } from 'vitest';
import { runStage, stageKey } from '../../activities/stage.ts';
import type { StageIdentity, StageProduct } from '../../activities/stage.ts';
import { getTable, putTable, readBlob } from '../../adapters/store/tables.ts';
import type { Store } from '../../adapters/store/store.ts';
import { Failure } from '../../core/contract/errors.ts';
import type { Ref } from '../../core/contract/refs.ts';
import type { StageResult } from '../../core/contract/stages.ts';
import { cue } from '../../core/schema/text.ts';
import { activityCall, memoryDeps, stageInput } from '../support/activities.ts';

const key = (digit: string): string => `sha256-${digit.repeat(64)}`;
const ref = (digit: string): Ref => ({ key: key(digit), bytes: 1 });

const identity: StageIdentity = { stage: 'align', uses: ['subtitles.cues', 'script.*'], parameters: { limit: 3 } };
const inputs = { 'subtitles.cues': ref('1'), 'script.elements': ref('2'), 'shots.shots': ref('3') };

async function records(store: Store): Promise<string[]> {
  const names: string[] = [];
  for await (const name of store.listRecords('stages/')) names.push(name);
  return names;
}

/** A stage over a store of its own, and how often its work was done. */
function stageOf(text = 'rows\n') {
  const deps = memoryDeps();
  const state = { done: 0 };
  const run = (
    work: (store: Store) => Promise<StageProduct> = async (store) => ({
      outputs: { lines: await store.putBlob(Buffer.from(text)) },
      counts: { lines: 1 },
    }),
    changes: Partial<StageIdentity> = {},
    signal?: AbortSignal,
  ): Promise<StageResult> =>
    runStage(deps, stageInput({ inputs }), { ...identity, ...changes }, activityCall(signal), ({ store }) => {
      state.done++;
      return work(store);
    });
  return { ...deps, state, run };
}

describe('a stage', () => {
  it('does its work once and is found again', async () => {
    const stage = stageOf();
    const first = await stage.run();
    expect(first).toMatchObject({ stage: 'align', status: 'done', counts: { lines: 1 }, reused: false });
    expect(await stage.run()).toEqual({ ...first, reused: true });
    expect(stage.state.done).toBe(1);
    expect(await records(stage.memory)).toEqual([`stages/film-1/align-${first.key}.json`]);
  });

  it('gets only the inputs that it uses', async () => {
    const deps = memoryDeps();
    let seen: string[] = [];
    await runStage(deps, stageInput({ inputs }), identity, activityCall(), (call) => {
      seen = Object.keys(call.inputs);
      return Promise.resolve({ outputs: {} });
    });
    expect(seen).toEqual(['script.elements', 'subtitles.cues']);
  });

  it('that a film can not have says why, and says so again', async () => {
    const stage = stageOf();
    const absent = (): Promise<StageProduct> => Promise.resolve({ outputs: {}, absent: 'no screenplay' });
    const first = await stage.run(absent);
    expect(first).toMatchObject({ status: 'absent', reason: 'no screenplay', outputs: {}, counts: {} });
    expect(await stage.run(absent)).toEqual({ ...first, reused: true });
    expect(stage.state.done).toBe(1);
  });

  it('of another parameter is another stage beside the first', async () => {
    const stage = stageOf();
    const first = await stage.run();
    const other = await stage.run(undefined, { parameters: { limit: 4 } });
    expect(other.key).not.toBe(first.key);
    expect(other.reused).toBe(false);
    expect(await records(stage.memory)).toHaveLength(2);
  });

  it.each(['missing', 'truncated', 'longer'])('with a %s output is made again, with the same key', async (state) => {
    const stage = stageOf('rows\n');
    const first = await stage.run();
    const output = first.outputs['lines']!.key;
    if (state === 'missing') await stage.memory.deleteBlob(output);
    else stage.memory.spoil(output, Buffer.from(state === 'longer' ? 'rows and more\n' : 'ro'));
    const second = await stage.run();
    expect(second).toEqual(first);
    expect(stage.state.done).toBe(2);
    expect(Buffer.from(await readBlob(stage.memory, output)).toString()).toBe('rows\n');
  });

  it.each([
    ['not JSON', '{"stage":'],
    ['of another form', '{"stage":"align"}\n'],
    ['of an unknown stage', '{"stage":"dream","key":"k","status":"done","outputs":{},"counts":{},"reused":false}\n'],
  ])('whose record is %s is made again', async (_, content) => {
    const stage = stageOf();
    const first = await stage.run();
    await stage.memory.putRecord(`stages/film-1/align-${first.key}.json`, Buffer.from(content));
    expect(await stage.run()).toEqual(first);
    expect(await stage.run()).toEqual({ ...first, reused: true });
    expect(stage.state.done).toBe(2);
  });

  it('that fails leaves no record, and is done by the next attempt', async () => {
    const stage = stageOf();
    const fails = async (store: Store): Promise<StageProduct> => {
      await store.putBlob(Buffer.from('half\n'));
      throw new Failure('StoreUnavailable', 'the disk is full');
    };
    await expect(stage.run(fails)).rejects.toMatchObject({ code: 'StoreUnavailable' });
    expect(await records(stage.memory)).toEqual([]);
    expect(await stage.run()).toMatchObject({ reused: false });
  });

  it('that is cancelled leaves no record, even when its work ends well', async () => {
    const stage = stageOf();
    const controller = new AbortController();
    const work = (): Promise<StageProduct> => {
      controller.abort(new Error('cancelled'));
      return Promise.resolve({ outputs: {} });
    };
    await expect(stage.run(work, {}, controller.signal)).rejects.toThrow('cancelled');
    expect(await records(stage.memory)).toEqual([]);
  });

  it('that two ask for at once is done once', async () => {
    const stage = stageOf();
    const both = await Promise.all([stage.run(), stage.run()]);
    expect(both[0]).toEqual(both[1]);
    expect(stage.state.done).toBe(1);
  });

  it('that two workers have done leaves a trace', async () => {
    const [one, other] = [stageOf(), stageOf()];
    const result = await one.run(async (store) => {
      // Another worker, with an in-flight table of its own, is faster on the same store.
      const sameStore = { ...other, store: () => Promise.resolve(store) };
      await runStage(sameStore, stageInput({ inputs }), identity, activityCall(), () =>
        Promise.resolve({ outputs: {} }),
      );
      return { outputs: {} };
    });
    expect(await records(one.memory)).toEqual([
      `stages/film-1/align-${result.key}.json`,
      `stages/film-1/align-${result.key}.repeated.json`,
    ]);
    expect(one.logged).toEqual(['film-1: align was completed by two workers']);
  });
});

describe('corrupt objects', () => {
  const rows = [{ film: 'film-1', index: 0, startMs: 0, endMs: 1, text: 'x', parts: [] }];

  it('read by a stage are removed, so that the stage which made them makes them again', async () => {
    const deps = memoryDeps();
    const table = await putTable(deps.memory, rows);
    deps.memory.spoil(table.key, Buffer.alloc(table.bytes, 'x'));
    const run = runStage(deps, stageInput({ inputs: {} }), identity, activityCall(), async () => {
      await readBlob(deps.memory, table.key);
      return { outputs: {} };
    });
    await expect(run).rejects.toMatchObject({ code: 'StoreCorrupt' });
    expect(await deps.memory.statBlob(table.key)).toBeNull();
  });

  it('whose hash is right but whose rows are not of their schema are removed too', async () => {
    const deps = memoryDeps();
    const table = await putTable(deps.memory, [{ film: 'film-1' }]);
    const run = runStage(deps, stageInput(), identity, activityCall(), async () => {
      for await (const _row of getTable(deps.memory, table, { schema: cue }));
      return { outputs: {} };
    });
    await expect(run).rejects.toMatchObject({ code: 'StoreCorrupt' });
    expect(await deps.memory.statBlob(table.key)).toBeNull();
  });

  it('that tell what else a stage needs make the stage run again at once', async () => {
    const deps = memoryDeps();
    const picture = await deps.memory.putBlob(Buffer.from('picture'));
    const run = (): Promise<StageResult> =>
      runStage(
        deps,
        stageInput(),
        identity,
        activityCall(),
        async ({ store }) => ({ outputs: { lines: await putTable(store, [{ ...rows[0], text: picture.key }]) } }),
        {
          async *alsoNeeds(outputs, store) {
            for await (const row of getTable(store, outputs['lines']!, { schema: cue })) yield row.text;
          },
        },
      );
    const first = await run();
    expect(await run()).toEqual({ ...first, reused: true });
    const table = first.outputs['lines']!;
    deps.memory.spoil(table.key, Buffer.alloc(table.bytes, 'x'));
    expect(await run()).toEqual(first);
    expect(await run()).toEqual({ ...first, reused: true });
    await deps.memory.deleteBlob(picture.key);
    expect(await run()).toEqual(first);
  });

  it('other failures remove nothing', async () => {
    const deps = memoryDeps();
    const blob = await deps.memory.putBlob(Buffer.from('kept'));
    const run = runStage(deps, stageInput(), identity, activityCall(), () =>
      Promise.reject(new Failure('StoreUnavailable', 'x', { file: blob.key })),
    );
    await expect(run).rejects.toMatchObject({ code: 'StoreUnavailable' });
    expect(await deps.memory.statBlob(blob.key)).not.toBeNull();
  });
});

describe('what a stage is known by', () => {
  const base = stageKey('film-1', identity, { 'subtitles.cues': ref('1') });
  const cases: [string, string, string][] = [
    ['the film', stageKey('film-2', identity, { 'subtitles.cues': ref('1') }), 'other'],
    ['the stage', stageKey('film-1', { ...identity, stage: 'script' }, { 'subtitles.cues': ref('1') }), 'other'],
    ['a parameter', stageKey('film-1', { ...identity, parameters: {} }, { 'subtitles.cues': ref('1') }), 'other'],
    ['the content of an input', stageKey('film-1', identity, { 'subtitles.cues': ref('2') }), 'other'],
    ['the name of an input', stageKey('film-1', identity, { 'script.cues': ref('1') }), 'other'],
    ['one input more', stageKey('film-1', identity, { 'subtitles.cues': ref('1'), 'script.x': ref('2') }), 'other'],
    ['which inputs it may use', stageKey('film-1', { ...identity, uses: [] }, { 'subtitles.cues': ref('1') }), 'same'],
    [
      'the size that a Ref names beside its content',
      stageKey('film-1', identity, { 'subtitles.cues': { ...ref('1'), rows: 5 } }),
      'same',
    ],
  ];
  it.each(cases)('%s', (_, found, expected) => {
    expect(found === base ? 'same' : 'other').toBe(expected);
  });

  it('does not depend on the order of inputs or parameters', () => {
    const [a, b] = [ref('1'), ref('2')];
    const parameters = [
      { one: { x: 1, y: [1, 2] }, two: 2 },
      { two: 2, one: { y: [1, 2], x: 1 } },
    ];
    const keys = [
      stageKey('f', { ...identity, parameters: parameters[0]! }, { a, b }),
      stageKey('f', { ...identity, parameters: parameters[1]! }, { b, a }),
    ];
    expect(keys[0]).toBe(keys[1]);
  });
});
