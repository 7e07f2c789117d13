/** How often a log that is not a terminal gets a line. */
const LOG_EVERY_MS = 5_000;
/** How often a terminal line is redrawn. */
const DRAW_EVERY_MS = 100;

export interface ProgressState {
  done: number;
  /** Null while the total is not known. */
  total: number | null;
  /** What is counted, such as `frames`. */
  unit: string;
  /** Anything else worth seeing, such as `212 frames/s`. */
  note?: string;
}

/** Shows progress with ETA on stderr: one redrawn line in a terminal, a plain line now and then in a log. */
export class Progress {
  readonly #startedAt = Date.now();
  readonly #label: string;
  readonly #isTerminal = process.stderr.isTTY;
  #lastShownAt = 0;
  #drawn = false;

  constructor(label: string) {
    this.#label = label;
  }

  update(state: ProgressState): void {
    const now = Date.now();
    const interval = this.#isTerminal ? DRAW_EVERY_MS : LOG_EVERY_MS;
    const since = this.#lastShownAt === 0 && !this.#isTerminal ? now - this.#startedAt : now - this.#lastShownAt;
    if (since < interval) return;
    this.#lastShownAt = now;
    const text = this.#format(state, now);
    if (this.#isTerminal) {
      process.stderr.write(`\r\u001b[2K${text.slice(0, process.stderr.columns - 1)}`);
      this.#drawn = true;
    } else {
      process.stderr.write(`${text}\n`);
    }
  }

  /** Clears the terminal line, so that what follows starts clean. */
  end(): void {
    if (this.#drawn) process.stderr.write('\r\u001b[2K');
    this.#drawn = false;
  }

  #format(state: ProgressState, now: number): string {
    const parts = [`${this.#label}: ${state.done}${state.total == null ? '' : ` of ${state.total}`} ${state.unit}`];
    if (state.total != null && state.total > 0) {
      parts.push(`${Math.floor((100 * state.done) / state.total)} %`);
      if (state.done > 0 && state.done < state.total) {
        const etaMs = ((now - this.#startedAt) / state.done) * (state.total - state.done);
        parts.push(`ETA ${formatSeconds(etaMs / 1000)}`);
      }
    }
    if (state.note != null) parts.push(state.note);
    return parts.join(' · ');
  }
}

/** `75` → `1:15`, `3700` → `1:01:40`. */
export function formatSeconds(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const rest = String(whole % 60).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
}
