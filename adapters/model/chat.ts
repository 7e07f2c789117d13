import { z } from 'zod';
import { Failure } from '../../core/contract/errors.ts';
import type { ChatMessage } from '../../core/story/prompt.ts';
import type { Chat, ChatAsk, ChatReply } from '../../core/story/ask.ts';

export interface ChatOptions {
  /** Address up to and with `/v1`, such as `http://127.0.0.1:8000/v1`. */
  baseUrl: string;
  model: string;
  apiKey?: string;
  /** Whether to ask for JSON answers (`response_format`). Default true; some servers refuse it. */
  json?: boolean;
  timeoutMs?: number;
  temperature?: number;
  maxTokens?: number;
  signal?: AbortSignal;
}

/** The published pipeline allows 18,000 tokens of answer. */
const MAX_TOKENS = 18_000;
const TIMEOUT_MS = 300_000;
/** A larger answer is none: the longest text asked for is below 200 kB. */
const MAX_REPLY_BYTES = 4 * 1024 * 1024;

/**
 * Options from STORYLOOM_CHAT_URL, STORYLOOM_CHAT_MODEL and STORYLOOM_CHAT_KEY; null when no address is set. Throws
 * `InvalidInput` for an address without model.
 */
export function chatFromEnvironment(env: Record<string, string | undefined>): ChatOptions | null {
  const baseUrl = env['STORYLOOM_CHAT_URL'];
  if (baseUrl === undefined || baseUrl === '') return null;
  const model = env['STORYLOOM_CHAT_MODEL'];
  if (model === undefined || model === '') {
    throw new Failure('InvalidInput', 'A chat endpoint is set without a model.', {
      at: 'STORYLOOM_CHAT_MODEL',
      remedy: 'Name a model that the endpoint serves.',
    });
  }
  const apiKey = env['STORYLOOM_CHAT_KEY'];
  return apiKey === undefined || apiKey === '' ? { baseUrl, model } : { baseUrl, model, apiKey };
}

/** Requests at once unless told otherwise. */
const AT_ONCE = 4;
const MOST_AT_ONCE = 256;

/** Requests at once from STORYLOOM_CHAT_AT_ONCE. Throws `InvalidInput` for what is no number from 1 to 256. */
export function chatsAtOnceFrom(env: Record<string, string | undefined>): number {
  const text = env['STORYLOOM_CHAT_AT_ONCE'] ?? '';
  if (text === '') return AT_ONCE;
  const most = Number(text);
  if (Number.isInteger(most) && most >= 1 && most <= MOST_AT_ONCE) return most;
  throw new Failure('InvalidInput', `STORYLOOM_CHAT_AT_ONCE is no whole number from 1 to ${MOST_AT_ONCE}`, {
    at: 'STORYLOOM_CHAT_AT_ONCE',
    remedy: `Write a number, or leave it out for ${AT_ONCE}.`,
  });
}

/**
 * A chat with any OpenAI-compatible endpoint. Each call is one request, without retries of its own: whoever calls knows
 * what a retry costs. Throws `ModelUnavailable` (refused, timed out, 401–404, 5xx), `ModelBusy` (429, 503, 529),
 * `ModelReply` (no completion, too long, or 4xx), `InvalidInput` for a bad address. Messages hold neither key nor text.
 */
export function openChat(options: ChatOptions): Chat {
  const url = endpointOf(options.baseUrl);
  return async (messages, { format } = {}) => {
    const response = await post(url, options, { messages, format });
    if (!response.ok) {
      await response.body?.cancel();
      throw refusal(response, url);
    }
    return replyOf(await boundedText(response, url), url);
  };
}

function endpointOf(baseUrl: string): URL {
  const address = `${baseUrl.replace(/\/+$/, '')}/chat/completions`;
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url !== null && (url.protocol === 'http:' || url.protocol === 'https:') && url.username === '') return url;
  throw new Failure('InvalidInput', 'The chat address is not usable.', {
    at: 'STORYLOOM_CHAT_URL',
    remedy: 'Write it as http://host:port/v1, without user or password; the key goes into STORYLOOM_CHAT_KEY.',
  });
}

