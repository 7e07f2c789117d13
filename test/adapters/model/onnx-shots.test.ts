import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openOnnxShots } from '../../../adapters/model/onnx-shots.ts';
import { checkedScores, type ShotModel } from '../../../adapters/model/shot-model.ts';

const child = { file: fileURLToPath(new URL('../../support/shot-child.cjs', import.meta.url)), execArgv: [] };
const frames = new Uint8Array(8);
const open = (model: string, timeLimitMs = 10_000): Promise<ShotModel> => openOnnxShots({ model, timeLimitMs, child });

async function score(model: ShotModel, id: string): Promise<number[]> {
  return checkedScores(await model.score({ id, frames }), id).map(({ single }) => single);
}

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'no failure',
    (error: { code?: string; message: string }) => error.code ?? error.message,
  );

/** Whether the process of a model, whose number is its revision here, still runs. */
function runs(model: ShotModel): boolean {
  try {
    return process.kill(Number(model.model.revision.slice('sha256-'.length)), 0);
  } catch {
    return false;
  }
}

describe('the process of a shot model', () => {
  it('answers, one head standing in for a second one, and ends when it is closed', async () => {
    const model = await open('well');
    const answer = checkedScores(await model.score({ id: 'one', frames }), 'one');
    expect(answer).toHaveLength(100);
    expect(answer[99]).toEqual({ single: 0.25, all: 0.25 });
    expect(runs(model)).toBe(true);
    await model.close();
    expect(runs(model)).toBe(false);
  });

  it('may answer in another order: answers find their windows', async () => {
    const model = await open('swapped');
    const [one, two] = await Promise.all([score(model, 'one'), score(model, 'two')]);
    expect([one[0], two[0]]).toEqual([Math.fround(0.1), Math.fround(0.2)]);
    await model.close();
  });

  it.each([
    ['other id', 'ModelReply'],
    ['too short', 'ModelReply'],
    ['no number', 'ModelReply'],
    ['no probability', 'ModelReply'],
    ['no scores', 'ModelReply'],
    ['failure', 'OutOfMemory'],
    ['death', 'ModelUnavailable'],
  ])('%s is %s', async (how, code) => {
    const model = await open(how);
    expect(await codeOf(score(model, 'frames 0 to 49'))).toBe(code);
    await model.close();
    expect(runs(model)).toBe(false);
  });

  it('that does not answer is given up and ended', async () => {
    const model = await open('no answer', 3_000);
    expect(await codeOf(score(model, 'frames 0 to 49'))).toBe('Timeout');
    expect(runs(model)).toBe(false);
    expect(await codeOf(score(model, 'frames 50 to 99'))).toBe('Timeout');
  });

  it('that answers twice is believed no more', async () => {
    const model = await open('twice');
    await score(model, 'one');
    await expect.poll(() => codeOf(score(model, 'two'))).toBe('ModelReply');
  });

  it('that opens no model is refused', async () => {
    expect(await codeOf(open('not even open'))).toBe('ModelReply');
  });

  it('ends with the abort, for the reason of the abort', async () => {
    const model = await open('no answer');
    const stop = new AbortController();
    const work = model.score({ id: 'one', frames }, { signal: stop.signal });
    stop.abort(new Error('stopped by the test'));
    await expect(work).rejects.toThrow('stopped by the test');
    expect(runs(model)).toBe(false);
  });

  it('is not asked for one window twice at a time', async () => {
    const model = await open('no answer');
    const first = codeOf(model.score({ id: 'one', frames }));
    expect(await codeOf(model.score({ id: 'one', frames }))).toBe('ModelReply');
    await model.close();
    expect(await first).toBe('ModelUnavailable');
  });
});
