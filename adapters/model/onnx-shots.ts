import { type ChildProcess, fork } from 'node:child_process';
import { Failure } from '../../core/contract/errors.ts';
import { type Entry, entry } from '../process/entry.ts';
import type { OnnxAsk, OnnxDevice, OnnxReply } from './onnx-wire.ts';
import type { ShotAnswer, ShotAsk, ShotModel } from './shot-model.ts';

export interface OnnxShotsOptions {
  /** Path or name of the model; see `model-file.ts`. */
  model: string;
  /** Default `cpu`; `cuda` needs the CUDA part of ONNX Runtime and is never taken unasked. */
  device?: OnnxDevice;
  /** Longest wait for the model, and for one window. Default 45,000: less than a decoder may stand still. */
  timeLimitMs?: number;
  /** The process that runs the model; tests give one that misbehaves. */
  child?: Entry;
}

/** An ask that waits for its answer, by id; the ask for the model has the id null. */
type Waiting = Map<string | null, { resolve: (reply: OnnxReply) => void; reject: (error: unknown) => void }>;

/**
 * A TransNetV2-class model on ONNX Runtime, in a process of its own: a run blocks its thread, so there it goes on beside
 * the decoding, and no model can take the decoder down. Several windows may be asked for at a time; answers are matched
 * by id. After any failure the process is ended. Throws the failures of `model-file.ts` and `onnx-interface.ts`,
 * `ModelUnavailable` when the process dies, `Timeout` when it stays silent.
 */
export async function openOnnxShots(
  options: OnnxShotsOptions,
  call: { signal?: AbortSignal } = {},
): Promise<ShotModel> {
  const { model, device = 'cpu', timeLimitMs = 45_000, child = entry('./onnx-shots-child', import.meta.url) } = options;
  const runner = new OnnxProcess(child, { name: model, timeLimitMs });
  const reply = await runner.ask(null, { open: { model, device } }, call.signal);
  if (!('opened' in reply)) throw await runner.fail(wrong('the first answer is not about the model'));
  return {
    model: reply.opened,
    score: (window, { signal } = {}) => runner.score(window, signal),
    close: () => runner.close(),
  };
}

class OnnxProcess {
  readonly #child: ChildProcess;
  readonly #name: string;
  readonly #timeLimitMs: number;
  readonly #waiting: Waiting = new Map();
  #failure: unknown = null;

  constructor({ file, execArgv }: Entry, { name, timeLimitMs }: { name: string; timeLimitMs: number }) {
    this.#name = name;
    this.#timeLimitMs = timeLimitMs;
    this.#child = fork(file, [], {
      serialization: 'advanced',
      execArgv,
      // The end of its stdin tells the child that this process is gone; what libraries print is nobody's.
      stdio: ['pipe', 'ignore', 'ignore', 'ipc'],
    });
    this.#child.on('message', (reply: OnnxReply) => this.#take(reply));
    this.#child.on('error', (cause) => this.#end(this.#unavailable('could not be reached', cause)));
    this.#child.on('exit', (code, by) =>
      this.#end(this.#unavailable(by == null ? `ended with code ${code ?? 'unknown'}` : `was ended by ${by}`)),
    );
  }

  async score(window: ShotAsk, signal: AbortSignal | undefined): Promise<ShotAnswer> {
    const reply = await this.ask(window.id, { window }, signal);
    if (!('scores' in reply)) throw await this.fail(wrong(`${window.id}: the answer has no scores`));
    return reply.scores;
  }

  /** Sends an ask and waits for its answer, the child's end, the abort or the time limit, whichever is first. */
  async ask(id: string | null, message: OnnxAsk, signal: AbortSignal | undefined): Promise<OnnxReply> {
    signal?.throwIfAborted();
    if (this.#failure != null) throw this.#failure;
    if (this.#waiting.has(id)) throw wrong(`${id ?? 'the model'} was asked for twice`);
    let release = (): void => undefined;
    try {
      return await new Promise<OnnxReply>((resolve, reject) => {
        const what = `${this.#name}: no answer ${id == null ? 'after loading' : `for ${id}`} within ${this.#timeLimitMs} ms`;
        const timer = setTimeout(() => reject(new Failure('Timeout', what, { file: this.#name })), this.#timeLimitMs);
        const abort = (): void => reject(signal?.reason as Error);
        signal?.addEventListener('abort', abort, { once: true });
        release = () => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', abort);
          this.#waiting.delete(id);
        };
        this.#waiting.set(id, { resolve, reject });
        this.#child.send(message, (error) => error != null && reject(this.#unavailable('could not be reached', error)));
      });
    } catch (error) {
      throw await this.fail(error);
    } finally {
      release();
    }
  }

  /** Gives up: every ask that waits fails too, and the process ends. Gives the error back to throw it. */
  async fail(error: unknown): Promise<unknown> {
    this.#end(error);
    await this.close();
    return error;
  }

  close(): Promise<void> {
    const child = this.#child;
    if (child.exitCode != null || child.signalCode != null || child.pid == null) return Promise.resolve();
    return new Promise((resolve) => {
      child.once('exit', () => resolve());
      child.kill('SIGKILL');
    });
  }

  #take(reply: OnnxReply): void {
    const id = 'scores' in reply ? reply.scores.id : 'failure' in reply ? reply.failure.id : null;
    const waiting = this.#waiting.get(id);
    if (waiting == null) return this.#end(wrong(`${id ?? 'the model'}: an answer that nobody asked for`));
    if (!('failure' in reply)) return waiting.resolve(reply);
    const { code, message, details } = reply.failure;
    waiting.reject(new Failure(code, message, details));
  }

  #end(error: unknown): void {
    this.#failure ??= error;
    for (const { reject } of this.#waiting.values()) reject(error);
  }

  #unavailable(how: string, cause?: unknown): Failure {
    const remedy = 'Run again; if it repeats, try another model file or the classical detector.';
    const message = `the process of the model ${this.#name} ${how}`;
    return new Failure('ModelUnavailable', message, { file: this.#name, remedy }, { cause });
  }
}

function wrong(message: string): Failure {
  return new Failure('ModelReply', message);
}
