import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the endpoint was asked. */
export interface ChatRequest {
  path: string;
  authorization: string | undefined;
  body: { model: string; messages: { role: string; content: string | object[] }[]; response_format?: { type: string } };
}

/** How the endpoint answers the nth request: text as a proper completion, or anything at all. */
export type ChatAnswer = string | ((response: ServerResponse) => void);

/** What every answer says that it cost. */
const USAGE = { prompt_tokens: 120, completion_tokens: 30, total_tokens: 150 };

/** Answers in order, the last one again and again; or what makes the answer to the nth request, from 1. */
export type ChatScript = readonly ChatAnswer[] | ((request: ChatRequest, number: number) => ChatAnswer);

/** An OpenAI-compatible endpoint on loopback. */
export async function startChatServer(script: ChatScript): Promise<{
  baseUrl: string;
  requests: ChatRequest[];
  stop(): Promise<void>;
}> {
  const requests: ChatRequest[] = [];
  const server = createServer((request, response) => void answer(request, response));
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request as AsyncIterable<Uint8Array>) chunks.push(chunk);
    const body = JSON.parse(Buffer.concat(chunks).toString()) as ChatRequest['body'];
    const asked = { path: request.url ?? '', authorization: request.headers.authorization, body };
    const number = requests.push(asked);
    const next = typeof script === 'function' ? script(asked, number) : script[Math.min(number, script.length) - 1]!;
    if (typeof next === 'function') return next(response);
    const choices = [{ index: 0, message: { role: 'assistant', content: next }, finish_reason: 'stop' }];
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion', choices, usage: USAGE }));
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    requests,
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve, reject) => server.close((error) => (error ? reject(error) : resolve())));
    },
  };
}
