import type { Store } from '../adapters/store/store.ts';
import { firstFrom } from '../core/align/first-from.ts';
import type { Ref } from '../core/contract/refs.ts';
import { filmLabels } from '../core/schema/labels.ts';
import { shot } from '../core/schema/media.ts';
import { rowsOf } from './rows.ts';

/** What a detector looks for besides its own labels in the picture of a frame, by the frame's number. */
export async function labelsByFrame(store: Store, inputs: Record<string, Ref>): Promise<(frame: number) => string[]> {
  const rows = await rowsOf(store, inputs['nouns.labels'], filmLabels);
  const labels = new Map(rows.map((row) => [row.shot, row.labels]));
  const ofFilm = labels.get(null) ?? [];
  if (rows.every((row) => row.shot === null)) return () => ofFilm;
  const shots = await rowsOf(store, inputs['shots.shots'], shot);
  return (frame) => {
    const within = shots[firstFrom(shots, frame + 1, ({ startFrame }) => startFrame) - 1];
    return [...ofFilm, ...((within && labels.get(within.index)) ?? [])];
  };
}
