import { afterEach, beforeEach, describe as group, expect, it } from 'vitest';
import { describe } from '../../activities/describe.ts';
import { rowsOf } from '../../activities/rows.ts';
import { openChat } from '../../adapters/model/chat.ts';
import { putTable } from '../../adapters/store/tables.ts';
import { DEFAULT_BUILD_OPTIONS, type StageResult } from '../../core/contract/stages.ts';
import { description } from '../../core/schema/description.ts';
import { reject } from '../../core/schema/story.ts';
import { activityCall, memoryDeps, stageInput } from '../support/activities.ts';
import { type ChatAnswer, type ChatScript, startChatServer } from '../support/chat-server.ts';
import { filmRows, instanceRow } from '../support/story-rows.ts';

let deps: ReturnType<typeof memoryDeps>;
let server: Awaited<ReturnType<typeof startChatServer>> | null = null;
beforeEach(() => {
  deps = memoryDeps();
});
afterEach(async () => {
  await server?.stop();
  server = null;
});

const PICTURE = Buffer.from('a picture');

/** Three keyframes, the last of which repeats the first; two instances in the first. */
async function inputWith(script: ChatScript) {
  server = await startChatServer(script);
  const { baseUrl } = server;
  deps.chat = (model, signal) => openChat({ baseUrl, model, signal, timeoutMs: 2000 });
  const image = (await deps.memory.putBlob(PICTURE)).key;
  const keyframes = filmRows('film-1', [1, 1, 1]).keyframes.map((row) => ({ ...row, image }));
  keyframes[2] = { ...keyframes[2]!, duplicateOf: 0, duplicateEvidence: { method: 'hash', value: 0, threshold: 6 } };
  const instances = [0, 1].map((index) => instanceRow('film-1', 0, { entity: `char${index + 1}`, index }));
  const inputs = {
    'shots.keyframes': await putTable(deps.memory, keyframes),
    'identify.instances': await putTable(deps.memory, instances),
  };
  return stageInput({ inputs, options: { ...DEFAULT_BUILD_OPTIONS, captioner: 'seer' } });
}

async function outcome(result: StageResult) {
  return {
    rows: await rowsOf(deps.memory, result.outputs['descriptions'], description),
    rejects: await rowsOf(deps.memory, result.outputs['rejects'], reject),
  };
}

interface Facts {
  id: string;
  instances: { index: number; label: string; box: number[] }[];
}

/** An answer as it should be, with changes. */
function answer(facts: Facts, change: object = {}): string {
  const instances = facts.instances.map(({ index }) => ({ index, attributes: `the one with number ${index}` }));
  return JSON.stringify({ id: facts.id, caption: `A room, ${facts.id}.`, landmark: null, instances, ...change });
}

/** A script that answers each request about a keyframe by what is asked, its nth request counted apart. */
function seer(reply: (facts: Facts, nth: number) => ChatAnswer): ChatScript {
  const asked = new Map<string, number>();
  return ({ body }) => {
    const parts = body.messages[1]!.content as unknown as [{ text: string }, { image_url: { url: string } }];
    const facts = JSON.parse(parts[0].text) as Facts;
    expect(parts[1].image_url.url).toBe(`data:image/jpeg;base64,${PICTURE.toString('base64')}`);
    const nth = (asked.get(facts.id) ?? 0) + 1;
    asked.set(facts.id, nth);
    return reply(facts, nth);
  };
}

group('a model that sees', () => {
  it('describes what a story may show, once, by a schema', async () => {
    const input = await inputWith(seer((facts) => answer(facts, { landmark: 'Eiffel Tower' })));
    const first = await describe(deps, input, activityCall());
    const { rows, rejects } = await outcome(first);
    expect(rejects).toEqual([]);
    expect(rows.map(({ keyframe, caption, landmark }) => [keyframe, caption, landmark])).toEqual([
      [0, 'A room, film-1/0.', 'Eiffel Tower'],
      [1, 'A room, film-1/1.', 'Eiffel Tower'],
    ]);
    expect(rows[0]!.instances.map(({ index }) => index)).toEqual([0, 1]);
    expect(rows[0]!.model).toEqual({ id: 'seer', revision: 'prompt describe-1' });
    const form = server!.requests[0]!.body.response_format as unknown as { type: string; json_schema: object };
    expect(form.type).toBe('json_schema');
    expect(form.json_schema).toMatchObject({ name: 'description', strict: true, schema: { type: 'object' } });
    await deps.memory.deleteRecord(`stages/film-1/describe-${first.key}.json`);
    expect(await describe(deps, input, activityCall())).toEqual(first);
    expect(server!.requests).toHaveLength(2);
    expect(first.counts).toEqual({ descriptions: 2, chatRequests: 2, promptTokens: 240, completionTokens: 60 });
  });

  const FAULTS: [name: string, fault: (facts: Facts) => ChatAnswer, issue: string][] = [
    ['prose', () => 'It is a room.', 'wrong-form'],
    ['another id', (facts) => answer({ ...facts, id: 'film-1/7' }), 'wrong-id'],
    [
      'an instance that was not asked about',
      (f) => answer(f, { instances: [{ index: 9, attributes: 'x' }] }),
      'unknown-instance',
    ],
    [
      'an instance twice',
      (facts) => answer(facts, { instances: [0, 0].map((index) => ({ index, attributes: 'x' })) }),
      'instance',
    ],
    ['no caption', (facts) => answer(facts, { caption: ' ' }), 'wrong-form'],
    ['a page of caption', (facts) => answer(facts, { caption: 'x'.repeat(2_000) }), 'wrong-form'],
    ['a refusal', () => (r) => void r.end('{"choices":[{"message":{"refusal":"no"}}]}'), 'model-reply'],
  ];

  it.each(FAULTS)('%s once: the next answer is taken', async (_, fault) => {
    const input = await inputWith(seer((facts, nth) => (nth === 1 ? fault(facts) : answer(facts))));
    const { rows, rejects } = await outcome(await describe(deps, input, activityCall()));
    expect([rows.length, rejects]).toEqual([2, []]);
    for (const { keyframe, caption } of rows) expect(caption).toBe(`A room, film-1/${keyframe}.`);
  });

  it.each(FAULTS)(
    '%s again and again: a reject row, and the other keyframe has its own words',
    async (_, fault, issue) => {
      const input = await inputWith(seer((facts) => (facts.id === 'film-1/0' ? fault(facts) : answer(facts))));
      const { rows, rejects } = await outcome(await describe(deps, input, activityCall()));
      expect(rows.map(({ keyframe, caption }) => [keyframe, caption])).toEqual([[1, 'A room, film-1/1.']]);
      expect(rejects).toMatchObject([
        { stage: 'describe', what: 'description of keyframe 0', reason: 'no-valid-reply' },
      ]);
      expect(rejects[0]!.evidence['issues']).toContain(issue);
    },
  );

  it('that is busy makes the attempt fail; what was paid for is kept', async () => {
    const busy: ChatAnswer = (r) => void r.writeHead(503).end();
    const input = await inputWith(seer((facts, nth) => (facts.id === 'film-1/1' && nth === 1 ? busy : answer(facts))));
    await expect(describe(deps, input, activityCall())).rejects.toMatchObject({ code: 'ModelBusy' });
    const { rows } = await outcome(await describe(deps, input, activityCall()));
    expect(rows).toHaveLength(2);
  });
});
