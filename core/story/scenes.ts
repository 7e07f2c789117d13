import type { Element, Line } from '../schema/text.ts';

/** A heading or action line of the screenplay with the time at which it must happen, as its neighbours bound it. */
export interface PlacedElement {
  element: Element;
  timeMs: number;
}

/** An element whose time is known. */
export interface Anchor {
  element: number;
  startMs: number;
  endMs: number;
  scene: number | null;
}

/**
 * Places headings and action lines in time: a heading whose scene begins with a shot at that shot, the rest between the
 * timed lines and headings before and after them, by their position in the screenplay (linear interpolation over element
 * indexes). Without a single timed line nothing can be placed. Sorted by time; ties keep screenplay order.
 */
export function placeElements(
  elements: readonly Element[],
  known: { lines: readonly Line[]; starts: readonly { element: number; timeMs: number }[] },
  film: { startMs: number; endMs: number },
): PlacedElement[] {
  const spoken = anchorsOf(elements, known.lines);
  if (spoken.length === 0) return [];
  // What stands before a heading happens before its shot begins.
  const begun = known.starts.map(({ element, timeMs }): Anchor => {
    return { element, startMs: timeMs - 1, endMs: timeMs, scene: null };
  });
  const anchors = [...spoken, ...begun].sort((a, b) => a.element - b.element);
  const count = elements.reduce((most, element) => Math.max(most, element.index + 1), 0);
  const first: Anchor = { element: -1, startMs: film.startMs, endMs: film.startMs, scene: null };
  const last: Anchor = { element: count, startMs: film.endMs, endMs: film.endMs, scene: null };
  const all = [first, ...anchors, last];
  const placed: PlacedElement[] = [];
  let next = 1;
  for (const element of [...elements].sort((a, b) => a.index - b.index)) {
    while (next < all.length - 1 && all[next]!.element < element.index) next++;
    if (element.kind !== 'scene_heading' && element.kind !== 'action') continue;
    const before = all[next - 1]!;
    const after = all[next]!;
    const share = (element.index - before.element) / (after.element - before.element);
    const gapMs = Math.max(0, after.startMs - before.endMs);
    const timeMs = after.element === element.index ? after.endMs : Math.round(before.endMs + share * gapMs);
    placed.push({ element, timeMs });
  }
  return placed.sort((a, b) => a.timeMs - b.timeMs || a.element.index - b.element.index);
}

/** The heading under which an element stands: the last one at or before it, null before the first. */
export function headingOf(elements: readonly Element[], index: number): Element | null {
  let heading: Element | null = null;
  for (const element of elements) {
    if (element.index <= index && element.kind === 'scene_heading' && element.index >= (heading?.index ?? 0)) {
      heading = element;
    }
  }
  return heading;
}

/** Timed lines in screenplay order, with their scenes. */
export function anchorsOf(elements: readonly Element[], lines: readonly Line[]): Anchor[] {
  const scenes = new Map(elements.map((element) => [element.index, element.scene]));
  return lines
    .flatMap((line) => {
      if (line.startMs === null || line.endMs === null) return [];
      const { element, startMs, endMs } = line;
      return [{ element, startMs, endMs, scene: scenes.get(element) ?? null }];
    })
    .sort((a, b) => a.element - b.element);
}
