import type { ModelRef } from '../../core/schema/media.ts';
import type { Models } from '../../core/schema/models.ts';
import { entry } from '../process/entry.ts';
import type { AnnotateCall, AnnotatedImage, Annotator, AnnotatorImage } from './annotator.ts';
import { annotationModels, settingsOf } from './configuration.ts';
import type { AnnotatedBytes } from './onnx-look.ts';
import { refOf } from './onnx-models.ts';
import { checkedImage } from './onnx-reply.ts';
import { type HostOptions, PictureHost } from './picture-host.ts';

/**
 * The networks of a configuration on ONNX Runtime, with the embedded nets for faces and what no network does, in processes of
 * their own (`PictureHost`).
 */
export class OnnxAnnotator implements Annotator {
  readonly model: ModelRef;
  readonly settings: string;
  readonly #host: PictureHost<Models, AnnotatedBytes, AnnotatedImage>;

  constructor(models: Models, options: HostOptions = {}) {
    this.model = refOf(models);
    this.settings = settingsOf(models);
    const most = Math.max(1, ...annotationModels(models).map(({ batchSize }) => batchSize));
    const { detect } = models;
    const hosted = {
      name: this.model.id,
      model: models,
      child: entry('./onnx-annotator-child', import.meta.url),
      most,
      pictures: detect.backend === 'onnx' ? detect.batchSize : most,
      take: ({ sha256: _sha256, ...image }: AnnotatedBytes) => checkedImage(image),
    };
    this.#host = new PictureHost(hosted, options);
  }

  open(options: { signal?: AbortSignal } = {}): Promise<void> {
    return this.#host.open(options.signal);
  }

  annotate(images: AnnotatorImage[], { signal }: AnnotateCall = {}): Promise<AnnotatedImage[]> {
    return this.#host.look(images, signal);
  }

  close(): Promise<void> {
    return this.#host.close();
  }
}
