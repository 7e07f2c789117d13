import { MockActivityEnvironment } from '@temporalio/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { activity, type ActivityCall, type FinishedParts } from '../../activities/activity.ts';
import { annotate } from '../../activities/annotate.ts';
import { inParts } from '../../activities/in-parts.ts';
import { FakeAnnotator } from '../../adapters/model/fake.ts';
import type { AnnotateCall, AnnotatorImage } from '../../adapters/model/annotator.ts';
import { MemoryStore } from '../../adapters/store/memory.ts';
import { putTable, readBlob } from '../../adapters/store/tables.ts';
import { Failure } from '../../core/contract/errors.ts';
import sharp from 'sharp';
import { activityCall, memoryDeps, stageInput } from '../support/activities.ts';
import { filmRows } from '../support/story-rows.ts';

const schema = z.object({ a: z.number(), b: z.number() });
const items = [1, 2, 3, 4, 5, 6, 7];

/** A call of a later attempt: it knows what the one before told last. */
function after({ reported }: { reported: unknown[] }): ReturnType<typeof activityCall> & ActivityCall {
  const { parts } = reported.at(-1) as { parts: FinishedParts };
  return { ...activityCall(), earlier: parts };
}

describe('work in parts', () => {
  let store: MemoryStore;
  let asked: number[][];
  beforeEach(() => {
    store = new MemoryStore();
    asked = [];
  });

  /** The keys stand in another order than those of the schema. */
  const run = (call: ActivityCall, { failsAt = Infinity, size = 3 } = {}) =>
    inParts(store, call, {
      ...{ items, size, unit: 'things', schema },
      work: (part) => {
        asked.push(part);
        if (part.includes(failsAt)) return Promise.reject(new Error('crash'));
        return Promise.resolve(part.map((item) => ({ b: item, a: -item })));
      },
    });
  const rows = JSON.stringify(items.map((item) => ({ b: item, a: -item })));

  it('gives a row an item and tells of every part', async () => {
    const call = activityCall();
    expect(JSON.stringify((await run(call)).rows)).toBe(rows);
    expect(asked).toEqual([[1, 2, 3], [4, 5, 6], [7]]);
    expect(call.reported.map((one) => (one as { done: number }).done)).toEqual([3, 6, 7]);
  });

  it('goes on behind the last part that was told of, with the same bytes', async () => {
    const first = activityCall();
    await expect(run(first, { failsAt: 5 })).rejects.toThrow('crash');
    asked = [];
    const second = after(first);
    expect(JSON.stringify((await run(second)).rows)).toBe(rows);
    expect(asked).toEqual([[4, 5, 6], [7]]);
    expect((second.reported.at(-1) as { parts: FinishedParts }).parts.keys).toHaveLength(3);
  });

  it.each<[string, (parts: FinishedParts) => Promise<number> | number]>([
    ['parts that are lost', async ({ keys }) => (await store.deleteBlob(keys[0]!), 3)],
    ['parts of another size', () => 2],
  ])('makes %s again', async (_, change) => {
    const first = activityCall();
    await run(first);
    asked = [];
    const second = after(first);
    expect(JSON.stringify((await run(second, { size: await change(second.earlier!) })).rows)).toBe(rows);
    expect(asked[0]![0]).toBe(1);
  });

  it('has larger parts where there would be too many to tell of, and works on no more at once', async () => {
    const many = Array.from({ length: 1000 }, (_, at) => at);
    const call = activityCall();
    const work = (some: number[]): Promise<{ a: number; b: number }[]> => {
      asked.push(some);
      return some.includes(700) ? Promise.reject(new Error('crash')) : Promise.resolve(some.map((b) => ({ b, a: 0 })));
    };
    const parted = { items: many, size: 3, unit: 'things', schema };
    await expect(inParts(store, call, { ...parted, work })).rejects.toThrow('crash');
    expect(Math.max(...asked.map(({ length }) => length))).toBe(3);
    const second = after(call);
    expect(second.earlier).toMatchObject({ size: 18, keys: { length: 38 } });
    const { rows: found } = await inParts(store, second, {
      ...parted,
      work: (some) => Promise.resolve(some.map((b) => ({ b, a: 0 }))),
    });
    expect(found.map(({ b }) => b)).toEqual(many);
    expect((second.reported.at(-1) as { parts: FinishedParts }).parts.keys).toHaveLength(56);
  });

  it('does not take rows of another form for its own', async () => {
    const key = (await store.putBlob(Buffer.from('[{"a":1},{"a":2},{"a":3}]'))).key;
    const call = { ...activityCall(), earlier: { size: 3, keys: [key] } };
    expect(JSON.stringify((await run(call)).rows)).toBe(rows);
    expect(asked).toHaveLength(3);
  });

  it('leaves nothing of its parts once they are forgotten', async () => {
    const { forget } = await run(activityCall());
    const blobs = async (): Promise<number> => {
      let count = 0;
      for await (const _blob of store.listBlobs()) count++;
      return count;
    };
    expect(await blobs()).toBe(3);
    await forget();
    expect(await blobs()).toBe(0);
  });
});

