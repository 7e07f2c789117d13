import { appearanceOf } from '../../core/annotate/appearance.ts';
import type { TrackDetection } from '../../core/annotate/track-line.ts';
import type { ScoredFrame } from '../../core/metrics/tracks.ts';
import type { Box } from '../../core/schema/primitives.ts';
import type { Track } from '../../core/schema/track.ts';
import { SCENE, type SceneFrame, type TrueObject } from './moving-objects.ts';

/** What a detector does wrong. */
export interface DetectorNoise {
  /** Most by which an edge is off, in pixels. */
  jitterPx: number;
  /** Share of objects that it misses. */
  missed: number;
  /** Boxes of nothing per frame. */
  falseAlarms: number;
}

export const PERFECT: DetectorNoise = { jitterPx: 0, missed: 0, falseAlarms: 0 };

/** Objects of which less can be seen are neither detected nor missed. */
const LEAST_VISIBLE = 0.3;

/** What of a scene counts: the visible extent of objects that can be seen well enough. */
export function visibleObjects({ objects }: SceneFrame): { id: number; box: Box }[] {
  return objects.flatMap(({ id, visible, visibleBox }: TrueObject) =>
    visibleBox == null || visible < LEAST_VISIBLE ? [] : [{ id, box: visibleBox }],
  );
}

/** Detections of a scene with the given faults; looks come from the real pixels. */
export function detectionsOf(scene: SceneFrame, random: () => number, noise: DetectorNoise): TrackDetection[] {
  const picture = { pixels: scene.pixels, ...SCENE };
  const shift = (): number => (2 * random() - 1) * noise.jitterPx;
  const found = visibleObjects(scene).flatMap(({ box }) => {
    const isMissed = random() < noise.missed;
    const moved = box.map((edge) => edge + shift()) as Box;
    return isMissed ? [] : [moved];
  });
  if (random() < noise.falseAlarms) {
    const [x, y] = [random() * (SCENE.width - 40), random() * (SCENE.height - 40)];
    found.push([x, y, x + 20 + random() * 20, y + 20 + random() * 20]);
  }
  return found.map((box) => ({ label: 'object', score: 0.9, box, appearance: appearanceOf(picture, box) }));
}

/** Truth and tracks frame by frame; frame numbers of the tracks are positions in `scenes` times `step`. */
export function scoredFrames(scenes: readonly SceneFrame[], tracks: readonly Track[], step = 1): ScoredFrame[] {
  const found = scenes.map((): { id: number; box: Box }[] => []);
  for (const { id, boxes } of tracks) {
    for (const { frame, box } of boxes) found[frame / step]!.push({ id, box });
  }
  return scenes.map((scene, at) => ({ truth: visibleObjects(scene), found: found[at]! }));
}
