import type { Box } from '../schema/primitives.ts';

/** What the filter takes for granted about movement and detections; lengths are shares of the box's mean side. */
export interface MotionNoise {
  /** Standard deviation of a detector's edges around the truth. */
  detection: number;
  /** Standard deviation of unforeseen acceleration, in mean sides per second². */
  acceleration: number;
  /** Standard deviation of the speed at which a thing enters, in mean sides per second. */
  speed: number;
}

/** Position and speed of one coordinate with their covariance (variance of each, and what they share). */
interface Axis {
  at: number;
  speed: number;
  varAt: number;
  covariance: number;
  varSpeed: number;
}

/** Kalman filter with constant velocity over centre and size of a box, each coordinate for itself. */
export class BoxMotion {
  readonly #noise: MotionNoise;
  readonly #axes: Axis[];
  #timeMs: number;

  constructor(box: Box, timeMs: number, noise: MotionNoise) {
    this.#noise = noise;
    this.#timeMs = timeMs;
    const side = sideOf(box);
    const [varAt, varSpeed] = [(noise.detection * side) ** 2, (noise.speed * side) ** 2];
    this.#axes = toAxes(box).map((at, nth) => ({
      at,
      speed: 0,
      varAt,
      covariance: 0,
      // Things change their size far more slowly than their place.
      varSpeed: nth < 2 ? varSpeed : varSpeed / 25,
    }));
  }

  /** Where the box is expected at a time not before the last update. */
  predict(timeMs: number): Box {
    return toBox(this.#ahead(timeMs).map(({ at }) => at));
  }

  /** Squared Mahalanobis distance of a detection's centre from the expected one: chi-squared with 2 degrees. */
  distance(box: Box, timeMs: number): number {
    const axes = this.#ahead(timeMs);
    const measured = toAxes(box);
    const part = (nth: 0 | 1): number =>
      (measured[nth] - axes[nth]!.at) ** 2 / (axes[nth]!.varAt + this.#variance(axes, measured, nth));
    return part(0) + part(1);
  }

  /**
   * Squared Mahalanobis distance, at a time, from a motion whose time is turned round (its times are negative and fall):
   * how badly the two centres agree in place and speed. Chi-squared with 4 degrees.
   */
  distanceTo(turned: BoxMotion, timeMs: number): number {
    const [these, those] = [this.#ahead(timeMs), turned.#ahead(-timeMs)];
    const part = (nth: 0 | 1): number => {
      const [a, b] = [these[nth]!, those[nth]!];
      const [place, speed] = [a.at - b.at, a.speed + b.speed];
      const [varAt, varSpeed] = [a.varAt + b.varAt, a.varSpeed + b.varSpeed];
      const shared = a.covariance - b.covariance;
      return (
        (varSpeed * place ** 2 - 2 * shared * place * speed + varAt * speed ** 2) / (varAt * varSpeed - shared ** 2)
      );
    };
    return part(0) + part(1);
  }

  /** Takes in the detection of a frame. */
  update(box: Box, timeMs: number): void {
    const axes = this.#ahead(timeMs);
    const measured = toAxes(box);
    for (const [nth, axis] of axes.entries()) {
      const total = axis.varAt + this.#variance(axes, measured, nth);
      const [gainAt, gainSpeed] = [axis.varAt / total, axis.covariance / total];
      const surprise = measured[nth]! - axis.at;
      this.#axes[nth] = {
        at: axis.at + gainAt * surprise,
        speed: axis.speed + gainSpeed * surprise,
        varAt: (1 - gainAt) * axis.varAt,
        covariance: (1 - gainAt) * axis.covariance,
        varSpeed: axis.varSpeed - gainSpeed * axis.covariance,
      };
    }
    this.#timeMs = timeMs;
  }

  #side(): number {
    return Math.max(1, (this.#axes[2]!.at + this.#axes[3]!.at) / 2);
  }

  /**
   * Variance of a measured coordinate. Where a box is smaller than expected, part of the thing may be hidden, at either
   * end: then its size says nothing below what is missing, and its centre may lie anywhere within half of that.
   */
  #variance(axes: readonly Axis[], measured: readonly number[], nth: number): number {
    const size = nth < 2 ? nth + 2 : nth;
    const missing = Math.max(0, axes[size]!.at - measured[size]!);
    return (this.#noise.detection * this.#side()) ** 2 + (nth < 2 ? missing / 2 : 2 * missing) ** 2;
  }

  /** The state carried on to a time, with the uncertainty that white acceleration adds. */
  #ahead(timeMs: number): Axis[] {
    const seconds = (timeMs - this.#timeMs) / 1000;
    const jolt = (this.#noise.acceleration * this.#side()) ** 2;
    return this.#axes.map(({ at, speed, varAt, covariance, varSpeed }, nth) => {
      const power = nth < 2 ? jolt : jolt / 25;
      return {
        at: at + speed * seconds,
        speed,
        varAt: varAt + 2 * seconds * covariance + seconds ** 2 * varSpeed + (power * seconds ** 4) / 4,
        covariance: covariance + seconds * varSpeed + (power * seconds ** 3) / 2,
        varSpeed: varSpeed + power * seconds ** 2,
      };
    });
  }
}

function sideOf([x1, y1, x2, y2]: Box): number {
  return Math.max(1, (x2 - x1 + y2 - y1) / 2);
}

function toAxes([x1, y1, x2, y2]: Box): [number, number, number, number] {
  return [(x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1];
}

function toBox(axes: readonly number[]): Box {
  const [x, y] = [axes[0]!, axes[1]!];
  const [halfWidth, halfHeight] = [Math.max(1, axes[2]!) / 2, Math.max(1, axes[3]!) / 2];
  return [x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight];
}
