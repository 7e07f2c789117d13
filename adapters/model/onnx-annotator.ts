import { createHash } from 'node:crypto';
import { Failure } from '../../core/contract/errors.ts';
import type { ModelRef } from '../../core/schema/media.ts';
import type { Models } from '../../core/schema/models.ts';
import { type Entry, entry } from '../process/entry.ts';
import type { AnnotatedImage, Annotator, AnnotatorImage } from './annotator.ts';
import { annotationModels, settingsOf } from './configuration.ts';
import { ModelProcess, unexpected } from './model-process.ts';
import type { AnnotatedBytes, AnnotatorAsk, AnnotatorReply } from './onnx-annotator-wire.ts';
import { refOf } from './onnx-models.ts';
import { checkedImage } from './onnx-reply.ts';

export interface OnnxAnnotatorOptions {
  /** Longest wait for the models, and for a batch of pictures. Default 300,000. */
  timeLimitMs?: number;
  /** The process that runs the models; tests give one that misbehaves. */
  child?: Entry;
}

type AnnotatorProcess = ModelProcess<AnnotatorAsk, AnnotatorReply>;

/**
 * The networks of a configuration on ONNX Runtime, with the embedded nets for faces and what no network does, in a process
 * of their own. It starts with the first call or with `open`; after a failure or an abort the next call starts a fresh one.
 * Batches run one after the other. When memory runs out the networks get half as many rows at once, down to one; how many
 * they get changes no row.
 */
export class OnnxAnnotator implements Annotator {
  readonly model: ModelRef;
  readonly settings: string;
  readonly #models: Models;
  readonly #options: Required<OnnxAnnotatorOptions>;
  #process: AnnotatorProcess | null = null;
  #last: Promise<unknown> = Promise.resolve();
  /** Rows at once, at most; and pictures, which are rows of the detector. */
  #most: number;
  #asked = 0;

  constructor(models: Models, options: OnnxAnnotatorOptions = {}) {
    this.#models = models;
    this.#options = { timeLimitMs: 300_000, child: entry('./onnx-annotator-child', import.meta.url), ...options };
    this.model = refOf(models);
    this.settings = settingsOf(models);
    this.#most = Math.max(1, ...annotationModels(models).map(({ batchSize }) => batchSize));
  }

  /** Loads the models now, so that what is wrong with them shows before there is work. */
  async open(options: { signal?: AbortSignal } = {}): Promise<void> {
    await this.#inTurn(() => this.#start(options.signal));
  }

  annotate(images: AnnotatorImage[], options: { signal?: AbortSignal } = {}): Promise<AnnotatedImage[]> {
    return this.#inTurn(async () => {
      const results: AnnotatedImage[] = [];
      while (results.length < images.length) {
        options.signal?.throwIfAborted();
        const { detect } = this.#models;
        const size = Math.min(this.#most, detect.backend === 'onnx' ? detect.batchSize : this.#most);
        const batch = images.slice(results.length, results.length + size);
        try {
          results.push(...(await this.#ask(batch, options.signal)));
        } catch (error) {
          if (!(error instanceof Failure) || error.code !== 'OutOfMemory' || this.#most === 1) throw error;
          this.#most = Math.floor(this.#most / 2);
        }
      }
      return results;
    });
  }

  async close(): Promise<void> {
    const running = this.#process;
    this.#process = null;
    await running?.close();
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #ask(images: AnnotatorImage[], signal: AbortSignal | undefined): Promise<AnnotatedImage[]> {
    const running = await this.#start(signal);
    const id = `batch ${this.#asked++}`;
    const reply = await running.ask(id, { id, images, most: this.#most }, signal);
    try {
      if (!('annotated' in reply)) throw unexpected(`${id}: the answer is about something else`);
      return paired(images, reply.annotated);
    } catch (error) {
      throw await running.fail(error);
    }
  }

  async #start(signal: AbortSignal | undefined): Promise<AnnotatorProcess> {
    signal?.throwIfAborted();
    if (this.#process?.isAlive === true) return this.#process;
    const { child, timeLimitMs } = this.#options;
    const remedy = 'Run again; if it repeats, look at the weights with `storyloom models --config FILE`.';
    const running: AnnotatorProcess = new ModelProcess(child, { name: this.model.id, timeLimitMs, remedy, read });
    this.#process = running;
    const reply = await running.ask(null, { open: this.#models }, signal);
    if (!('opened' in reply)) throw await running.fail(unexpected('the first answer is not about the models'));
    return running;
  }
}

function read(reply: AnnotatorReply): { id: string | null } | Extract<AnnotatorReply, { failure: unknown }> {
  if ('failure' in reply) return reply;
  return { id: 'id' in reply ? reply.id : null };
}

/** The answers in the order of the pictures; each has to echo its id and the hash of the bytes that it is about. */
function paired(images: readonly AnnotatorImage[], annotated: readonly AnnotatedBytes[]): AnnotatedImage[] {
  if (annotated.length !== images.length) {
    throw unexpected(`the models answered for ${annotated.length} pictures of ${images.length}`);
  }
  return images.map(({ id, bytes }, at) => {
    const { image, sha256 } = annotated[at]!;
    if (image.id !== id) throw unexpected(`the models answered for ${image.id} where ${id} was asked`);
    const own = createHash('sha256').update(bytes).digest('hex');
    if (sha256 !== own) throw unexpected(`${id}: the answer is about another picture`);
    return checkedImage(image);
  });
}
