import { createHash } from 'node:crypto';
import { getJson, putJson } from '../adapters/store/tables.ts';
import type { Store } from '../adapters/store/store.ts';
import { keptAnswer } from '../core/schema/bookkeeping.ts';
import type { Chat } from '../core/story/ask.ts';

/**
 * A chat whose answers are kept under what was asked (`replies/<hash>.json`: model, turns, form and attempt), whatever they
 * hold, so that none is ever paid for twice: not after a crash, a retry or a change elsewhere. What is no completion, and was not
 * paid for, is not kept. The cost of a kept answer is what it cost when it came.
 */
export function keptChat(store: Store, model: string, chat: Chat): Chat {
  return async (messages, { format, attempt = 0 } = {}) => {
    const asked = JSON.stringify([model, messages, format ?? null, attempt]);
    const name = `replies/${createHash('sha256').update(asked).digest('hex')}.json`;
    const known = await getJson(store, name, { schema: keptAnswer });
    if (known != null) return known;
    const value = await chat(messages, { ...(format == null ? {} : { format }), attempt });
    await putJson(store, name, { value });
    return value;
  };
}
