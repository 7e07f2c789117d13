import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { caption } from '../../activities/caption.ts';
import { rowsOf } from '../../activities/rows.ts';
import { openChat } from '../../adapters/model/chat.ts';
import { putTable } from '../../adapters/store/tables.ts';
import { DEFAULT_BUILD_OPTIONS, type StageResult } from '../../core/contract/stages.ts';
import { reject, story, type Reject, type Story } from '../../core/schema/story.ts';
import { assembleStories } from '../../core/story/assemble.ts';
import { validateStory } from '../../core/story/validate.ts';
import { activityCall, activityEnvironment, memoryDeps, stageInput } from '../support/activities.ts';
import { activity } from '../../activities/activity.ts';
import { type ChatAnswer, startChatServer } from '../support/chat-server.ts';
import { entityRow, filmRows, instanceRow } from '../support/story-rows.ts';

type Deps = ReturnType<typeof memoryDeps>;

let deps: Deps;
let server: Awaited<ReturnType<typeof startChatServer>> | null = null;
beforeEach(() => {
  deps = memoryDeps();
});
afterEach(async () => {
  await server?.stop();
  server = null;
});

/** A story of five frames; Anna in the first two. */
const OWN = ownStory();
function ownStory(): Story {
  const rows = filmRows('film-1', [1, 1, 1, 1, 1]);
  const entities = [entityRow('film-1', 'char1', { name: 'ANNA' })];
  const instances = [0, 1].map((keyframe) => instanceRow('film-1', keyframe, { entity: 'char1' }));
  return assembleStories({ ...rows, entities, instances }).stories[0]!;
}

const frame = (n: number, text: string) => `<gdi image${n}>\n${text}\n</gdi>`;
const rest = [2, 3, 4, 5].map((n) => frame(n, `Part ${n}.`));
const answer = (...frames: string[]) => JSON.stringify({ story: frames.join('\n\n') });
const GOOD = answer(frame(1, '<gdo char1>Anna</gdo> <gda char1>waits</gda>.'), ...rest);

/** The stage's input, with the endpoint giving these answers in turn, the last one again and again. */
async function inputWith(...answers: ChatAnswer[]) {
  await server?.stop();
  server = await startChatServer(answers);
  const { baseUrl } = server;
  deps.chat = (model, signal) => openChat({ baseUrl, model, signal, timeoutMs: 300 });
  const inputs = {
    'assemble.stories': await putTable(deps.memory, [OWN]),
    'assemble.rejects': await putTable(deps.memory, []),
  };
  return stageInput({ inputs, options: { ...DEFAULT_BUILD_OPTIONS, storyModel: 'teller' } });
}

async function outcome(result: StageResult): Promise<{ told: Story; rejects: Reject[] }> {
  const [told] = await rowsOf(deps.memory, result.outputs['stories'], story);
  return { told: told!, rejects: await rowsOf(deps.memory, result.outputs['rejects'], reject) };
}

const plain =
  (body: object): ChatAnswer =>
  (r) =>
    void r.end(JSON.stringify(body));
const status =
  (code: number, headers: Record<string, string> = {}): ChatAnswer =>
  (r) =>
    void r.writeHead(code, headers).end();

/** Faults of an answer, and what the reject row says when it comes again and again. */
const FAULTS: [name: string, fault: ChatAnswer, reason: string][] = [
  ['bad JSON', '{"story": "<gdi image1>', 'no-json'],
  ['a missing frame', answer(frame(1, 'A.'), ...rest.slice(1)), 'frame-count'],
  ['an unknown id', answer(frame(1, '<gdo char9>Bob</gdo>'), ...rest), 'unknown-id'],
  ['an unclosed tag', answer(frame(1, '<gdo char1>Anna'), ...rest), 'unclosed-tag'],
  ['wrong order', answer(rest[0]!, frame(1, 'A.'), ...rest.slice(1)), 'image-order'],
  ['prose before the tags', answer(`Once upon a time. ${frame(1, 'A.')}`, ...rest), 'text-outside-frame'],
  [
    'words that nobody says',
    answer(frame(1, '<gdo char1>Anna</gdo> says “I was never here”.'), ...rest),
    'unspoken-quote',
  ],
  ['an empty answer', plain({ choices: [{ message: { content: '' } }] }), 'model-reply'],
  [
    'a truncated answer',
    plain({ choices: [{ message: { content: GOOD.slice(0, 60) }, finish_reason: 'length' }] }),
    'model-reply',
  ],
  ['a refusal', plain({ choices: [{ message: { content: null, refusal: 'I cannot help.' } }] }), 'model-reply'],
  ['a refusal in words', 'I am sorry, I cannot help with that.', 'no-json'],
];

