import type { ServerResponse } from 'node:http';
import { afterEach, expect, it, vi } from 'vitest';
import { startChatServer } from '../support/chat-server.ts';
import { createDeps } from '../../workers/deps.ts';

afterEach(() => vi.unstubAllEnvs());

it('asks an endpoint for no more at once than it is told, from all films together', async () => {
  const waiting: ServerResponse[] = [];
  const server = await startChatServer(() => (response) => void waiting.push(response));
  vi.stubEnv('STORYLOOM_CHAT_URL', server.baseUrl);
  vi.stubEnv('STORYLOOM_CHAT_AT_ONCE', '2');
  const deps = createDeps(() => undefined);
  const { signal } = new AbortController();
  const films = [deps.chat('teller', signal), deps.chat('seer', signal)];
  const answers = films.flatMap((chat) => [1, 2, 3].map(() => chat([])));
  for (let answered = 0; answered < 6; answered++) {
    await expect.poll(() => waiting.length).toBe(Math.min(6, answered + 2));
    waiting[answered]!.end('{"choices":[{"message":{"content":"{}"}}]}');
  }
  expect(await Promise.all(answers)).toHaveLength(6);
  await deps.close();
  await server.stop();
});

it.each(['0', '-1', 'many', '1.5', '1000'])('refuses %s requests at once', (most) => {
  vi.stubEnv('STORYLOOM_CHAT_AT_ONCE', most);
  expect(() => createDeps(() => undefined)).toThrow('STORYLOOM_CHAT_AT_ONCE');
});
