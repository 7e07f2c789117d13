import type { Failure } from '../../core/contract/errors.ts';
import { FilmAnalysis, type FinishedShot } from '../../core/keyframe/film.ts';
import type { Bars } from '../../core/keyframe/letterbox.ts';
import type { LumaPicture, SmallPicture, Thumbnail } from '../../core/keyframe/picture.ts';
import type { MediaInfo, Shot } from '../../core/schema/media.ts';
import type { Issue } from '../../core/schema/primitives.ts';
import { DamageSpans } from './damage.ts';
import { DenseTicks } from './dense-ticks.ts';
import type { Scan, ScanOptions, ScanProgress } from './engine.ts';
import { firstTicksOf } from './formats.ts';
import { FrameClock } from './frame-clock.ts';
import { LetterboxLog } from './letterbox-log.ts';
import { unreadable } from './media-failure.ts';
import { NeuralPass, neuralOptions } from './neural-pass.ts';
import { candidateLimit, type DecodeTally, leapIssues, REPORT_EVERY, scanVerdict } from './scan-rules.ts';
import type { SignalWriter } from './signal-writer.ts';

/** More frames than any film has: four days at 60 a second. */
const MOST_FRAMES = 20_000_000;

function endless(path: string): Failure {
  return unreadable(path, `more than ${MOST_FRAMES} frames`, `frame ${MOST_FRAMES}`);
}

/** A decoded frame, in presentation order. */
export interface DecodedFrame<Held> {
  /** Timestamp and length in ticks of the stream's time base; null and 0 when unknown. */
  ticks: bigint | null;
  duration: bigint;
  /** The decoder says that the picture is not whole. */
  isDamaged: boolean;
  /** The small pictures; asked for only when the frame lies in the range. */
  scale: () => { thumbnail: Thumbnail; picture: LumaPicture };
  /** The picture that `scale` gave with its colours; asked for only after it, and only for a network. */
  colours: () => SmallPicture;
  /** Takes hold of the full-size frame. */
  hold: () => Held;
}

/** A finished shot with the black bars that its keyframes have and shall lose. */
export interface PassedShot<Held> extends FinishedShot<Held> {
  bars: Bars | null;
}

/** What one frame led to. */
export interface PassStep<Held> {
  /** Its number in the range, and its time; null when it lies before the range. */
  place: { frame: number; timeMs: number } | null;
  finished: PassedShot<Held>[];
  /** Whether it is one of the dense frames. */
  isDense: boolean;
  /** Whether progress was reported. */
  isReport: boolean;
}

export interface PassJob<Held> {
  path: string;
  info: MediaInfo;
  /** Length of the whole file, all streams together, as its head states it; null when it does not. */
  statedMs: number | null;
  options: ScanOptions;
  release: (held: Held) => void;
  onProgress: ((progress: ScanProgress) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * The one pass over a film, as far as it is the same for every engine: frames get their times, those of the range become
 * signals and shots, a network has its say if there is one, and what is wrong with the file is collected. Close it when
 * done.
 */
export class FilmPass<Held> {
  readonly #job: PassJob<Held>;
  readonly #clock: FrameClock;
  readonly #analysis: FilmAnalysis<Held>;
  readonly #neural: NeuralPass | null;
  readonly #signals: SignalWriter | null;
  readonly #damage = new DamageSpans();
  readonly #shots: Omit<Shot, 'film'>[] = [];
  readonly #letterbox: LetterboxLog;
  readonly #dense: DenseTicks | null;
  readonly #startedAt = performance.now();
  #skipped = 0;
  #lastMs: number;

  private constructor(job: PassJob<Held>, neural: NeuralPass | null, signals: SignalWriter | null) {
    const { info, options, release } = job;
    this.#job = job;
    this.#neural = neural;
    this.#lastMs = info.startMs;
    this.#letterbox = new LetterboxLog(info);
    this.#dense = options.dense == null ? null : new DenseTicks(options.dense.fps);
    this.#clock = new FrameClock({ ...info, firstTicks: firstTicksOf(info) });
    this.#analysis = new FilmAnalysis<Held>({
      keyframesPerShot: options.keyframesPerShot,
      candidateLimit: candidateLimit(info, options.keyframesPerShot),
      release,
      ...(options.detector == null ? {} : { detector: options.detector }),
      ...neuralOptions(options),
    });
    this.#signals = signals;
  }

