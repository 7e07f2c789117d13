import { createHash } from 'node:crypto';
import pLimit from 'p-limit';
import { Failure } from '../../core/contract/errors.ts';
import type { Entry } from '../process/entry.ts';
import type { AnnotatorImage } from './annotator.ts';
import { ModelProcess, unexpected } from './model-process.ts';
import type { PictureAnswer, PictureAsk, PictureReply } from './picture-wire.ts';

/** What whoever makes a host may choose. */
export interface HostOptions {
  /** Longest wait for the networks, and for a batch of pictures. Default 300,000. */
  timeLimitMs?: number;
  /** The process that runs the networks; tests give one that misbehaves. */
  child?: Entry;
  /** Processes at most, each with its own copy of the networks. Default 1. */
  copies?: number;
}

/** What a host runs. */
export interface Hosted<Model, Answer extends PictureAnswer, Result> {
  /** Name of the networks, for messages. */
  name: string;
  model: Model;
  /** Serves it with `servePictures`. */
  child: Entry;
  /** Rows that a network gets at once, at most. */
  most: number;
  /** Pictures of one ask, at most; rows of a network may be boxes or crops of them. */
  pictures: number;
  /** Checks what was said of a picture; throws `ModelReply`. */
  take: (answer: Answer) => Result;
}

/**
 * Networks that look at pictures, in processes of their own. One starts with the first call or with `open` and keeps its networks
 * until it is closed; more start only when calls come together, up to `copies`. After a failure or an abort its process is gone
 * and the next call starts a fresh one. When memory runs out, networks get half as many rows at once, down to one; how many they
 * get changes no answer. Throws the failures of `ModelProcess`, and `ModelReply` for an answer about another picture.
 */
export class PictureHost<Model, Answer extends PictureAnswer, Result> {
  readonly #hosted: Hosted<Model, Answer, Result>;
  readonly #timeLimitMs: number;
  readonly #turns: ReturnType<typeof pLimit>;
  readonly #idle: ModelProcess<PictureAsk<Model>, PictureReply<Answer>>[] = [];
  readonly #all = new Set<ModelProcess<PictureAsk<Model>, PictureReply<Answer>>>();
  #most: number;
  #asked = 0;

  constructor(hosted: Hosted<Model, Answer, Result>, { timeLimitMs = 300_000, child, copies = 1 }: HostOptions) {
    this.#hosted = { ...hosted, child: child ?? hosted.child };
    this.#timeLimitMs = timeLimitMs;
    this.#turns = pLimit(copies);
    this.#most = hosted.most;
  }

  /** Loads the networks now, so that what is wrong with them shows before there is work. */
  async open(signal: AbortSignal | undefined): Promise<void> {
    await this.#withProcess(signal, () => Promise.resolve());
  }

  /** What is said of each picture, in their order. */
  look(images: readonly AnnotatorImage[], signal: AbortSignal | undefined): Promise<Result[]> {
    return this.#turns(async () => {
      const results: Result[] = [];
      while (results.length < images.length) {
        signal?.throwIfAborted();
        const size = Math.min(this.#most, this.#hosted.pictures);
        const batch = images.slice(results.length, results.length + size);
        const most = this.#most;
        try {
          results.push(...(await this.#withProcess(signal, (running) => this.#ask(running, batch, { most, signal }))));
        } catch (error) {
          if (!(error instanceof Failure) || error.code !== 'OutOfMemory' || most === 1) throw error;
          this.#most = Math.min(this.#most, Math.floor(most / 2));
        }
      }
      return results;
    });
  }

  async close(): Promise<void> {
    const all = [...this.#all];
    this.#all.clear();
    this.#idle.length = 0;
    await Promise.all(all.map((one) => one.close()));
  }

  async #ask(
    running: ModelProcess<PictureAsk<Model>, PictureReply<Answer>>,
    images: readonly AnnotatorImage[],
    { most, signal }: { most: number; signal: AbortSignal | undefined },
  ): Promise<Result[]> {
    const id = `batch ${this.#asked++}`;
    const reply = await running.ask(id, { id, images: [...images], most }, signal);
    try {
      if (!('answers' in reply)) throw unexpected(`${id}: the answer is about something else`);
      return paired(images, reply.answers).map(this.#hosted.take);
    } catch (error) {
      throw await running.fail(error);
    }
  }

  /** Works with a process that has loaded; one that is still alive afterwards waits for the next call. */
  async #withProcess<T>(
    signal: AbortSignal | undefined,
    work: (running: ModelProcess<PictureAsk<Model>, PictureReply<Answer>>) => Promise<T>,
  ): Promise<T> {
    signal?.throwIfAborted();
    let running = this.#idle.pop();
    while (running?.isAlive === false) running = this.#idle.pop();
    running ??= await this.#start(signal);
    try {
      return await work(running);
    } finally {
      if (running.isAlive) this.#idle.push(running);
      else this.#all.delete(running);
    }
  }

  async #start(signal: AbortSignal | undefined): Promise<ModelProcess<PictureAsk<Model>, PictureReply<Answer>>> {
    const { child, name, model } = this.#hosted;
    const remedy = 'Run again; if it repeats, look at the weights with `storyloom models --config FILE`.';
    const options = { name, timeLimitMs: this.#timeLimitMs, remedy, read: readReply };
    const running = new ModelProcess<PictureAsk<Model>, PictureReply<Answer>>(child, options);
    this.#all.add(running);
    try {
      const reply = await running.ask(null, { open: model }, signal);
      if ('opened' in reply) return running;
      throw await running.fail(unexpected('the first answer is not about the models'));
    } catch (error) {
      this.#all.delete(running);
      throw error;
    }
  }
}

function readReply<Answer extends PictureAnswer>(
  reply: PictureReply<Answer>,
): { id: string | null } | Extract<PictureReply<Answer>, { failure: unknown }> {
  if ('failure' in reply) return reply;
  return { id: 'id' in reply ? reply.id : null };
}

/** The answers in the order of the pictures; each has to echo its id and the hash of the bytes that it is about. */
function paired<Answer extends PictureAnswer>(images: readonly AnnotatorImage[], answers: readonly Answer[]): Answer[] {
  if (answers.length !== images.length) {
    throw unexpected(`the models answered for ${answers.length} pictures of ${images.length}`);
  }
  return images.map(({ id, bytes }, at) => {
    const answer = answers[at]!;
    if (answer.id !== id) throw unexpected(`the models answered for ${answer.id} where ${id} was asked`);
    const own = createHash('sha256').update(bytes).digest('hex');
    if (answer.sha256 !== own) throw unexpected(`${id}: the answer is about another picture`);
    return answer;
  });
}
