import { Failure } from '../../core/contract/errors.ts';
import { serveAsks } from './model-child.ts';
import { openShotSession, type ShotSession } from './onnx-session.ts';
import type { OnnxAsk, OnnxReply } from './onnx-wire.ts';

/** The process in which `onnx-shots.ts` runs a model: first the model, then one window after the other. */
let session: ShotSession | null = null;

serveAsks(
  (ask: OnnxAsk) => ('window' in ask ? ask.window.id : null),
  async (ask): Promise<OnnxReply> => {
    if ('open' in ask) {
      session = await openShotSession(ask.open);
      return { opened: session.model };
    }
    if (session == null) throw new Failure('ModelUnavailable', 'no model was opened');
    return { scores: await session.score(ask.window) };
  },
);