it('an activity hears of the parts that the attempt before it told of', async () => {
  const parts = { size: 8, keys: ['sha256-a', 'sha256-b'] };
  const heard = activity((_: null, { earlier }) => Promise.resolve(earlier ?? 'nothing'));
  const run = (heartbeatDetails: unknown): Promise<unknown> =>
    new MockActivityEnvironment({ heartbeatDetails }).run(heard, null);
  expect(await run({ done: 16, total: 20, unit: 'keyframes', parts })).toEqual(parts);
  expect(await run(undefined)).toBe('nothing');
  expect(await run({ done: 3, total: null, unit: 'bytes' })).toBe('nothing');
  expect(await run({ parts: { size: 0, keys: [1] } })).toBe('nothing');
});

/** Counts the pictures it is asked about, and dies at one of its batches. */
class CountingAnnotator extends FakeAnnotator {
  readonly seen: string[] = [];
  diesAt: string | null = null;

  override annotate(images: AnnotatorImage[], options: AnnotateCall = {}) {
    if (images.some(({ id }) => id === this.diesAt)) {
      return Promise.reject(new Failure('ModelUnavailable', 'the model died'));
    }
    this.seen.push(...images.map(({ id }) => id));
    return super.annotate(images, options);
  }
}

it('annotation goes on with the batch in which it failed, and stores the same rows', async () => {
  const deps = memoryDeps();
  const annotator = new CountingAnnotator();
  deps.annotator = () => Promise.resolve(annotator);
  const keyframes = filmRows('film-1', Array<number>(20).fill(1)).keyframes;
  for (const [at, frame] of keyframes.entries()) {
    const background = { r: at * 9, g: 90, b: 200 - at };
    const bytes = await sharp({ create: { width: 64, height: 36, channels: 3, background } })
      .png()
      .toBuffer();
    frame.image = (await deps.memory.putBlob(bytes)).key;
  }
  const inputs = { 'shots.keyframes': await putTable(deps.memory, keyframes) };
  const input = { ...stageInput({ inputs }), from: 0, rows: 20 };
  annotator.diesAt = '17';
  const first = activityCall();
  await expect(annotate(deps, input, first)).rejects.toMatchObject({ code: 'ModelUnavailable' });
  expect(annotator.seen).toHaveLength(16);
  annotator.diesAt = null;
  const resumed = await annotate(deps, input, after(first));
  expect(annotator.seen).toEqual(keyframes.map(({ index }) => String(index)));

  const anew = memoryDeps();
  for (const { image } of keyframes) {
    await anew.memory.putBlob(await readBlob(deps.memory, image));
  }
  await putTable(anew.memory, keyframes);
  expect(resumed.outputs).toEqual((await annotate(anew, input, activityCall())).outputs);
});
