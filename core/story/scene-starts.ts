import { firstFrom } from '../align/first-from.ts';
import type { Element, Line } from '../schema/text.ts';
import { type Anchor, anchorsOf } from './scenes.ts';
import { settingChange } from './setting-change.ts';

/** A border between shots with what is seen and heard there of a scene change (natural logarithm of odds). */
export interface Border {
  timeMs: number;
  evidence: number;
}

/** A heading whose scene begins with a shot. */
export interface SceneStart {
  element: number;
  /** Position of the border. */
  border: number;
  timeMs: number;
  /** How much of a change the heading is (0–1); of several scenes without words between two lines, any may be cut. */
  strength: number;
}

/** What a screenplay says of borders: where its scenes begin, and where one goes on. */
export interface ScriptedBorders {
  starts: SceneStart[];
  /** Positions of borders inside of a scene. */
  inside: Set<number>;
}

/** How far the words of a scene reach over the cut, either way. */
const OVERLAP_MS = 700;
/** Seconds from where a heading is expected that cost one unit of evidence; or a quarter of the silence, when longer. */
const DRIFT_MS = 2000;
/** A heading of many between two lines keeps this share of its strength. */
const ONE_OF_MANY = 0.6;

/**
 * Puts the headings of a screenplay onto borders between shots. Between two timed lines that follow each other in the film,
 * headings go in order to borders that look and sound like a change near the place where they are expected; a border
 * between lines of one scene is inside of it. Nothing is said of borders beyond the first and last timed line.
 */
export function scriptBorders(
  borders: readonly Border[],
  { elements, lines }: { elements: readonly Element[]; lines: readonly Line[] },
): ScriptedBorders {
  const found: ScriptedBorders = { starts: [], inside: new Set() };
  const headings = elements.filter(({ kind }) => kind === 'scene_heading').sort((a, b) => a.index - b.index);
  const anchors = anchorsOf(elements, lines).sort((a, b) => a.startMs - b.startMs || a.element - b.element);
  const taken = new Set<number>();
  for (const [at, after] of anchors.entries()) {
    const before = anchors[at - 1];
    if (before === undefined) continue;
    const between = before.scene === after.scene ? [] : headingsBetween(headings, before, after);
    const reach = between.length === 0 ? 0 : OVERLAP_MS;
    const span = { fromMs: before.endMs - reach, toMs: after.startMs + reach };
    const inSpan = positions(borders, span).filter((border) => !taken.has(border));
    const placed = assign(between, inSpan, { borders, before, after });
    for (const { heading, border } of placed) {
      taken.add(border);
      const change = settingChange(headings[headings.indexOf(heading) - 1]?.text ?? null, heading.text);
      const strength = between.length === 1 ? change : change * ONE_OF_MANY;
      found.starts.push({ element: heading.index, border, timeMs: borders[border]!.timeMs, strength });
    }
    if (between.length > 1) continue;
    for (const border of positions(borders, { fromMs: before.startMs, toMs: after.startMs })) found.inside.add(border);
  }
  for (const border of taken) found.inside.delete(border);
  return found;
}

/** Headings that a film passes from one line to a later one; where it goes back, only that of the new scene. */
function headingsBetween(headings: readonly Element[], before: Anchor, after: Anchor): Element[] {
  if (after.element < before.element) return headings.filter(({ index }) => index <= after.element).slice(-1);
  return headings.filter(({ index }) => index > before.element && index <= after.element);
}

function positions(borders: readonly Border[], { fromMs, toMs }: { fromMs: number; toMs: number }): number[] {
  const found: number[] = [];
  for (
    let at = firstFrom(borders, fromMs, ({ timeMs }) => timeMs);
    at < borders.length && borders[at]!.timeMs <= toMs;
    at++
  )
    found.push(at);
  return found;
}

/** As many headings as there are borders for, in order, where the sum of evidence less drift is largest: O(headings × borders). */
function assign(
  headings: readonly Element[],
  candidates: readonly number[],
  { borders, before, after }: { borders: readonly Border[]; before: Anchor; after: Anchor },
): { heading: Element; border: number }[] {
  const gapMs = Math.max(0, after.startMs - before.endMs);
  const elements = Math.max(1, after.element - before.element);
  const gain = (heading: Element, border: number): number => {
    const { timeMs, evidence } = borders[border]!;
    const share = after.element < before.element ? 0.5 : (heading.index - before.element) / elements;
    const drift = Math.abs(timeMs - (before.endMs + share * gapMs)) / Math.max(DRIFT_MS, gapMs / 4);
    return ALL + evidence - drift;
  };
  const best = Array.from({ length: headings.length + 1 }, () => new Float64Array(candidates.length + 1));
  for (let h = 1; h <= headings.length; h++) {
    for (let c = 1; c <= candidates.length; c++) {
      const both = best[h - 1]![c - 1]! + gain(headings[h - 1]!, candidates[c - 1]!);
      best[h]![c] = Math.max(both, best[h - 1]![c]!, best[h]![c - 1]!);
    }
  }
  const placed: { heading: Element; border: number }[] = [];
  let [h, c] = [headings.length, candidates.length];
  while (h > 0 && c > 0) {
    if (best[h]![c] === best[h]![c - 1]) c--;
    else if (best[h]![c] === best[h - 1]![c]) h--;
    else placed.unshift({ heading: headings[--h]!, border: candidates[--c]! });
  }
  return placed;
}

/** Gain of putting a heading anywhere, above any evidence and drift. */
const ALL = 1e3;
