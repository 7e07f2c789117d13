import { Failure } from '../../core/contract/errors.ts';
import { endWithParent } from '../media/parent-watch.ts';
import { classOfRun } from './onnx-runtime.ts';
import { openShotSession, type ShotSession } from './onnx-session.ts';
import type { OnnxAsk, OnnxReply } from './onnx-wire.ts';

/**
 * The process in which `onnx-shots.ts` runs a model: first the model, then one window after the other. When the one that
 * started it is gone it kills itself, even in the middle of a run.
 */
endWithParent();
process.on('message', (ask: OnnxAsk) => {
  last = last.then(() => answer(ask)).then(reply);
});

let last: Promise<void> = Promise.resolve();
let session: ShotSession | null = null;

async function answer(ask: OnnxAsk): Promise<OnnxReply> {
  const id = 'window' in ask ? ask.window.id : null;
  try {
    if ('open' in ask) {
      session = await openShotSession(ask.open);
      return { opened: session.model };
    }
    if (session == null) throw new Failure('ModelUnavailable', 'no model was opened');
    return { scores: await session.score(ask.window) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof Failure) return { failure: { id, code: error.code, message, details: error.details } };
    const code = classOfRun(message);
    return { failure: { id, code, message: message.split('\n')[0]!, details: {} } };
  }
}

function reply(message: OnnxReply): void {
  if (process.connected) process.send?.(message);
}
