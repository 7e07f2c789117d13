import { type ChildProcess, fork } from 'node:child_process';
import { Failure, type FailureClass, type FailureDetails } from '../../core/contract/errors.ts';
import type { Entry } from '../process/entry.ts';

/** A failure as it comes from a model's process; one to load has the id null. */
export interface WireFailure {
  id: string | null;
  code: FailureClass;
  message: string;
  details: FailureDetails;
}

export interface ModelProcessOptions<Reply> {
  /** Name of the model, for messages. */
  name: string;
  /** Longest wait for an answer. */
  timeLimitMs: number;
  /** What to do when the process dies. */
  remedy: string;
  /** Which ask a reply answers, and whether it is a failure. */
  read: (reply: Reply) => { id: string | null } | { failure: WireFailure };
}

/** Asks that wait for their answers, by id; the ask to load has the id null. */
type Waiting<Reply> = Map<string | null, { resolve: (reply: Reply) => void; reject: (error: unknown) => void }>;

/**
 * A model in a process of its own: a run blocks its thread, and no model can take the one that asks down. Several asks may
 * wait at a time; answers are matched by id. After any failure the process is ended, but for a picture that is none.
 */
export class ModelProcess<Ask extends object, Reply extends object> {
  readonly #child: ChildProcess;
  readonly #options: ModelProcessOptions<Reply>;
  readonly #waiting: Waiting<Reply> = new Map();
  #failure: unknown = null;

  constructor({ file, execArgv }: Entry, options: ModelProcessOptions<Reply>) {
    this.#options = options;
    this.#child = fork(file, [], {
      serialization: 'advanced',
      execArgv,
      // The end of its stdin tells the child that this process is gone; what libraries print is nobody's.
      stdio: ['pipe', 'ignore', 'ignore', 'ipc'],
    });
    this.#child.on('message', (reply: Reply) => this.#take(reply));
    this.#child.on('error', (cause) => this.#end(this.#dead('ModelUnavailable', 'could not be reached', cause)));
    this.#child.on('exit', (code, by) => {
      const how = by == null ? `ended with code ${code ?? 'unknown'}` : `was ended by ${by}`;
      // The kernel kills so when memory runs out; an end that was asked for here has its failure already.
      this.#end(this.#dead(by === 'SIGKILL' ? 'OutOfMemory' : 'ModelUnavailable', how));
    });
  }

  /** Whether it can still be asked. */
  get isAlive(): boolean {
    return this.#failure == null;
  }

  /** Sends an ask and waits for its answer, the child's end, the abort or the time limit, whichever is first. */
  async ask(id: string | null, message: Ask, signal: AbortSignal | undefined): Promise<Reply> {
    signal?.throwIfAborted();
    if (this.#failure != null) throw this.#failure;
    if (this.#waiting.has(id)) throw unexpected(`${id ?? 'the model'} was asked for twice`);
    const { name, timeLimitMs } = this.#options;
    let release = (): void => undefined;
    try {
      return await new Promise<Reply>((resolve, reject) => {
        const what = `${name}: no answer ${id == null ? 'after loading' : `for ${id}`} within ${timeLimitMs} ms`;
        const timer = setTimeout(() => reject(new Failure('Timeout', what, { file: name })), timeLimitMs);
        const abort = (): void => reject(signal?.reason as Error);
        signal?.addEventListener('abort', abort, { once: true });
        release = () => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', abort);
          this.#waiting.delete(id);
        };
        this.#waiting.set(id, { resolve, reject });
        const lost = (cause: Error): void => reject(this.#dead('ModelUnavailable', 'could not be reached', cause));
        this.#child.send(message, (error) => error != null && lost(error));
      });
    } catch (error) {
      const isPicture = id != null && error instanceof Failure && error.code === 'InvalidInput';
      throw isPicture ? error : await this.fail(error);
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
    this.#end(this.#dead('ModelUnavailable', 'was closed'));
    if (child.exitCode != null || child.signalCode != null || child.pid == null) return Promise.resolve();
    return new Promise((resolve) => {
      child.once('exit', () => resolve());
      child.kill('SIGKILL');
    });
  }

  #take(reply: Reply): void {
    const read = this.#options.read(reply);
    const id = 'failure' in read ? read.failure.id : read.id;
    const waiting = this.#waiting.get(id);
    if (waiting == null) return this.#end(unexpected(`${id ?? 'the model'}: an answer that nobody asked for`));
    if (!('failure' in read)) return waiting.resolve(reply);
    const { code, message, details } = read.failure;
    waiting.reject(new Failure(code, message, details));
  }

  #end(error: unknown): void {
    this.#failure ??= error;
    for (const { reject } of this.#waiting.values()) reject(error);
  }

  #dead(code: FailureClass, how: string, cause?: unknown): Failure {
    const { name, remedy } = this.#options;
    return new Failure(code, `the process of the model ${name} ${how}`, { file: name, remedy }, { cause });
  }
}

/** An answer that does not fit its ask. */
export function unexpected(message: string): Failure {
  return new Failure('ModelReply', message);
}