async function post(
  url: URL,
  options: ChatOptions,
  { messages, format }: { messages: readonly ChatMessage[]; format: ChatAsk['format'] },
): Promise<Response> {
  const { model, apiKey, json = true, temperature = 0.7, maxTokens = MAX_TOKENS, timeoutMs = TIMEOUT_MS } = options;
  const timeout = AbortSignal.timeout(timeoutMs);
  const strict = format == null ? null : { type: 'json_schema', json_schema: { ...format, strict: true } };
  const form = json ? { response_format: strict ?? { type: 'json_object' } } : {};
  try {
    return await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
      },
      body: JSON.stringify({ model, messages, temperature, max_tokens: maxTokens, ...form }),
      // A redirect could carry the key elsewhere.
      redirect: 'error',
      signal: options.signal === undefined ? timeout : AbortSignal.any([options.signal, timeout]),
    });
  } catch (error) {
    options.signal?.throwIfAborted();
    throw unreachable(url, timeout.aborted ? `no answer within ${timeoutMs} ms` : 'the connection failed', error);
  }
}

/** Longest wait that an endpoint may ask for; more and the film fails now, to be retried by hand. */
const MOST_WAIT_S = 3_600;

function refusal({ status, headers }: Response, url: URL): Failure {
  const wait = Number(headers.get('retry-after') ?? NaN);
  const asked = wait >= 0 && wait <= MOST_WAIT_S ? { retryAfterMs: Math.ceil(wait * 1000) } : {};
  const details = { at: url.host, evidence: { status, ...asked } };
  if ([429, 503, 529].includes(status)) return new Failure('ModelBusy', 'The model endpoint is busy.', details);
  if (status >= 500 || [401, 402, 403, 404].includes(status)) {
    const remedy = status < 500 ? { remedy: 'Check address, model name and STORYLOOM_CHAT_KEY.' } : {};
    return new Failure('ModelUnavailable', 'The model endpoint refused the request.', { ...details, ...remedy });
  }
  return new Failure('ModelReply', 'The model endpoint did not accept the request.', details);
}

async function boundedText(response: Response, url: URL): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response.body ?? []) {
      bytes += (chunk as Uint8Array).length;
      if (bytes > MAX_REPLY_BYTES) break;
      chunks.push(chunk as Uint8Array);
    }
  } catch (error) {
    throw unreachable(url, 'the answer broke off', error);
  }
  if (bytes > MAX_REPLY_BYTES) {
    throw new Failure('ModelReply', 'The answer is too long.', {
      at: url.host,
      evidence: { limitBytes: MAX_REPLY_BYTES },
    });
  }
  return Buffer.concat(chunks).toString('utf8');
}

const tokens = z.int().nonnegative();

/** A completion, as far as it matters here. Endpoints differ in what they leave out. */
const completion = z.object({
  choices: z
    .array(
      z.object({
        message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }).optional(),
        finish_reason: z.string().nullish(),
      }),
    )
    .min(1),
  usage: z.object({ prompt_tokens: tokens, completion_tokens: tokens }).nullish().catch(null),
});

/** The body may quote the film, so nothing of it goes into a message. */
function replyOf(body: string, url: URL): ChatReply {
  const refuse = (message: string): Failure => new Failure('ModelReply', message, { at: url.host });
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw refuse('The endpoint answered something that is not JSON.');
  }
  const parsed = completion.safeParse(value);
  if (!parsed.success) throw refuse('The endpoint answered something that is no completion.');
  const { choices, usage } = parsed.data;
  const cost = {
    requests: 1,
    promptTokens: usage?.prompt_tokens ?? 0,
    completionTokens: usage?.completion_tokens ?? 0,
  };
  return { text: choices[0]!.message?.content ?? '', flaw: flawOf(choices[0]!), cost };
}

/** Why a completion is no answer; null where it may be one. */
function flawOf({ message, finish_reason: end }: z.infer<typeof completion>['choices'][number]): string | null {
  if (message?.refusal != null && message.refusal !== '') return 'The model refused to answer.';
  if (end === 'content_filter') return 'The answer was held back by a filter of the endpoint.';
  if (end === 'length') return 'The answer was cut off at its longest.';
  return (message?.content ?? '') === '' ? 'The answer holds no text.' : null;
}

function unreachable(url: URL, why: string, cause: unknown): Failure {
  return new Failure('ModelUnavailable', `The model endpoint cannot be reached: ${why}.`, { at: url.host }, { cause });
}
