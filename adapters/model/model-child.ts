import { Failure } from '../../core/contract/errors.ts';
import { endWithParent } from '../media/parent-watch.ts';
import type { WireFailure } from './model-process.ts';
import { classOfRun } from './onnx-runtime.ts';

/**
 * Serves the process that started this one: asks are answered one after the other, each exactly once, and what goes wrong
 * is told with the id of its ask (`idOf`; null while loading). When the other process is gone this one kills itself, even
 * in the middle of a run.
 */
export function serveAsks<Ask, Reply>(idOf: (ask: Ask) => string | null, answer: (ask: Ask) => Promise<Reply>): void {
  endWithParent();
  let last: Promise<void> = Promise.resolve();
  process.on('message', (ask: Ask) => {
    last = last
      .then(() => answer(ask))
      .catch((error: unknown) => ({ failure: failureOf(error, idOf(ask)) }))
      .then((reply) => {
        if (process.connected) process.send?.(reply);
      });
  });
}

function failureOf(error: unknown, id: string | null): WireFailure {
  if (error instanceof Failure) return { id, code: error.code, message: error.message, details: error.details };
  const message = error instanceof Error ? error.message : String(error);
  return { id, code: classOfRun(message), message: message.split('\n')[0]!, details: {} };
}
