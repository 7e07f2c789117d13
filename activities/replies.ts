import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { getJson, putJson } from '../adapters/store/tables.ts';
import type { Store } from '../adapters/store/store.ts';

/**
 * What a model made of something is kept under what it was asked (`replies/<hash>.json`), valid or not, so that nothing is
 * ever paid for twice: not after a crash, a retry or a change elsewhere.
 */
export async function keptReply<Reply extends object>(
  store: Store,
  { asked, schema, ask }: { asked: unknown; schema: z.ZodType<Reply>; ask: () => Promise<Reply> },
): Promise<Reply> {
  const hash = createHash('sha256').update(JSON.stringify(asked)).digest('hex');
  const name = `replies/${hash}.json`;
  const known = await getJson(store, name, { schema });
  if (known != null) return known;
  const reply = await ask();
  await putJson(store, name, { value: reply });
  return reply;
}
