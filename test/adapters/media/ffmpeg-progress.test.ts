import { describe, expect, it } from 'vitest';
import type { ScanOptions } from '../../../adapters/media/engine.ts';
import { RunProgress } from '../../../adapters/media/ffmpeg-progress.ts';
import { SCAN_DEFAULTS } from '../../../core/keyframe/options.ts';
import { MEDIA_INFO } from '../../support/activities.ts';

/** A film of 64 frames at 10 a second, of which the first run tells some times and the second some frames of 48. */
function told(film: { startMs: number; durationMs: number | null }, options: Partial<ScanOptions>): number[] {
  const times: number[] = [];
  const progress = new RunProgress({ ...MEDIA_INFO, ...film }, { ...SCAN_DEFAULTS, ...options }, ({ timeMs }) =>
    times.push(timeMs),
  );
  const [from, until] = [options.rangeMs?.startMs ?? film.startMs, options.rangeMs?.endMs ?? film.startMs + 6400];
  for (const share of [0.25, 0.5, 1]) {
    const timeMs = from + share * (until - from);
    progress.first({ frames: 16, timeMs, durationMs: film.durationMs, framesPerSecond: 100 });
  }
  const second = progress.second(48);
  for (let frames = 1; frames <= 48; frames++) second(frames);
  return times;
}

describe('progress of two runs over a film', () => {
  it.each<[string, { startMs: number; durationMs: number | null }, Partial<ScanOptions>, number[]]>([
    ['half each', { startMs: 0, durationMs: 6400 }, {}, [800, 1600, 3200, 4267, 5333, 6400]],
    ['from a start of its own', { startMs: 1000, durationMs: 6400 }, {}, [1800, 2600, 4200, 5267, 6333, 7400]],
    [
      'in a range',
      { startMs: 0, durationMs: 6400 },
      { rangeMs: { startMs: 2000, endMs: 4000 } },
      [2250, 2500, 3000, 3333, 3667, 4000],
    ],
    ['of a film of unknown length', { startMs: 0, durationMs: null }, {}, [1600, 3200, 6400, 6400, 6400, 6400]],
    ['of a film that ends early', { startMs: 0, durationMs: 12_800 }, {}, [800, 1600, 3200, 6400, 9600, 12_800]],
    ['of a film that says too little', { startMs: 0, durationMs: 1000 }, {}, [800, 1600, 3200, 3200, 3200, 3200]],
    ['the first alone', { startMs: 0, durationMs: 6400 }, { keyframesPerShot: 0 }, [1600, 3200, 6400]],
  ])('never goes back: %s', (_what, film, options, times) => {
    expect(told(film, options).slice(0, times.length)).toEqual(times);
  });
});
