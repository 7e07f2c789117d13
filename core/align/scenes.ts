import type { ScriptElement } from '../script/element.ts';
import type { AlignedLine } from './times.ts';

/** A scene heading, action or other element that nobody speaks, and the time in which it can happen. */
export interface BoundedElement {
  element: number;
  kind: ScriptElement['kind'];
  /** End of the timed line before and begin of the one after; null where there is none, or where they are out of order. */
  startMs: number | null;
  endMs: number | null;
  method: 'interpolated' | 'none';
}

/** Time between two lines above which nothing can be said about what happens there. */
const MAX_SPAN_MS = 300_000;

/**
 * Bounds of the elements between lines: what stands between two speeches happens between them. A scene heading begins its
 * scene there. Where lines were moved or left out, the neighbours bound nothing and the element has no time.
 */
export function boundElements(elements: readonly ScriptElement[], lines: readonly AlignedLine[]): BoundedElement[] {
  const byElement = new Map(lines.map((line) => [line.element, line]));
  const after = new Array<number | null>(elements.length).fill(null);
  let next: number | null = null;
  for (let at = elements.length - 1; at >= 0; at -= 1) {
    after[at] = next;
    next = byElement.get(elements[at]!.index)?.startMs ?? next;
  }
  let before: number | null = null;
  const bounded: BoundedElement[] = [];
  for (const [at, { index, kind }] of elements.entries()) {
    const line = byElement.get(index);
    if (line !== undefined) {
      before = line.endMs ?? before;
      continue;
    }
    if (kind !== 'scene_heading' && kind !== 'action' && kind !== 'transition') continue;
    const end = after[at]!;
    const isOrdered = before !== null && end !== null && end >= before && end - before <= MAX_SPAN_MS;
    bounded.push({
      element: index,
      kind,
      startMs: isOrdered ? before : null,
      endMs: isOrdered ? end : null,
      method: isOrdered ? 'interpolated' : 'none',
    });
  }
  return bounded;
}
