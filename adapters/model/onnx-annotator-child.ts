import { Failure } from '../../core/contract/errors.ts';
import { serveAsks } from './model-child.ts';
import type { AnnotatorAsk, AnnotatorReply } from './onnx-annotator-wire.ts';
import { type Look, openLook } from './onnx-look.ts';

/** The process in which `onnx-annotator.ts` runs its models: first they load, then pictures come. */
let look: Look | null = null;

serveAsks(
  (ask: AnnotatorAsk) => ('id' in ask ? ask.id : null),
  async (ask): Promise<AnnotatorReply> => {
    if ('open' in ask) {
      look = await openLook(ask.open);
      return { opened: true };
    }
    if (look == null) throw new Failure('ModelUnavailable', 'no models were loaded');
    return { id: ask.id, annotated: await look(ask.images, ask.most) };
  },
);
