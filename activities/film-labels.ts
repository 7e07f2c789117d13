import type { Store } from '../adapters/store/store.ts';
import { firstFrom } from '../core/align/first-from.ts';
import type { Ref } from '../core/contract/refs.ts';
import { filmLabels } from '../core/schema/labels.ts';
import { shot } from '../core/schema/media.ts';
import { rowsOf } from './rows.ts';

/** What a detector looks for besides its own labels in the picture of a frame, by the frame's number. */
export async function labelsByFrame(store: Store, inputs: Record<string, Ref>): Promise<(frame: number) => string[]> {
  const rows = await rowsOf(store, inputs['nouns.labels'], filmLabels);
  const ofFilm = rows.find((row) => row.shot === null)?.labels ?? [];
  const ofShots = new Map(rows.map((row) => [row.shot, row.labels]));
  ofShots.delete(null);
  if (ofShots.size === 0) return () => ofFilm;
  const starts = (await rowsOf(store, inputs['shots.shots'], shot)).map(({ startFrame, index }) => ({
    startFrame,
    index,
  }));
  return (frame) => {
    const within = starts[firstFrom(starts, frame + 1, ({ startFrame }) => startFrame) - 1];
    return [...ofFilm, ...((within && ofShots.get(within.index)) ?? [])];
  };
}
