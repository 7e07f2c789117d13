import { describe, expect, it } from 'vitest';
import { linkTracks, type TrackFrame } from '../../../core/annotate/track.ts';
import { scoreTracks, type TrackScore } from '../../../core/metrics/tracks.ts';
import { track, type Track } from '../../../core/schema/track.ts';
import { MovingScene, SCENE, type SceneFrame } from '../../support/moving-objects.ts';
import { seeded } from '../../support/random.ts';
import { detectionsOf, PERFECT, scoredFrames } from '../../support/simulated-detections.ts';

const FPS = 12;
/** No option was chosen on these scenes. */
const SEEDS = [201, 202, 203, 204, 205, 206];
/** Ten seconds, after which all objects have passed the pillar. */
const LENGTH = 120;
const model = { id: 'simulated', revision: '1' };
const ONE_SHOT = [{ index: 0, startFrame: 0, endFrame: LENGTH }];

const NOISY = { jitterPx: 1.5, missed: 0.1, falseAlarms: 0.3 };

const sceneOf = (seed: number): SceneFrame[] => {
  const scene = new MovingScene(seed, 6);
  return Array.from({ length: LENGTH }, (_, frame) => scene.at(frame / FPS));
};
const scenes = new Map(SEEDS.map((seed) => [seed, sceneOf(seed)]));

function tracksOf(frames: TrackFrame[], shots = ONE_SHOT): Track[] {
  return linkTracks({ film: 'film', frames, shots, model });
}

function framesOf(seed: number, noise = PERFECT, looks = true): TrackFrame[] {
  const random = seeded(seed * 100);
  return scenes.get(seed)!.map((scene, frame) => {
    const detections = detectionsOf(scene, random, noise).map((one) => (looks ? one : { ...one, appearance: null }));
    return { frame, timeMs: Math.round((frame * 1000) / FPS), ...SCENE, detections };
  });
}

function scoreOf(seed: number, frames: TrackFrame[]): TrackScore {
  return scoreTracks(scoredFrames(scenes.get(seed)!, tracksOf(frames)));
}

describe('the rendered scenes', () => {
  it.each(SEEDS)('seed %i hides every object for ten frames or more, and objects cross in the open', (seed) => {
    const hidden = new Map<number, number>();
    let crossings = 0;
    for (const { objects } of scenes.get(seed)!) {
      for (const { id, visible, box } of objects) {
        if (visible === 0) hidden.set(id, (hidden.get(id) ?? 0) + 1);
        if (visible < 0.8 && box[0] > 0 && box[2] < 188) crossings++;
      }
    }
    expect(hidden.size).toBe(6);
    expect(Math.min(...hidden.values())).toBeGreaterThanOrEqual(10);
    expect(crossings).toBeGreaterThan(0);
  });
});

describe('linkTracks', () => {
  it.each([
    ['perfect detections', PERFECT, true, 0.98],
    ['perfect detections without looks', PERFECT, false, 0.98],
    ['jitter, misses and false alarms', NOISY, true, 0.95],
    ['jitter, misses and false alarms without looks', NOISY, false, 0.9],
  ])('follows objects over crossings and occlusions: %s', (name, noise, looks, least) => {
    for (const seed of SEEDS) {
      const { idf1, mota, idSwitches } = scoreOf(seed, framesOf(seed, noise, looks));
      console.info(`${name}, seed ${seed}: IDF1 ${idf1!.toFixed(3)}, MOTA ${mota!.toFixed(3)}, switches ${idSwitches}`);
      expect(idf1, `seed ${seed}`).toBeGreaterThanOrEqual(least);
    }
  });

  it('gives the same tracks whatever the order of frames, detections and shots', () => {
    const frames = framesOf(201);
    const shuffled = frames.toReversed().map((frame) => ({ ...frame, detections: frame.detections.toReversed() }));
    const shots = [
      { index: 0, startFrame: 0, endFrame: 50 },
      { index: 1, startFrame: 50, endFrame: LENGTH },
    ];
    expect(tracksOf(shuffled, shots.toReversed())).toEqual(tracksOf(frames, shots));
  });

  it('never carries a track over a shot boundary, and never uses an id twice', () => {
    const shots = [
      { index: 0, startFrame: 0, endFrame: 30 },
      { index: 1, startFrame: 30, endFrame: LENGTH },
    ];
    const tracks = tracksOf(framesOf(202), shots);
    expect(tracks.map(({ id }) => id)).toEqual(tracks.map((_, at) => at + 1));
    for (const { shot, boxes } of tracks) {
      const { startFrame, endFrame } = shots[shot]!;
      expect(boxes.every(({ frame }) => frame >= startFrame && frame < endFrame)).toBe(true);
    }
    expect(new Set(tracks.map(({ shot }) => shot)).size).toBe(2);
    for (const row of tracks) expect(track.parse(row)).toEqual(row);
  });

  it('keeps labels apart, drops what is seen too rarely, and starts nothing from weak detections', () => {
    const still = (label: string, score: number, frames: number): TrackFrame[] =>
      Array.from({ length: frames }, (_, frame) => ({
        ...{ frame, timeMs: frame * 80, ...SCENE },
        detections: [{ label, score, box: [10, 10, 40, 50], appearance: null }],
      }));
    expect(tracksOf(still('dog', 0.9, 3)).map(({ label, boxes }) => [label, boxes.length])).toEqual([['dog', 3]]);
    expect(tracksOf(still('dog', 0.9, 2))).toEqual([]);
    expect(tracksOf(still('dog', 0.4, 9))).toEqual([]);
    const changing = still('dog', 0.9, 6).map((frame, at) => (at < 3 ? frame : still('cat', 0.9, 6)[at]!));
    expect(tracksOf(changing).map(({ label }) => label)).toEqual(['dog', 'cat']);
    const weakened = still('dog', 0.9, 6).map((frame, at) => (at < 3 ? frame : still('dog', 0.3, 6)[at]!));
    expect(tracksOf(weakened)[0]!.boxes).toHaveLength(6);
  });

  it('ends a track that is away for longer than it may be', () => {
    const seen = [0, 80, 160, 4500, 4580, 4660].map((timeMs, frame) => ({
      ...{ frame, timeMs, ...SCENE },
      detections: [
        { label: 'dog', score: 0.9, box: [10, 10, 40, 50] as [number, number, number, number], appearance: null },
      ],
    }));
    expect(tracksOf(seen)).toHaveLength(2);
    expect(linkTracks({ film: 'film', frames: seen, shots: ONE_SHOT, model }, { maxGapMs: 5000 })).toHaveLength(1);
  });
});
