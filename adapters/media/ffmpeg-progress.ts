import type { MediaInfo } from '../../core/schema/media.ts';
import type { ScanOptions, ScanProgress } from './engine.ts';
import { REPORT_EVERY } from './scan-rules.ts';

type OnProgress = (progress: ScanProgress) => void;

/** Progress of a scan that goes over the film once or twice: what a user waits for is the end of both runs. */
export class RunProgress {
  readonly #durationMs: number | null;
  readonly #onProgress: OnProgress | undefined;
  readonly #fromMs: number;
  /** Infinite where nobody knows how long the film is. */
  readonly #untilMs: number;
  readonly #runs: number;
  /** How far the first run has come. */
  #toldMs: number;

  constructor({ durationMs, startMs }: MediaInfo, options: ScanOptions, onProgress: OnProgress | undefined) {
    const { rangeMs, keyframesPerShot, dense } = options;
    this.#durationMs = durationMs;
    this.#onProgress = onProgress;
    this.#fromMs = Math.max(startMs, rangeMs?.startMs ?? startMs);
    this.#untilMs = Math.min(startMs + (durationMs ?? Infinity), rangeMs?.endMs ?? Infinity);
    this.#runs = keyframesPerShot !== 0 || dense != null ? 2 : 1;
    this.#toldMs = this.#fromMs;
  }

  /** What the first run says: half of the way, if there will be a second one and the end is known. */
  first(progress: ScanProgress): void {
    const share = Number.isFinite(this.#untilMs) ? 1 / this.#runs : 1;
    this.#toldMs = Math.round(this.#fromMs + share * (progress.timeMs - this.#fromMs));
    this.#onProgress?.({ ...progress, timeMs: this.#toldMs });
  }

  /** For the second run, which says how many frames it has decoded, of `total`: from where the first one ended to the end. */
  second(total: number): (frames: number) => void {
    const startedAt = performance.now();
    const leftMs = Number.isFinite(this.#untilMs) ? Math.max(0, this.#untilMs - this.#toldMs) : 0;
    return (frames) => {
      if (frames % REPORT_EVERY !== 0) return;
      const framesPerSecond = Math.round((frames * 1000) / (performance.now() - startedAt));
      const timeMs = Math.round(this.#toldMs + leftMs * Math.min(1, frames / total));
      this.#onProgress?.({ frames, timeMs, durationMs: this.#durationMs, framesPerSecond });
    };
  }
}
