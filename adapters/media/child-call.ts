import { type ChildProcess, fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Failure } from '../../core/contract/errors.ts';
import { plainEnvironment } from '../process/environment.ts';
import type { ChildReply, ChildRequest } from './child-protocol.ts';
import { type DecoderLimits, watchDecoder } from './decoder-watch.ts';
import type { ScanProgress } from './engine.ts';

export interface ChildCall {
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: ScanProgress) => void) | undefined;
  limits: DecoderLimits;
}

const RUNS_FROM_SOURCE = import.meta.url.endsWith('.ts');

/**
 * Runs one request in a decoding process of its own and gives its result. Throws the child's failure; `CorruptMedia`
 * when the child crashes or stalls; the signal's reason when aborted. The child never outlives the call.
 */
export function callChild<Result>(request: ChildRequest, call: ChildCall): Promise<Result> {
  call.signal?.throwIfAborted();
  return new Promise<Result>((resolve, reject) => {
    const child = startChild();
    let place = 'frame 0';
    let stderr = '';
    const { limits } = call;
    let stall = setTimeout(onStall, limits.stallMs);
    const { file, path } = request;
    const unwatch =
      child.pid == null
        ? (): void => undefined
        : watchDecoder({ pid: child.pid, file, path, limits, place: () => place }, (failure) =>
            end(() => reject(failure)),
          );

    const end = (finish: () => void): void => {
      clearTimeout(stall);
      unwatch();
      call.signal?.removeEventListener('abort', onAbort);
      child.removeAllListeners();
      child.on('error', () => undefined);
      const dead = child.exitCode != null || child.signalCode != null;
      if (dead) return finish();
      child.once('exit', finish);
      child.kill('SIGKILL');
    };
    function onAbort(): void {
      end(() => reject(call.signal?.reason as Error));
    }
    function onStall(): void {
      const seconds = limits.stallMs / 1000;
      end(() => reject(corrupt(request, `time limit of the decoder: no progress for ${seconds} s`, place)));
    }
    call.signal?.addEventListener('abort', onAbort, { once: true });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr = (stderr + text).slice(-2000)));
    child.on('error', (error) => end(() => reject(error)));
    child.on('exit', (code, signal) => {
      const how = signal ?? `exit code ${code ?? 'unknown'}`;
      end(() => reject(corrupt(request, `the decoder crashed (${how})`, place, stderr)));
    });
    child.on('message', (reply: ChildReply) => {
      switch (reply.kind) {
        case 'progress':
          clearTimeout(stall);
          stall = setTimeout(onStall, limits.stallMs);
          if (reply.progress == null) return;
          place = `frame ${reply.progress.frames}`;
          call.onProgress?.(reply.progress);
          return;
        case 'result':
          return end(() => resolve(reply.value as Result));
        case 'failure':
          return end(() => reject(new Failure(reply.code, reply.message, reply.details)));
        case 'crash':
          return end(() => reject(corrupt(request, `the decoder failed (${reply.message})`, place)));
      }
    });
    child.send(request);
  });
}

/**
 * The small arrays of every frame are let go soon after it: a large young generation would only fill up with them and
 * make memory grow for the first minutes of a film, for 1 % of the time at 360p and half of that at 1080p (decision 0059).
 * Threads of the garbage collector would take the processors from the decoder for more than they give back.
 */
const V8_FLAGS = ['--max-semi-space-size=1', '--single-threaded-gc'];

function startChild(): ChildProcess {
  const entry = fileURLToPath(new URL(`./libav-child${RUNS_FROM_SOURCE ? '.ts' : '.js'}`, import.meta.url));
  return fork(entry, [], {
    env: plainEnvironment(),
    execArgv: [...V8_FLAGS, ...(RUNS_FROM_SOURCE ? sourceLoader() : [])],
    // Nothing is ever written to its stdin: the end of it tells the child that this process is gone.
    stdio: ['pipe', 'ignore', 'pipe', 'ipc'],
  });
}

/** The binding is loaded before the TypeScript loader, which would look at each of its files. */
function sourceLoader(): string[] {
  const from = createRequire(import.meta.url);
  return ['node-av/constants', 'node-av/lib', 'tsx/esm'].flatMap((name) => [
    '--import',
    pathToFileURL(from.resolve(name)).href,
  ]);
}

function corrupt(request: ChildRequest, message: string, at: string, stderr = ''): Failure {
  const lastLine = stderr.trim().split('\n').at(-1) ?? '';
  const evidence = lastLine === '' ? {} : { evidence: { decoder: lastLine.slice(0, 200) } };
  return new Failure('CorruptMedia', `${message}: ${request.path}`, { file: request.path, at, ...evidence });
}
