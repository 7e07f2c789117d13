import { afterEach, describe, expect, it } from 'vitest';
import { chatFromEnvironment, openChat } from '../../../adapters/model/chat.ts';
import type { Story } from '../../../core/schema/story.ts';
import { assembleStories } from '../../../core/story/assemble.ts';
import type { ModelText } from '../../../core/story/prompt.ts';
import { tellStory } from '../../../core/story/tell-story.ts';
import { validateStory } from '../../../core/story/validate.ts';
import { type ChatAnswer, startChatServer } from '../../support/chat-server.ts';
import { entityRow, filmRows, instanceRow } from '../../support/story-rows.ts';

let stop: (() => Promise<void>) | undefined;
afterEach(async () => {
  await stop?.();
  stop = undefined;
});

async function serve(...answers: ChatAnswer[]) {
  const server = await startChatServer(answers);
  ({ stop } = server);
  const chat = openChat({ baseUrl: server.baseUrl, model: 'm', apiKey: 'secret-key', timeoutMs: 2000 });
  return { ...server, chat };
}

/** Five frames; Anna in the first two. */
function fiveFrames(): Story {
  const rows = filmRows('film', [1, 1, 1, 1, 1]);
  const entities = [entityRow('film', 'char1', { name: 'ANNA' })];
  const instances = [0, 1].map((keyframe) => instanceRow('film', keyframe, { entity: 'char1' }));
  return assembleStories({ ...rows, entities, instances }).stories[0]!;
}

const frame = (n: number, text: string) => `<gdi image${n}>\n${text}\n</gdi>`;
const rest = [2, 3, 4, 5].map((n) => frame(n, `Part ${n}.`));
const answer = (first: string, others: string[] = rest) => JSON.stringify({ story: [first, ...others].join('\n\n') });
const GOOD = answer(frame(1, '<gdo char1>Anna</gdo> <gda char1>waits</gda>.'));

describe('openChat', () => {
  it('sends one request as the endpoint expects it', async () => {
    const { chat, requests } = await serve('{}');
    expect(await chat([{ role: 'user', content: 'hello' }])).toEqual({
      text: '{}',
      cost: { requests: 1, promptTokens: 120, completionTokens: 30 },
    });
    expect(requests).toMatchObject([
      {
        path: '/v1/chat/completions',
        authorization: 'Bearer secret-key',
        body: { model: 'm', messages: [{ role: 'user', content: 'hello' }], response_format: { type: 'json_object' } },
      },
    ]);
  });

  const status = (code: number) => (response: { statusCode: number; end(text: string): void }) => {
    response.statusCode = code;
    response.end('secret-key and the film text');
  };
  it.each<[string, ChatAnswer, string]>([
    ['429', status(429), 'ModelBusy'],
    ['503', status(503), 'ModelBusy'],
    ['500', status(500), 'ModelUnavailable'],
    ['401', status(401), 'ModelUnavailable'],
    ['400', status(400), 'ModelReply'],
    ['a redirect', (r) => r.writeHead(302, { location: 'http://127.0.0.1:9/' }).end(), 'ModelUnavailable'],
    ['no JSON', (r) => void r.end('<html>secret-key</html>'), 'ModelReply'],
    ['null', (r) => void r.end('null'), 'ModelReply'],
    ['no text', (r) => void r.end('{"choices":[{"message":{"content":null}}]}'), 'ModelReply'],
    ['a refusal', (r) => void r.end('{"choices":[{"message":{"content":null,"refusal":"secret"}}]}'), 'ModelReply'],
    ['a filter', (r) => void r.end('{"choices":[{"finish_reason":"content_filter"}]}'), 'ModelReply'],
    ['a cut', (r) => void r.end('{"choices":[{"message":{"content":"{"},"finish_reason":"length"}]}'), 'ModelReply'],
    ['an endless answer', (r) => void r.end('x'.repeat(5 * 1024 * 1024)), 'ModelReply'],
    ['a broken connection', (r) => void r.destroy(), 'ModelUnavailable'],
  ])('%s', async (_, reply, code) => {
    const { chat } = await serve(reply);
    const error = await chat([{ role: 'user', content: 'x' }]).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'Failure', code });
    expect(JSON.stringify([(error as Error).message, (error as { details?: unknown }).details])).not.toContain(
      'secret',
    );
  });

  it.each([
    ['12', { status: 429, retryAfterMs: 12_000 }],
    ['0.5', { status: 429, retryAfterMs: 500 }],
    ['soon', { status: 429 }],
    ['1e9', { status: 429 }],
  ])('says how long a busy endpoint wants to be left alone: %s', async (wait, evidence) => {
    const { chat } = await serve((r) => void r.writeHead(429, { 'retry-after': wait }).end());
    await expect(chat([])).rejects.toMatchObject({ code: 'ModelBusy', details: { evidence } });
  });

  it('gives up on silence, and on cancellation at once', async () => {
    const server = await startChatServer([() => undefined]);
    ({ stop } = server);
    const silent = openChat({ baseUrl: server.baseUrl, model: 'm', timeoutMs: 50 });
    await expect(silent([])).rejects.toMatchObject({ code: 'ModelUnavailable' });
    const cancelled = openChat({
      baseUrl: server.baseUrl,
      model: 'm',
      signal: AbortSignal.abort(new Error('stopped')),
    });
    await expect(cancelled([])).rejects.toThrow('stopped');
  });

  it('refuses addresses that are none, and an address without model', () => {
    expect(() => openChat({ baseUrl: 'ftp://x', model: 'm' })).toThrow('not usable');
    expect(() => openChat({ baseUrl: 'http://user:pass@x/v1', model: 'm' })).toThrow('not usable');
    expect(chatFromEnvironment({})).toBeNull();
    expect(() => chatFromEnvironment({ STORYLOOM_CHAT_URL: 'http://x/v1' })).toThrow('without a model');
  });
});

