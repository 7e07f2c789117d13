import { Failure } from '../../core/contract/errors.ts';
import { endWithParent } from '../media/parent-watch.ts';
import type { AnnotatorAsk, AnnotatorReply } from './onnx-annotator-wire.ts';
import { type Look, openLook } from './onnx-look.ts';
import { classOfRun } from './onnx-runtime.ts';

/**
 * The process in which `onnx-annotator.ts` runs its models: first they load, then pictures come, one ask after the other.
 * When the one that started it is gone it kills itself, even in the middle of a run.
 */
endWithParent();
process.on('message', (ask: AnnotatorAsk) => {
  last = last.then(() => answer(ask)).then(reply);
});

let last: Promise<void> = Promise.resolve();
let look: Look | null = null;

async function answer(ask: AnnotatorAsk): Promise<AnnotatorReply> {
  const id = 'id' in ask ? ask.id : null;
  try {
    if ('open' in ask) {
      look = await openLook(ask.open);
      return { opened: true };
    }
    if (look == null) throw new Failure('ModelUnavailable', 'no models were loaded');
    return { id: ask.id, annotated: await look(ask.images, ask.most) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof Failure) return { failure: { id, code: error.code, message, details: error.details } };
    return { failure: { id, code: classOfRun(message), message: message.split('\n')[0]!, details: {} } };
  }
}

function reply(message: AnnotatorReply): void {
  if (process.connected) process.send?.(message);
}
