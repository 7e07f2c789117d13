import ffmpeg from 'fluent-ffmpeg';
import { PassThrough } from 'node:stream';
import { Failure } from '../../core/contract/errors.ts';
import { CONTAINERS, MAX_PIXELS } from './formats.ts';

/** One run of the command line on one checked input file. */
export interface FfmpegRun {
  binary: string;
  /** Absolute path, and the path as the user wrote it. */
  file: string;
  path: string;
  outputOptions: string[];
  /** Where the result goes: bytes to `onData`, or a file name (pattern). */
  target: string | null;
  signal?: AbortSignal | undefined;
  stallMs: number;
  onLine?: (line: string) => void;
  /** Takes the next bytes; none follow until what it returns is settled, and the run fails with it. */
  onData?: (bytes: Buffer) => unknown;
  /** Asked after every line and piece: true ends the run early, without an error. */
  isEnough?: () => boolean;
}

/** What every run of one call shares. */
export type FfmpegSource = Pick<FfmpegRun, 'binary' | 'file' | 'path' | 'signal' | 'stallMs'>;

/** Limits that every input gets: file protocol, known containers, bounded pictures, pictures as stored. */
const INPUT_OPTIONS = [
  ...['-protocol_whitelist', 'file'],
  ...['-format_whitelist', CONTAINERS],
  ...['-max_pixels', String(MAX_PIXELS)],
  '-noautorotate',
];

/** What the run left behind: its last lines, and whether it exited with an error. */
export interface FfmpegOutcome {
  lines: string[];
  failed: boolean;
}

const KEPT_LINES = 400;

/**
 * Runs FFmpeg to its end. A non-zero exit is not thrown but told, since a damaged film can still have given frames.
 * Kills the process on abort (rejects with the signal's reason) and when nothing comes for `stallMs` (`CorruptMedia`).
 */
export function runFfmpeg(run: FfmpegRun): Promise<FfmpegOutcome> {
  run.signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const lines: string[] = [];
    const command = ffmpeg(`file:${run.file}`)
      .setFfmpegPath(run.binary)
      .inputOptions(INPUT_OPTIONS)
      .outputOptions(['-nostdin', '-hide_banner', '-nostats', ...run.outputOptions]);
    let settled = false;
    let stall = setTimeout(onStall, run.stallMs);

    const settle = (finish: () => void): void => {
      if (settled) return;
      settled = true;
      clearTimeout(stall);
      run.signal?.removeEventListener('abort', onAbort);
      finish();
    };
    const stop = (finish: () => void): void => {
      settle(finish);
      command.kill('SIGKILL');
    };
    function onAbort(): void {
      stop(() => reject(run.signal?.reason as Error));
    }
    function onStall(): void {
      const message = `time limit of the decoder: no progress for ${run.stallMs / 1000} s: ${run.path}`;
      stop(() => reject(new Failure('CorruptMedia', message, { file: run.path, at: 'stream 0' })));
    }
    const onProgress = (): void => {
      clearTimeout(stall);
      stall = setTimeout(onStall, run.stallMs);
      if (run.isEnough?.() === true) stop(() => resolve({ lines, failed: false }));
    };
    run.signal?.addEventListener('abort', onAbort, { once: true });
    command.on('stderr', (line: string) => {
      if (settled) return;
      lines.push(line);
      if (lines.length > KEPT_LINES) lines.shift();
      run.onLine?.(line);
      onProgress();
    });
    command.on('error', () => settle(() => resolve({ lines, failed: true })));
    if (run.target != null) {
      command.on('end', () => settle(() => resolve({ lines, failed: false })));
      command.save(run.target);
      return;
    }
    const pipe = new PassThrough();
    pipe.on('data', (bytes: Buffer) => {
      if (settled) return;
      pipe.pause();
      const taken = Promise.resolve(run.onData?.(bytes));
      taken.then(
        () => {
          onProgress();
          pipe.resume();
        },
        (error: unknown) => stop(() => reject(error as Error)),
      );
    });
    let ended = false;
    let piped = false;
    const onBoth = (): void => {
      if (ended && piped) settle(() => resolve({ lines, failed: false }));
    };
    command.on('end', () => ((ended = true), onBoth()));
    pipe.on('end', () => ((piped = true), onBoth()));
    command.pipe(pipe, { end: true });
  });
}
