import { afterEach, describe, expect, it } from 'vitest';
import { chatFromEnvironment, openChat } from '../../../adapters/model/chat.ts';
import { type ChatAnswer, startChatServer } from '../../support/chat-server.ts';

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

describe('openChat', () => {
  it('sends one request as the endpoint expects it', async () => {
    const { chat, requests } = await serve('{}');
    expect(await chat([{ role: 'user', content: 'hello' }])).toEqual({
      text: '{}',
      flaw: null,
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
    ['no text', '{"message":{"content":null}}', 'The answer holds no text.'],
    ['a refusal', '{"message":{"content":null,"refusal":"secret"}}', 'The model refused to answer.'],
    ['a filter', '{"finish_reason":"content_filter"}', 'The answer was held back by a filter of the endpoint.'],
    ['a cut', '{"message":{"content":"{"},"finish_reason":"length"}', 'The answer was cut off at its longest.'],
  ])('%s is paid for, and says why it is no answer', async (_, choice, flaw) => {
    const usage = '{"prompt_tokens":7,"completion_tokens":2}';
    const { chat } = await serve((r) => void r.end(`{"choices":[${choice}],"usage":${usage}}`));
    const cost = { requests: 1, promptTokens: 7, completionTokens: 2 };
    expect(await chat([])).toMatchObject({ flaw, cost });
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
