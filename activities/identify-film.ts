import { fork } from 'node:child_process';
import { entry } from '../adapters/process/entry.ts';
import { identify } from '../core/annotate/identity.ts';
import type { Identified, IdentifyInput, IdentityRules } from '../core/annotate/identity.ts';
import { nameFaces } from '../core/annotate/name-faces.ts';
import { Failure } from '../core/contract/errors.ts';
import type { Models } from '../core/schema/models.ts';
import type { IdentityThresholds } from '../core/annotate/links.ts';
import type { Shot } from '../core/schema/media.ts';
import type { Element, Line, Speaker } from '../core/schema/text.ts';

export interface FilmIdentityInput extends IdentifyInput {
  shots: Shot[];
  lines: Line[];
  elements: Element[];
  speakers: Speaker[];
  /** Thresholds that differ from the defaults. */
  thresholds?: Models['identify'];
  rules?: IdentityRules;
}

/**
 * Instances from which identification gets a process of its own: below, it takes less than a second; 10,000 of them take
 * longer, and an event loop that stands still makes a live worker look lost.
 */
const PROCESS_FROM = 2_000;

/** Entities of a film with their names; the same result in this process and in another. */
export async function identifyFilm(input: FilmIdentityInput, signal: AbortSignal): Promise<Identified> {
  return input.instances.length < PROCESS_FROM ? computeIdentities(input) : computeApart(input, signal);
}

/** The computation itself. */
export function computeIdentities(input: FilmIdentityInput): Identified {
  const { instances, entities } = identify(input, chosen(input.thresholds), input.rules);
  const { keyframes, shots, lines, elements, speakers } = input;
  return { instances, entities: nameFaces({ entities, instances, keyframes, shots, lines, elements, speakers }) };
}

function chosen(thresholds: Models['identify'] = {}): Partial<IdentityThresholds> {
  return Object.fromEntries(Object.entries(thresholds).filter(([, value]) => value != null));
}

async function computeApart(input: FilmIdentityInput, signal: AbortSignal): Promise<Identified> {
  signal.throwIfAborted();
  const { file, execArgv } = entry('./identify-child', import.meta.url);
  const child = fork(file, { execArgv, serialization: 'advanced', stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const abort = new AbortController();
  try {
    return await new Promise<Identified>((resolve, reject) => {
      child.once('message', (found) => resolve(found as Identified));
      child.once('error', reject);
      child.once('exit', (code, killed) =>
        reject(new Failure('WorkerLost', `the process that identifies ended with ${killed ?? `code ${String(code)}`}`)),
      );
      signal.addEventListener('abort', () => reject(signal.reason as Error), { signal: abort.signal });
      child.send(input);
    });
  } finally {
    abort.abort();
    child.kill('SIGKILL');
  }
}