  /** Begins a pass; with a network, that is loaded first. */
  static async open<Held>(job: PassJob<Held>): Promise<FilmPass<Held>> {
    const { options, info, signal } = job;
    return new FilmPass(job, await NeuralPass.open(options, info, signal), await signalWriter(job));
  }

  /** Frames in the range so far. */
  get frames(): number {
    return this.#analysis.frames;
  }

  /** The next frame, once the one before is done; null when the range has ended and no more frames are needed. */
  async push(frame: DecodedFrame<Held>): Promise<PassStep<Held> | null> {
    const timeMs = this.#clock.next(frame.ticks, frame.duration);
    const { startMs = -Infinity, endMs = Infinity } = this.#job.options.rangeMs ?? {};
    if (timeMs >= endMs) return null;
    if (timeMs < startMs) {
      this.#skipped++;
      return { place: null, finished: [], isDense: false, isReport: false };
    }
    this.#lastMs = timeMs;
    if (this.frames >= MOST_FRAMES) throw endless(this.#job.path);
    if (frame.isDamaged) this.damaged();
    const { thumbnail, picture } = frame.scale();
    this.#signals?.push({ timeMs, thumbnail });
    const place = { frame: this.frames, timeMs };
    this.#letterbox.look(place.frame, picture);
    const finished = this.#passed(this.#analysis.push({ thumbnail, picture, timeMs, hold: frame.hold }));
    if (this.#neural != null) {
      finished.push(...this.#passed(this.#analysis.judge(await this.#neural.push(frame.colours()))));
    }
    const isDense = this.#dense?.isDue(timeMs) ?? false;
    return { place, finished, isDense, isReport: this.#report() };
  }

  /** The decoder complained: the frame that is next, or would have been, is damaged. */
  damaged(): void {
    this.#damage.mark(this.frames, this.#lastMs);
  }

  /** The shots that were still open. */
  async end(): Promise<PassedShot<Held>[]> {
    const judged = this.#neural == null ? [] : this.#analysis.judge(await this.#neural.finish());
    return this.#passed([...judged, ...this.#analysis.finish(this.#clock.endMs)]);
  }

  async close(): Promise<void> {
    await this.#neural?.close();
  }

  #passed(finished: readonly FinishedShot<Held>[]): PassedShot<Held>[] {
    return finished.map((one) => {
      this.#shots.push(one.shot);
      const bars = this.#letterbox.shot(one.shot.endFrame);
      return { ...one, bars: this.#job.options.cropLetterbox === true ? bars : null };
    });
  }

  /** What the pass found, without pictures. Throws `CorruptMedia` when too little could be decoded. */
  result(tally: DecodeTally, more: readonly Issue[] = []): Omit<Scan, 'keyframes' | 'dense'> {
    const { path, info, options, statedMs } = this.#job;
    const shots = this.#shots;
    const endMs = shots.at(-1)?.endMs ?? 0;
    const facts = { path, frames: this.frames, tally, at: `frame ${this.frames}` };
    const stated = options.rangeMs == null && statedMs != null ? { statedMs, startMs: info.startMs, endMs } : null;
    const issues: Issue[] = [
      ...this.#damage.issues(),
      ...leapIssues(this.#clock.leaps, this.#skipped),
      ...scanVerdict({ ...facts, stated }),
      ...more,
    ];
    this.#signals?.finish({ endMs, decodeErrors: tally.errors, letterbox: this.#letterbox.film, issues });
    const durationMs = endMs - (shots[0]?.startMs ?? 0);
    const { timeBase } = info;
    const letterbox = this.#letterbox.film;
    return { info, frames: this.frames, durationMs, timeBase, shots, letterbox, decodeErrors: tally.errors, issues };
  }

  #report(): boolean {
    if (this.frames % REPORT_EVERY !== 0) return false;
    const seconds = (performance.now() - this.#startedAt) / 1000;
    const framesPerSecond = Math.round(this.frames / seconds);
    const { durationMs } = this.#job.info;
    this.#job.onProgress?.({ frames: this.frames, timeMs: this.#lastMs, durationMs, framesPerSecond });
    return true;
  }
}

/** Loaded for this work alone: its file format is checked by a library that takes a tenth of a second to load. */
async function signalWriter({ options, info }: Pick<PassJob<never>, 'options' | 'info'>): Promise<SignalWriter | null> {
  if (options.signals == null) return null;
  const { SignalWriter } = await import('./signal-writer.ts');
  return new SignalWriter(options.signals, info);
}
