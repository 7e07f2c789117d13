import ffmpeg from 'fluent-ffmpeg';
import { PassThrough } from 'node:stream';
import { Failure } from '../../core/contract/errors.ts';
import type { FfmpegBuild } from './ffmpeg-build.ts';
import { type DecoderLimits, watchDecoder } from './decoder-watch.ts';
import { CONTAINERS, MAX_PIXELS } from './formats.ts';

/** What every run of one call shares. */
export interface FfmpegSource {
  build: FfmpegBuild;
  /** Absolute path, and the path as the user wrote it. */
  file: string;
  path: string;
  signal?: AbortSignal | undefined;
  limits: DecoderLimits;
}

/** One run of the command line on one checked input file. */
export interface FfmpegRun extends FfmpegSource {
  /** Options before the input, beside the limits that every input gets. */
  inputOptions?: string[];
  /** Turns pictures upright before any filter sees them. */
  isUpright?: boolean;
  /** Files (names or patterns), or one pipe (null) whose bytes go to `onData`. */
  outputs: { options: string[]; target: string | null }[];
  onLine?: (line: string) => void;
  /** Called for every frame that `SHOWINFO` tells, with how many there were. */
  onFrame?: ((frames: number) => void) | undefined;
  /** Takes the next bytes; none follow until what it returns is settled, and the run fails with it. */
  onData?: (bytes: Buffer) => unknown;
  /** Asked after every line and piece: true ends the run early, without an error. */
  isEnough?: () => boolean;
}

/** Limits that every input gets: file protocol, known containers, bounded pictures; a change of size starts nothing anew. */
const INPUT_OPTIONS = [
  ...['-protocol_whitelist', 'file'],
  ...['-format_whitelist', CONTAINERS],
  ...['-max_pixels', String(MAX_PIXELS)],
  ...['-reinit_filter', '0'],
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
      .setFfmpegPath(run.build.binary)
      .inputOptions([
        ...INPUT_OPTIONS,
        ...(run.isUpright === true ? [] : ['-noautorotate']),
        ...(run.inputOptions ?? []),
      ]);
    let settled = false;
    let stall = setTimeout(onStall, run.limits.stallMs);
    let unwatch = (): void => undefined;
    let frames = 0;

    const settle = (finish: () => void): void => {
      if (settled) return;
      settled = true;
      clearTimeout(stall);
      unwatch();
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
      const message = `time limit of the decoder: no progress for ${run.limits.stallMs / 1000} s: ${run.path}`;
      stop(() => reject(new Failure('CorruptMedia', message, { file: run.path, at: 'stream 0' })));
    }
    const onProgress = (): void => {
      clearTimeout(stall);
      stall = setTimeout(onStall, run.limits.stallMs);
      if (run.isEnough?.() === true) stop(() => resolve({ lines, failed: false }));
    };
    run.signal?.addEventListener('abort', onAbort, { once: true });
    /** What the listeners throw would end this process. */
    const guarded = (work: () => void): void => {
      if (settled) return;
      try {
        work();
        onProgress();
      } catch (error) {
        stop(() => reject(error as Error));
      }
    };
    const takeData = async (bytes: Buffer): Promise<void> => {
      if (settled) return;
      try {
        await run.onData?.(bytes);
        if (!settled) onProgress();
      } catch (error) {
        stop(() => reject(error as Error));
      }
    };
    command.on('stderr', (line: string) =>
      guarded(() => {
        lines.push(line);
        if (lines.length > KEPT_LINES) lines.shift();
        if (line.includes('] n:')) {
          frames++;
          run.onFrame?.(frames);
        }
        run.onLine?.(line);
      }),
    );
    command.on('start', () => {
      // Aborted before the program had started: nothing could be killed then.
      if (settled) command.kill('SIGKILL');
      const { pid } = (command as unknown as { ffmpegProc: { pid?: number } }).ffmpegProc;
      if (settled || pid == null) return;
      const place = (): string => `frame ${frames}`;
      unwatch = watchDecoder({ ...run, pid, place }, (failure) => stop(() => reject(failure)));
    });
    command.on('error', (error: Error) => settle(() => resolve({ lines: [...lines, error.message], failed: true })));
    let waiting = run.outputs.some(({ target }) => target == null) ? 2 : 1;
    const onPart = (): void => {
      if (--waiting === 0) settle(() => resolve({ lines, failed: false }));
    };
    command.on('end', onPart);
    for (const { options, target } of run.outputs) {
      command.output(target ?? piped(takeData, onPart), { end: true });
      // As arguments, since the library splits the items of a list at their spaces.
      command.outputOptions(...QUIET, ...options);
    }
    command.run();
  });
}

/** A filter that prints a line for every frame, which is a sign of life; checksums would read every picture. */
export const SHOWINFO = 'showinfo=checksum=0';

const QUIET = ['-nostdin', '-hide_banner', '-nostats'];

/** A stream that hands on what FFmpeg writes, a piece when the one before is done; `onData` never rejects. */
function piped(onData: (bytes: Buffer) => Promise<void>, onEnd: () => void): PassThrough {
  const pipe = new PassThrough();
  pipe.on('data', (bytes: Buffer) => {
    pipe.pause();
    void onData(bytes).then(() => pipe.resume());
  });
  pipe.on('end', onEnd);
  return pipe;
}
