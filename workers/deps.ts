import pLimit from 'p-limit';
import type { Deps } from '../activities/deps.ts';
import { InFlight } from '../activities/in-flight.ts';
import { openMediaEngine } from '../adapters/media/open.ts';
import { chatFromEnvironment, chatsAtOnceFrom, openChat } from '../adapters/model/chat.ts';
import { openAnnotator, openFrameScorer } from '../adapters/model/open.ts';
import { openStore } from '../adapters/store/open.ts';
import { Failure } from '../core/contract/errors.ts';
import type { Models } from '../core/schema/models.ts';
import type { Chat } from '../core/story/ask.ts';

/** The one place where activities get their real adapters. Each is opened when first needed and kept. */
export function createDeps(
  log: (message: string) => void,
  { gpuSlots = 1 }: { gpuSlots?: number } = {},
): Deps & { close(): Promise<void> } {
  const stores = once(openStore);
  const engines = once(() => openMediaEngine({ engine: 'auto' }));
  const annotators = once((asked) => {
    const { name, models } = asModel(asked);
    return openAnnotator(name, { models, copies: gpuSlots });
  });
  const scorers = once((asked) => {
    const { name, models } = asModel(asked);
    return openFrameScorer(name, models);
  });
  const chatsAtOnce = chatsAtOnceFrom(process.env);
  const chatTurns = pLimit(chatsAtOnce);
  return {
    store: stores.open,
    media: () => engines.open(''),
    annotator: (name, models) => annotators.open(JSON.stringify({ name, models })),
    frameScorer: (name, models) => scorers.open(JSON.stringify({ name, models })),
    chat: (model, signal) => {
      const chat = openConfiguredChat(model, signal);
      return (messages, ask) => chatTurns(() => chat(messages, ask));
    },
    chatsAtOnce,
    inFlight: new InFlight(),
    log,
    close: async () => {
      const opened = [...stores.opened(), ...annotators.opened(), ...scorers.opened()];
      for (const one of opened) await (await one).close();
    },
  };
}

/** A backend and its models, from the name under which it is kept. */
function asModel(asked: string): { name: string; models: Models | null } {
  return JSON.parse(asked) as { name: string; models: Models | null };
}

/** The endpoint is the worker's own setting, so that neither address nor key ever travels with the work. */
function openConfiguredChat(model: string, signal: AbortSignal): Chat {
  const options = chatFromEnvironment({ ...process.env, STORYLOOM_CHAT_MODEL: model });
  if (options != null) return openChat({ ...options, signal });
  throw new Failure('InvalidInput', 'a language model is asked for, but this worker has no endpoint', {
    remedy: 'Set STORYLOOM_CHAT_URL (and STORYLOOM_CHAT_KEY) where the gpu worker runs.',
  });
}

/** Opens once per name; a failed opening is forgotten, so that a retry tries again. */
function once<T>(open: (name: string) => T | Promise<T>): { open(name: string): Promise<T>; opened(): Promise<T>[] } {
  const known = new Map<string, Promise<T>>();
  return {
    open: (name) => {
      const earlier = known.get(name);
      if (earlier != null) return earlier;
      const opening = (async () => open(name))();
      known.set(name, opening);
      opening.catch(() => known.delete(name));
      return opening;
    },
    opened: () => [...known.values()],
  };
}
