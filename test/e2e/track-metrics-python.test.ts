import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { linkTracks } from '../../core/annotate/track.ts';
import { type IdentifiedBox, type ScoredFrame, scoreTracks } from '../../core/metrics/tracks.ts';
import { MovingScene, SCENE } from '../support/moving-objects.ts';
import { pythonWith, runPython } from '../support/python.ts';
import { seeded } from '../support/random.ts';
import { detectionsOf, scoredFrames } from '../support/simulated-detections.ts';

/** Pinned, so that a difference is ours. */
const PACKAGES = ['motmetrics==1.4.0', 'numpy==2.4.6', 'pandas==3.1.1', 'scipy==1.17.1'];

/** Feeds sequences to the accumulator; its own distance function calls what numpy 2 no longer has. */
const SCRIPT = `
import json, sys
import numpy as np
import motmetrics as mm
NAMES = ['num_objects', 'num_predictions', 'num_matches', 'num_switches', 'num_false_positives', 'num_misses',
         'mota', 'motp', 'idtp', 'idf1', 'idp', 'idr']
def corners(boxes):
    a = np.array(boxes, dtype=float).reshape(-1, 4)
    return np.hstack([a[:, :2], a[:, 2:] - a[:, :2]])
rows = []
for frames in json.load(open(sys.argv[1])):
    acc = mm.MOTAccumulator(auto_id=True)
    for frame in frames:
        truth, found = frame['truth'], frame['found']
        distance = np.empty((0, 0))
        if truth and found:
            t, f = corners([o['box'] for o in truth]), corners([o['box'] for o in found])
            distance = 1 - mm.distances.boxiou(t[:, None], f[None, :])
            distance = np.where(distance > 0.5, np.nan, distance)
        acc.update([o['id'] for o in truth], [o['id'] for o in found], distance)
    summary = mm.metrics.create().compute(acc, metrics=NAMES, name='x')
    rows.append([float(summary[name].iloc[0]) for name in NAMES])
json.dump(rows, sys.stdout)
`;

/**
 * Objects on random walks; found boxes are off, go missing, are of nothing, and change or swap their ids. All
 * are of one size: a box inside of two others is equally far from both, and which of them gets it is left open.
 */
function randomSequence(seed: number): ScoredFrame[] {
  const random = seeded(seed);
  const objects = Array.from({ length: 2 + (seed % 6) }, (_, nth) => ({
    id: nth + 1,
    x: 60 * random(),
    y: 60 * random(),
  }));
  const trackOf = new Map(objects.map(({ id }) => [id, 100 + id]));
  return Array.from({ length: 40 }, () => {
    const [truth, found]: [IdentifiedBox[], IdentifiedBox[]] = [[], []];
    for (const { id } of objects) {
      const other = objects[Math.floor(random() * objects.length)]!.id;
      if (random() < 0.06) trackOf.set(id, 200 + Math.floor(100_000 * random()));
      else if (random() < 0.06) swap(trackOf, id, other);
    }
    for (const object of objects) {
      object.x += 6 * random() - 3;
      object.y += 6 * random() - 3;
      const { id, x, y } = object;
      if (random() < 0.9) truth.push({ id, box: [x, y, x + 20, y + 30] });
      const [dx, dy] = [10 * random() - 5, 10 * random() - 5];
      if (random() < 0.85) found.push({ id: trackOf.get(id)!, box: [x + dx, y + dy, x + 20 + dx, y + 30 + dy] });
    }
    const [x, y] = [60 * random(), 60 * random()];
    if (random() < 0.3) found.push({ id: 999, box: [x, y, x + 20, y + 30] });
    return { truth, found };
  });
}

function swap(map: Map<number, number>, a: number, b: number): void {
  const [first, second] = [map.get(a)!, map.get(b)!];
  map.set(a, second).set(b, first);
}

/** A rendered scene, seen by a detector with faults and linked by ours. */
function renderedSequence(seed: number): ScoredFrame[] {
  const scene = new MovingScene(seed, 6);
  const random = seeded(seed);
  const scenes = Array.from({ length: 60 }, (_, frame) => scene.at(frame / 6));
  const frames = scenes.map((one, frame) => ({
    ...{ frame, timeMs: Math.round((frame * 1000) / 6), ...SCENE },
    detections: detectionsOf(one, random, { jitterPx: 3, missed: 0.2, falseAlarms: 0.5 }),
  }));
  const shots = [0, 1].map((index) => ({ index, startFrame: 30 * index, endFrame: 30 * index + 30 }));
  return scoredFrames(scenes, linkTracks({ film: 'film', frames, shots, model: { id: 'simulated', revision: '1' } }));
}

describe('scores of tracks', () => {
  it('are those of py-motmetrics, on random and on rendered sequences', async () => {
    const sequences = [
      ...Array.from({ length: 40 }, (_, seed) => randomSequence(seed)),
      ...[1, 2, 3].map(renderedSequence),
    ];
    const folder = await mkdtemp(join(tmpdir(), 'storyloom-tracks-'));
    try {
      const file = join(folder, 'sequences.json');
      await writeFile(file, JSON.stringify(sequences));
      const theirs = (await runPython(await pythonWith(PACKAGES), SCRIPT, [file])) as number[][];
      const ours = sequences.map((frames) => {
        const s = scoreTracks(frames);
        const counts = [s.objects, s.predictions, s.matches, s.idSwitches, s.falsePositives, s.misses];
        return [...counts, s.mota!, s.motp!, s.idTruePositives, s.idf1!, s.idp!, s.idr!];
      });
      expect(ours.filter((row) => row[3]! > 0).length).toBeGreaterThan(30);
      for (const [nth, row] of ours.entries()) {
        for (const [at, value] of row.entries())
          expect(value, `sequence ${nth}, ${at}`).toBeCloseTo(theirs[nth]![at]!, 10);
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
