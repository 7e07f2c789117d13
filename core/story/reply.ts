import type { Issue } from '../schema/primitives.ts';

/** Longer replies are refused before they are read; published stories have at most 25,000 characters, tables 59,000. */
export const MAX_REPLY_CHARS = 200_000;

/** The JSON object of an answer, which may stand in a code fence or among words; undefined where there is none. */
export function jsonOf(reply: string): unknown {
  const from = reply.indexOf('{');
  const to = reply.lastIndexOf('}');
  if (from === -1 || to < from || reply.length > MAX_REPLY_CHARS) return undefined;
  try {
    return JSON.parse(reply.slice(from, to + 1)) as unknown;
  } catch {
    return undefined;
  }
}

/** The text that a JSON answer has under a name, or the issue that it has none. */
export function textOf(reply: string, name: string): { text: string } | { issues: Issue[] } {
  const value = (jsonOf(reply) ?? {}) as Record<string, unknown>;
  const text = Object.hasOwn(value, name) ? value[name] : undefined;
  if (typeof text === 'string') return { text };
  return {
    issues: [{ code: 'no-json', at: 'answer', message: `the answer is not a JSON object with a text \`${name}\`` }],
  };
}
