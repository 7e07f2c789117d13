import { fork, type ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { INSTANCE_THRESHOLDS, type InstanceThresholds } from '../../core/annotate/instances.ts';
import { Failure } from '../../core/contract/errors.ts';
import type { ModelRef } from '../../core/schema/media.ts';
import { entry } from '../process/entry.ts';
import type { AnnotatedImage, Annotator, AnnotatorImage } from './annotator.ts';
import type { HumanAsk, HumanReply } from './human-wire.ts';

const require = createRequire(import.meta.url);

/** Longest side in pixels at which the embedded nets look. */
export const HUMAN_SIDE = 640;

export interface HumanOptions extends Partial<InstanceThresholds> {
  /** Longest side in pixels at which the nets look; larger pictures are scaled down. Default {@link HUMAN_SIDE}. */
  side?: number;
  /** Longest wait for one picture, loading included. Default 120,000. */
  timeLimitMs?: number;
}

/** The nets that take part, as the model id names them. */
const NETS = ['blazeface', 'facemesh', 'faceres', 'emotion', 'centernet'];

/** Name and version of the nets, which come with their package. */
export function humanModel(): { id: string; revision: string } {
  return { id: `@vladmandic/human:${NETS.join('+')}`, revision: packageVersion() };
}

/**
 * The embedded CPU annotator: `@vladmandic/human` (its weights ship in the package) on WebAssembly. It works in a child
 * process, so that the event loop here stays free for heartbeats and no picture can take this process down. The child
 * starts with the first call, ends with `close`, with this process, or on abort; after a crash the next call starts a
 * fresh one. Batches run one after the other, a picture at a time, each for itself.
 */
export class HumanAnnotator implements Annotator {
  readonly model: ModelRef;
  readonly settings = null;
  readonly #options: Required<HumanOptions>;
  #child: ChildProcess | null = null;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: HumanOptions = {}) {
    this.#options = { ...INSTANCE_THRESHOLDS, side: HUMAN_SIDE, timeLimitMs: 120_000, ...options };
    const { side: _side, timeLimitMs: _timeLimitMs, ...thresholds } = this.#options;
    this.model = { ...humanModel(), thresholds };
  }

  annotate(images: AnnotatorImage[], options: { signal?: AbortSignal } = {}): Promise<AnnotatedImage[]> {
    const turn = this.#last.then(async () => {
      const results: AnnotatedImage[] = [];
      for (const image of images) results.push(await this.#ask(image, options.signal));
      return results;
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  close(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child == null || child.exitCode != null || child.signalCode != null) return Promise.resolve();
    child.ref();
    return new Promise((resolve) => {
      child.once('exit', () => resolve());
      child.kill('SIGKILL');
    });
  }

  /** Sends one picture and waits for its answer, the child's end, the abort or the time limit, whichever is first. */
  async #ask(image: AnnotatorImage, signal: AbortSignal | undefined): Promise<AnnotatedImage> {
    signal?.throwIfAborted();
    const child = this.#start();
    const { side, timeLimitMs, ...thresholds } = this.#options;
    const ask: HumanAsk = { image: { id: image.id, bytes: image.bytes }, side, thresholds };
    let release = (): void => undefined;
    try {
      const reply = await new Promise<HumanReply>((resolve, reject) => {
        const abort = (): void => reject(signal?.reason as Error);
        const crashed = (code: number | null, by: string | null): void =>
          reject(unavailable(image.id, by == null ? `ended with code ${code}` : `was ended by ${by}`));
        const failed = (cause: Error): void => reject(unavailable(image.id, 'could not be reached', cause));
        const late = (): void =>
          reject(new Failure('Timeout', `${image.id}: no answer within ${timeLimitMs} ms`, { file: image.id }));
        const timer = setTimeout(late, timeLimitMs);
        signal?.addEventListener('abort', abort, { once: true });
        child.once('message', resolve).once('exit', crashed).once('error', failed);
        release = () => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', abort);
          child.off('message', resolve).off('exit', crashed).off('error', failed);
        };
        child.send(ask, (error) => (error == null ? undefined : failed(error)));
      });
      if ('result' in reply) return checked(reply.result, image.id);
      const { code, message, details } = reply.failure;
      throw new Failure(code, message, details);
    } catch (error) {
      release();
      // Anything but a bad picture may have left the nets in any state.
      if (!(error instanceof Failure && error.code === 'InvalidInput')) await this.close();
      throw error;
    } finally {
      release();
    }
  }

  #start(): ChildProcess {
    if (this.#child?.connected === true) return this.#child;
    const { file, execArgv } = entry('./human-child', import.meta.url);
    const child = fork(file, [], {
      serialization: 'advanced',
      execArgv,
      // The nets print notices; stdout belongs to the command that runs here.
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    child.on('error', () => undefined);
    // A waiting child must not keep this process alive; while a picture is under way the timer does.
    child.unref();
    child.channel?.unref();
    this.#child = child;
    return child;
  }
}

function checked(result: AnnotatedImage, id: string): AnnotatedImage {
  if (result.id !== id) throw new Failure('ModelReply', `asked for ${id}, got ${result.id}`, { file: id });
  return result;
}

function unavailable(id: string, how: string, cause?: unknown): Failure {
  const remedy = 'Run again; if it repeats on the same picture, remove that picture or report it.';
  return new Failure('ModelUnavailable', `the annotator process ${how} at ${id}`, { file: id, remedy }, { cause });
}

function packageVersion(): string {
  const root = path.resolve(path.dirname(require.resolve('@vladmandic/human')), '..');
  return (require(path.join(root, 'package.json')) as { version: string }).version;
}
