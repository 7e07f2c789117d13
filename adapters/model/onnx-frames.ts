import type { FramesModel } from '../../core/schema/models.ts';
import { entry } from '../process/entry.ts';
import type { AnnotatorImage } from './annotator.ts';
import type { FrameScore, FrameScorer } from './frame-scorer.ts';
import { unexpected } from './model-process.ts';
import { type HostOptions, PictureHost } from './picture-host.ts';
import type { PictureAnswer } from './picture-wire.ts';

/** The embedding of a picture, as its process gives it. */
export interface EmbeddedPicture extends PictureAnswer {
  embedding: Float32Array;
}

/**
 * A network that embeds whole keyframes, so that one that repeats an earlier one is found however it was encoded, on ONNX Runtime
 * in a process of its own (`PictureHost`). It has no taste.
 */
export class OnnxFrameScorer implements FrameScorer {
  readonly model: { id: string; revision: string };
  readonly #host: PictureHost<FramesModel, EmbeddedPicture, FrameScore>;

  constructor(model: FramesModel, options: HostOptions = {}) {
    this.model = { id: model.id, revision: `${model.revision}@${model.sha256}` };
    const child = entry('./onnx-frames-child', import.meta.url);
    const { batchSize } = model;
    const hosted = { name: model.id, model, child, most: batchSize, pictures: batchSize, take: checkedScore };
    this.#host = new PictureHost(hosted, options);
  }

  open(options: { signal?: AbortSignal } = {}): Promise<void> {
    return this.#host.open(options.signal);
  }

  score(images: AnnotatorImage[], options: { signal?: AbortSignal } = {}): Promise<FrameScore[]> {
    return this.#host.look(images, options.signal);
  }

  close(): Promise<void> {
    return this.#host.close();
  }
}

function checkedScore({ id, embedding }: EmbeddedPicture): FrameScore {
  if (!embedding.every((value) => Number.isFinite(value))) throw unexpected(`${id}: an embedding with holes`);
  return { id, aesthetic: null, embedding };
}
