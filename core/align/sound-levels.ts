/** Samples a second that the meter takes, one channel. */
export const METER_HZ = 8_000;
/** Length of a step, and its samples. */
export const LEVEL_STEP_MS = 20;
const STEP_SAMPLES = (METER_HZ * LEVEL_STEP_MS) / 1000;
/** A byte counts half decibels above this level below full scale. */
const LOWEST_DB = -100;
/** Steps of a day: no film is longer, whatever its timestamps claim. */
const MOST_STEPS = (24 * 3600 * 1000) / LEVEL_STEP_MS;
/** Samples further than this from where the last ones ended begin a gap or lie over them. */
const SAME_PLACE = STEP_SAMPLES * 2;

/** How loud the band of the voice is, from presentation time 0 on; a byte a step of 20 ms, in half decibels. */
export type SoundLevels = Uint8Array;

/** Measures the voice band (250 to 3,000 Hz) of a stream of samples; memory grows by 50 bytes a second of film. */
export class LevelMeter {
  readonly #filters = [highPass(250), lowPass(3_000)];
  #levels = new Uint8Array(4_096);
  #steps = 0;
  #energy = 0;
  #inStep = 0;
  #isEmpty = true;

  /** Whether no samples have come yet. */
  get isEmpty(): boolean {
    return this.#isEmpty;
  }

  /**
   * Takes the next samples (−1 to 1); `startMs` is when the first is heard, null where the stream does not say. Gaps are
   * silence, what lies before 0 or over earlier samples is dropped.
   */
  write(samples: Float32Array, startMs: number | null): void {
    this.#isEmpty = false;
    const done = this.#steps * STEP_SAMPLES + this.#inStep;
    const wanted = startMs === null ? done : Math.round((startMs * METER_HZ) / 1000);
    let from = 0;
    if (wanted > done + SAME_PLACE) this.#silence(wanted - done);
    else if (wanted < done - SAME_PLACE) from = Math.min(samples.length, done - wanted);
    const [high, low] = this.#filters;
    for (let at = from; at < samples.length; at += 1) {
      const value = low!(high!(samples[at]!));
      this.#energy += value * value;
      if (++this.#inStep === STEP_SAMPLES) this.#endStep();
    }
  }

  /** All steps that are complete. */
  levels(): SoundLevels {
    return this.#levels.slice(0, this.#steps);
  }

  #silence(samples: number): void {
    let left = samples;
    while (left > 0 && this.#steps < MOST_STEPS) {
      const part = Math.min(left, STEP_SAMPLES - this.#inStep);
      this.#inStep += part;
      left -= part;
      if (this.#inStep === STEP_SAMPLES) this.#endStep();
    }
  }

  #endStep(): void {
    const db = 10 * Math.log10(this.#energy / STEP_SAMPLES + 1e-12);
    this.#energy = 0;
    this.#inStep = 0;
    if (this.#steps >= MOST_STEPS) return;
    if (this.#steps === this.#levels.length) {
      const larger = new Uint8Array(this.#levels.length * 2);
      larger.set(this.#levels);
      this.#levels = larger;
    }
    this.#levels[this.#steps++] = Number.isFinite(db)
      ? Math.max(0, Math.min(255, Math.round((db - LOWEST_DB) * 2)))
      : 0;
  }
}

/** Decibels of a byte, below full scale. */
export const decibelsOf = (level: number): number => LOWEST_DB + level / 2;

type Filter = (sample: number) => number;

/** Second-order Butterworth filters, by the bilinear transform. */
function highPass(hz: number): Filter {
  const [cos, alpha] = cornerAt(hz);
  return biquad([(1 + cos) / 2, -(1 + cos), (1 + cos) / 2], [1 + alpha, -2 * cos, 1 - alpha]);
}

function lowPass(hz: number): Filter {
  const [cos, alpha] = cornerAt(hz);
  return biquad([(1 - cos) / 2, 1 - cos, (1 - cos) / 2], [1 + alpha, -2 * cos, 1 - alpha]);
}

function cornerAt(hz: number): [cos: number, alpha: number] {
  const turn = (2 * Math.PI * hz) / METER_HZ;
  return [Math.cos(turn), Math.sin(turn) / Math.SQRT2];
}

function biquad(ahead: [number, number, number], back: [number, number, number]): Filter {
  const [b0, b1, b2, a1, a2] = [...ahead, back[1], back[2]].map((value) => value / back[0]) as [
    number,
    number,
    number,
    number,
    number,
  ];
  let [one, two] = [0, 0];
  return (sample) => {
    const result = b0 * sample + one;
    one = b1 * sample - a1 * result + two;
    two = b2 * sample - a2 * result;
    return result;
  };
}
