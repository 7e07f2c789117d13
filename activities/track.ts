import { decodeVector } from '../adapters/model/features.ts';
import type { Store } from '../adapters/store/store.ts';
import { getTable, putTable } from '../adapters/store/tables.ts';
import { putEntitiesOnTracks } from '../core/annotate/track-entities.ts';
import { TRACK_DEFAULTS } from '../core/annotate/track-options.ts';
import { linkTracks, type TrackFrame } from '../core/annotate/track.ts';
import type { Ref } from '../core/contract/refs.ts';
import type { StageInput, StageResult } from '../core/contract/stages.ts';
import { denseDetections, type DenseDetections } from '../core/schema/dense.ts';
import { instance, keyframe, shot } from '../core/schema/media.ts';
import type { Shot } from '../core/schema/media.ts';
import type { Track } from '../core/schema/track.ts';
import type { ActivityCall } from './activity.ts';
import type { Deps } from './deps.ts';
import { rowsOf } from './rows.ts';
import { runStage } from './stage.ts';

/** Detections of dense frames → tracks inside shots, with the entities of the instances that lie on them. */
export async function track(deps: Deps, input: StageInput, call: ActivityCall): Promise<StageResult> {
  const uses = ['shots.shots', 'shots.keyframes', 'detect.*', 'identify.instances'];
  const identity = { stage: 'track' as const, uses, parameters: {} };
  return runStage(deps, input, identity, call, async ({ store, inputs, signal, report }) => {
    const shots = await rowsOf(store, inputs['shots.shots'], shot);
    const linked: Track[] = [];
    let frames = 0;
    for await (const batch of framesByShot(store, inputs, shots)) {
      signal.throwIfAborted();
      const found = linkTracks({ film: input.film.id, ...batch });
      for (const one of found) linked.push({ ...one, id: linked.length + 1 });
      frames += batch.frames.length;
      report({ done: batch.shots[0]!.index + 1, total: shots.length, unit: 'shots' });
    }
    const tracks = putEntitiesOnTracks({
      tracks: linked,
      instances: await rowsOf(store, inputs['identify.instances'], instance),
      keyframes: await rowsOf(store, inputs['shots.keyframes'], keyframe),
      maxGapMs: TRACK_DEFAULTS.maxGapMs,
    });
    return { outputs: { tracks: await putTable(store, tracks) }, counts: { frames, tracks: tracks.length } };
  });
}

interface ShotFrames {
  frames: TrackFrame[];
  shots: [Shot];
  model: Track['model'];
}

/** The dense frames of each shot that has any, with their detections; only one shot's are in memory. */
async function* framesByShot(
  store: Store,
  inputs: Record<string, Ref>,
  shots: readonly Shot[],
): AsyncGenerator<ShotFrames> {
  let open: ShotFrames | null = null;
  let next = 0;
  for (const [name, ref] of Object.entries(inputs)) {
    if (!name.startsWith('detect.')) continue;
    for await (const row of getTable(store, ref, { schema: denseDetections })) {
      if (open == null || row.frame >= open.shots[0].endFrame) {
        if (open != null) yield open;
        while (next < shots.length && row.frame >= shots[next]!.endFrame) next++;
        const shot = shots[next];
        if (shot == null) return;
        open = { frames: [], shots: [shot], model: row.model };
      }
      open.frames.push(frameOf(row));
    }
  }
  if (open != null) yield open;
}

function frameOf({ frame, timeMs, width, height, detections }: DenseDetections): TrackFrame {
  const found = detections.map((one) => ({ ...one, appearance: decodeVector(one.appearance) }));
  return { frame, timeMs, width, height, detections: found };
}