describe('tellStory', () => {
  it('takes a valid text', async () => {
    const { chat } = await serve(GOOD);
    const told = await tellStory(fiveFrames(), chat);
    expect(told).toMatchObject({ text: { textSource: 'model' }, cost: { requests: 2, promptTokens: 240 } });
    const { text } = told as { text: ModelText };
    expect(validateStory({ ...fiveFrames(), story: text.story })).toEqual([]);
    expect(text.sentences[0]).toEqual({
      text: 'Anna waits.',
      elements: [],
      cues: [],
      frames: [0],
      instances: [0],
    });
  });

  it('mends case, spacing, fences and the frame tag `gdf`', async () => {
    const loose = answer('<GDF image1><GDO Char1 >Anna</gdo> waits.</GDF>');
    const { chat } = await serve(`Here it is:\n\`\`\`json\n${loose}\n\`\`\``);
    expect(await tellStory(fiveFrames(), chat)).toMatchObject({ text: { textSource: 'model' } });
  });

  it('hands the issues back and takes the second answer', async () => {
    const { chat, requests } = await serve(answer(frame(1, '<gdo char9>Bob</gdo>')), GOOD);
    const cost = { requests: 3, promptTokens: 360, completionTokens: 90 };
    expect(await tellStory(fiveFrames(), chat)).toMatchObject({ text: { textSource: 'model' }, cost });
    expect(requests[1]!.body.messages.at(-1)!.content).toContain('char9');
  });

  it.each<[string, string, string]>([
    ['garbage', '\u0000 not json', 'no-json'],
    ['JSON of another form', '{"story": 7}', 'no-json'],
    ['an invented id', answer(frame(1, '<gdo char9>Bob</gdo>')), 'unknown-id'],
    [
      'an id of another frame',
      answer(frame(1, 'A.'), [...rest.slice(0, 3), frame(5, '<gdo char1>A</gdo>')]),
      'absent-id',
    ],
    ['a thing that acts', answer(frame(1, '<gda obj1>falls</gda>')), 'unknown-id'],
    ['a place that is a person', answer(frame(1, '<gdl char1>Anna</gdl>')), 'no-place'],
    ['shuffled frames', answer(rest[0]!, [frame(1, 'A.'), ...rest.slice(1)]), 'image-order'],
    ['a lost frame', answer(frame(1, 'A.'), rest.slice(1)), 'frame-count'],
    ['an unclosed tag', answer(frame(1, '<gdo char1>Anna')), 'unclosed-tag'],
    ['text outside', answer(`Preface. ${frame(1, 'A.')}`), 'text-outside-frame'],
    ['an empty frame', answer(frame(1, ' ')), 'empty-frame'],
  ])('keeps asking at %s, then says why', async (_, reply, code) => {
    const { chat, requests } = await serve(reply);
    const told = await tellStory(fiveFrames(), chat);
    expect(requests).toHaveLength(3);
    expect('issues' in told && told.issues.map((issue) => issue.code)).toContain(code);
  });

  it('counts a reply that is none as a try, and throws on when the model is busy', async () => {
    const empty = await serve((r) => void r.end('{}'), GOOD);
    expect(await tellStory(fiveFrames(), empty.chat)).toMatchObject({ text: { textSource: 'model' } });
    await empty.stop();
    const busy = await serve((r) => void r.writeHead(429).end());
    await expect(tellStory(fiveFrames(), busy.chat)).rejects.toMatchObject({ code: 'ModelBusy' });
  });
});
