import type { PlacedElement } from './scenes.ts';
import type { Speech } from './speech.ts';
import type { Unit } from './units.ts';

/** Something that happens in a story at one of its frames: a heading, an action line or words said. */
export type Beat = { frame: number; timeMs: number } & (
  { kind: 'script'; placed: PlacedElement } | { kind: 'speech'; speech: Speech }
);

/** Puts what happens onto the frames of a story: each beat belongs to the nearest frame of the shot in which it begins. */
export function beatsOf(units: readonly Unit[], script: readonly PlacedElement[], speeches: readonly Speech[]): Beat[] {
  const at = (timeMs: number) => frameAt(units, timeMs);
  const beats: (Beat & { element: number })[] = [
    ...script.map((placed) => ({
      kind: 'script' as const,
      frame: at(placed.timeMs),
      timeMs: placed.timeMs,
      placed,
      element: placed.element.index,
    })),
    ...speeches.map((speech) => ({
      kind: 'speech' as const,
      frame: at(speech.startMs),
      timeMs: speech.startMs,
      speech,
      element: speech.element ?? Number.POSITIVE_INFINITY,
    })),
  ];
  return beats.sort((a, b) => a.frame - b.frame || a.timeMs - b.timeMs || compare(a.element, b.element));
}

function compare(left: number, right: number): number {
  return left === right ? 0 : left < right ? -1 : 1;
}

function frameAt(units: readonly Unit[], timeMs: number): number {
  let from = 0;
  for (const unit of units) {
    const isLast = unit === units.at(-1);
    if (timeMs < unit.endMs || isLast) {
      const distances = unit.frames.map((frame) => Math.abs(frame.timeMs - timeMs));
      return from + distances.indexOf(Math.min(...distances));
    }
    from += unit.frames.length;
  }
  return from;
}
