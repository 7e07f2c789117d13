import type { Element, Line } from '../schema/text.ts';

/** A heading or action line of the screenplay with the time at which it must happen, as its neighbours bound it. */
export interface PlacedElement {
  element: Element;
  timeMs: number;
}

interface Anchor {
  element: number;
  startMs: number;
  endMs: number;
  scene: number | null;
}

/**
 * Places headings and action lines in time: between the timed lines before and after them, by their position in the
 * screenplay (linear interpolation over element indexes). Without a single timed line nothing can be placed. Sorted by
 * time; ties keep screenplay order.
 */
export function placeElements(
  elements: readonly Element[],
  lines: readonly Line[],
  film: { startMs: number; endMs: number },
): PlacedElement[] {
  const anchors = anchorsOf(elements, lines);
  if (anchors.length === 0) return [];
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
    placed.push({ element, timeMs: Math.round(before.endMs + share * gapMs) });
  }
  return placed.sort((a, b) => a.timeMs - b.timeMs || a.element.index - b.element.index);
}

/** Spans of time in which one scene gives way to the next: from the end of its last to the start of the next timed line. */
export function sceneChanges(elements: readonly Element[], lines: readonly Line[]): { fromMs: number; toMs: number }[] {
  const anchors = anchorsOf(elements, lines).sort((a, b) => a.startMs - b.startMs);
  return anchors.flatMap((anchor, index) => {
    const before = anchors[index - 1];
    if (before === undefined || before.scene === anchor.scene || before.endMs > anchor.startMs) return [];
    return [{ fromMs: before.endMs, toMs: anchor.startMs }];
  });
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

function anchorsOf(elements: readonly Element[], lines: readonly Line[]): Anchor[] {
  const scenes = new Map(elements.map((element) => [element.index, element.scene]));
  return lines
    .flatMap((line) => {
      if (line.startMs === null || line.endMs === null) return [];
      const { element, startMs, endMs } = line;
      return [{ element, startMs, endMs, scene: scenes.get(element) ?? null }];
    })
    .sort((a, b) => a.element - b.element);
}