describe('an endpoint that errs', () => {
  it.each(FAULTS)('%s once: the next answer is taken', async (_, fault) => {
    const result = await caption(deps, await inputWith(fault, GOOD), activityCall());
    const { told, rejects } = await outcome(result);
    expect([told.textSource, rejects]).toEqual(['model', []]);
    expect(told.provenance.models.at(-1)).toEqual({ id: 'teller', revision: 'tell-1+polish-1' });
    expect(validateStory(told)).toEqual([]);
    expect(result.counts).toMatchObject({ retold: 1, chatRequests: 3 });
  });

  it.each(FAULTS)('%s again and again: the story keeps its own words, and a row says why', async (_, fault, reason) => {
    const result = await caption(deps, await inputWith(fault), activityCall());
    const { told, rejects } = await outcome(result);
    expect(told).toEqual(OWN);
    expect(rejects).toMatchObject([{ stage: 'caption', reason: 'no-valid-reply', what: `text of story ${OWN.id}` }]);
    expect(rejects[0]!.evidence['issues']).toContain(reason);
    expect(result.counts).toMatchObject({ retold: 0, chatRequests: 3 });
  });

  it.each<[string, ChatAnswer, string]>([
    ['a timeout', () => undefined, 'ModelUnavailable'],
    ['429 with retry-after', status(429, { 'retry-after': '7' }), 'ModelBusy'],
    ['500', status(500), 'ModelUnavailable'],
  ])('%s: the attempt fails and leaves nothing, the next one succeeds', async (_, fault, code) => {
    const input = await inputWith(fault, GOOD);
    await expect(caption(deps, input, activityCall())).rejects.toMatchObject({ code });
    const records: string[] = [];
    for await (const name of deps.memory.listRecords('')) records.push(name);
    expect(records).toEqual([]);
    const { told } = await outcome(await caption(deps, input, activityCall()));
    expect(told.textSource).toBe('model');
  });

  it('waits as long as a busy endpoint asks to', async () => {
    const input = await inputWith(status(429, { 'retry-after': '7' }));
    const run = activityEnvironment().run(
      activity((_: null, call) => caption(deps, input, call)),
      null,
    );
    await expect(run).rejects.toMatchObject({ type: 'ModelBusy', nextRetryDelay: 7_000, nonRetryable: false });
  });
});

describe('polish for continuity', () => {
  const polished = answer(frame(1, '<gdo char1>Anna</gdo> <gda char1>waits</gda> for long.'), ...rest);

  it('takes the polished text, asked for behind the first', async () => {
    const { told, rejects } = await outcome(await caption(deps, await inputWith(GOOD, polished), activityCall()));
    expect([told.story.includes('waits</gda> for long.'), rejects]).toEqual([true, []]);
    const turns = server!.requests[1]!.body.messages;
    expect(turns.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user']);
  });

  it('that is never valid leaves the story as it was told, and a row says so', async () => {
    const { told, rejects } = await outcome(await caption(deps, await inputWith(GOOD, 'Done!'), activityCall()));
    expect([told.textSource, told.story.includes('<gda char1>waits</gda>.')]).toEqual(['model', true]);
    expect(rejects).toMatchObject([{ what: `polish of story ${OWN.id}`, reason: 'no-valid-reply' }]);
  });
});

describe('what was paid for', () => {
  it.each<[string, ChatAnswer]>([
    ['a valid answer', GOOD],
    ['three answers that are none', 'no story'],
  ])('%s is never asked for again, though the stage is lost', async (_, reply) => {
    const input = await inputWith(reply);
    const first = await caption(deps, input, activityCall());
    const asked = server!.requests.length;
    await deps.memory.deleteRecord(`stages/film-1/caption-${first.key}.json`);
    const again = await caption(deps, input, activityCall());
    expect(again).toEqual(first);
    expect(server!.requests).toHaveLength(asked);
    const tokens = { promptTokens: 120 * asked, completionTokens: 30 * asked };
    expect(again.counts).toMatchObject({ chatRequests: asked, ...tokens });
  });

  it('stops at once when it is cancelled', async () => {
    const stop = new AbortController();
    const input = await inputWith(() => stop.abort(new Error('stopped by the test')));
    await expect(caption(deps, input, activityCall(stop.signal))).rejects.toThrow('stopped by the test');
  });
});
