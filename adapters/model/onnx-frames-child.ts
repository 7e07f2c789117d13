import { createHash } from 'node:crypto';
import { Failure } from '../../core/contract/errors.ts';
import type { FramesModel } from '../../core/schema/models.ts';
import { serveAsks } from './model-child.ts';
import { type Embedder, openEmbedder } from './onnx-embed.ts';
import type { FramesAsk, FramesReply } from './onnx-frames-wire.ts';
import { decodePicture } from './picture.ts';

/** Longer side to which pictures are decoded: twice what the networks see. */
const SIDE = 768;

/** The process in which `onnx-frames.ts` runs its network: first it loads, then pictures come. */
let loaded: { model: FramesModel; embed: Embedder } | null = null;

serveAsks(
  (ask: FramesAsk) => ('id' in ask ? ask.id : null),
  async (ask): Promise<FramesReply> => {
    if ('open' in ask) {
      loaded = { model: ask.open, embed: await openEmbedder(ask.open) };
      return { opened: true };
    }
    if (loaded == null) throw new Failure('ModelUnavailable', 'no model was loaded');
    const pictures = await Promise.all(ask.images.map(({ id, bytes }) => decodePicture(bytes, { id, side: SIDE })));
    const vectors = await loaded.embed(
      pictures.map(({ rgb }) => rgb),
      ask.most,
    );
    const embedded = ask.images.map(({ id, bytes }, at) => {
      return { id, sha256: createHash('sha256').update(bytes).digest('hex'), embedding: vectors[at]! };
    });
    return { id: ask.id, embedded };
  },
);
