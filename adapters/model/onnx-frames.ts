import { createHash } from 'node:crypto';
import { Failure } from '../../core/contract/errors.ts';
import type { FramesModel } from '../../core/schema/models.ts';
import { type Entry, entry } from '../process/entry.ts';
import type { AnnotatorImage } from './annotator.ts';
import type { FrameScore, FrameScorer } from './frame-scorer.ts';
import { ModelProcess, unexpected } from './model-process.ts';
import type { FramesAsk, FramesReply } from './onnx-frames-wire.ts';

export interface OnnxFramesOptions {
  /** Longest wait for the model, and for a batch of pictures. Default 300,000. */
  timeLimitMs?: number;
  /** The process that runs the model; tests give one that misbehaves. */
  child?: Entry;
}

type FramesProcess = ModelProcess<FramesAsk, FramesReply>;

/**
 * A network that embeds whole keyframes, so that one that repeats an earlier one is found however it was encoded. It runs on
 * ONNX Runtime in a process of its own, which starts with the first call or with `open`; after a failure the next call
 * starts a fresh one. When memory runs out it gets half as many pictures at once, down to one. It has no taste.
 */
export class OnnxFrameScorer implements FrameScorer {
  readonly model: { id: string; revision: string };
  readonly #model: FramesModel;
  readonly #options: Required<OnnxFramesOptions>;
  #process: FramesProcess | null = null;
  #most: number;
  #asked = 0;

  constructor(model: FramesModel, options: OnnxFramesOptions = {}) {
    this.#model = model;
    this.#options = { timeLimitMs: 300_000, child: entry('./onnx-frames-child', import.meta.url), ...options };
    this.#most = model.batchSize;
    this.model = { id: model.id, revision: `${model.revision}@${model.sha256}` };
  }

  /** Loads the model now, so that what is wrong with it shows before there is work. */
  async open(options: { signal?: AbortSignal } = {}): Promise<void> {
    await this.#start(options.signal);
  }

  async score(images: AnnotatorImage[], options: { signal?: AbortSignal } = {}): Promise<FrameScore[]> {
    const scores: FrameScore[] = [];
    while (scores.length < images.length) {
      const batch = images.slice(scores.length, scores.length + this.#most);
      try {
        scores.push(...(await this.#ask(batch, options.signal)));
      } catch (error) {
        if (!(error instanceof Failure) || error.code !== 'OutOfMemory' || this.#most === 1) throw error;
        this.#most = Math.floor(this.#most / 2);
      }
    }
    return scores;
  }

  async close(): Promise<void> {
    const running = this.#process;
    this.#process = null;
    await running?.close();
  }

  async #ask(images: AnnotatorImage[], signal: AbortSignal | undefined): Promise<FrameScore[]> {
    const running = await this.#start(signal);
    const id = `frames ${this.#asked++}`;
    const reply = await running.ask(id, { id, images, most: this.#most }, signal);
    try {
      if (!('embedded' in reply)) throw unexpected(`${id}: the answer is about something else`);
      return paired(images, reply.embedded);
    } catch (error) {
      throw await running.fail(error);
    }
  }

  async #start(signal: AbortSignal | undefined): Promise<FramesProcess> {
    signal?.throwIfAborted();
    if (this.#process?.isAlive === true) return this.#process;
    const { child, timeLimitMs } = this.#options;
    const remedy = 'Run again; if it repeats, look at the weights with `storyloom models --config FILE`.';
    const running: FramesProcess = new ModelProcess(child, { name: this.model.id, timeLimitMs, remedy, read });
    this.#process = running;
    const reply = await running.ask(null, { open: this.#model }, signal);
    if (!('opened' in reply)) throw await running.fail(unexpected('the first answer is not about the model'));
    return running;
  }
}

function read(reply: FramesReply): { id: string | null } | Extract<FramesReply, { failure: unknown }> {
  if ('failure' in reply) return reply;
  return { id: 'id' in reply ? reply.id : null };
}

/** The answers in the order of the pictures; each has to echo its id and the hash of the bytes that it is about. */
function paired(
  images: readonly AnnotatorImage[],
  embedded: readonly { id: string; sha256: string; embedding: Float32Array }[],
): FrameScore[] {
  if (embedded.length !== images.length) {
    throw unexpected(`the model answered for ${embedded.length} pictures of ${images.length}`);
  }
  return images.map(({ id, bytes }, at) => {
    const answer = embedded[at]!;
    const isAbout = answer.id === id && answer.sha256 === createHash('sha256').update(bytes).digest('hex');
    if (!isAbout) throw unexpected(`the model answered for ${answer.id} where ${id} was asked`);
    if (!answer.embedding.every((value) => Number.isFinite(value))) throw unexpected(`${id}: an embedding with holes`);
    return { id, aesthetic: null, embedding: answer.embedding };
  });
}
