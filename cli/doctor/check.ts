/** One line of `doctor`. */
export interface Check {
  name: string;
  /** `optional`: it is not there, and nothing fails without it. */
  status: 'ok' | 'missing' | 'optional';
  /** What was found, or why it can't be used. */
  found: string;
  /** The one command or setting that mends it; null when nothing needs mending. */
  remedy: string | null;
}

/** A check that found what it looked for. */
export function ok(name: string, found: string): Check {
  return { name, status: 'ok', found, remedy: null };
}

/** A check that did not; `status` says whether anything fails without it. */
export function absent(name: string, status: 'missing' | 'optional', lack: { found: string; remedy: string }): Check {
  return { name, status, ...lack };
}

/** First line of an error's message. */
export function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0]!;
}
