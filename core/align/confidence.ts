import type { SubtitleCue } from '../subtitle/cue.ts';
import type { Finds } from './believe.ts';
import type { Placed } from './place.ts';
import type { Search } from './finds.ts';
import type { Extent } from './times.ts';

/** What is known of a timed line when its confidence is asked for. */
export const FEATURES = [
  'constant',
  'share',
  'bits',
  'placed',
  'worth',
  'inOrder',
  'leftAhead',
  'leftBehind',
  'loose',
  'startsInside',
  'endsInside',
  'short',
  'pace',
  'silence',
] as const;

const cap = (value: number, most: number): number => Math.min(most, Math.max(0, value));

/** Numbers from 0 to about 1 for every timed line; null for the others. */
export function featuresOf(
  search: Search,
  { finds, placed, extents, cues }: { finds: Finds; placed: Placed; extents: readonly (Extent | null)[]; cues: readonly SubtitleCue[] },
): (number[] | null)[] {
  const paces = extents.flatMap((extent, line) => (extent === null ? [] : [paceOf(extent, line, search)]));
  const usual = paces.toSorted((x, y) => x - y)[Math.floor(paces.length / 2)] ?? 1;
  return extents.map((extent, line) => {
    if (extent === null) return null;
    const words = search.lines[line]!;
    const count = words.to - words.from;
    const find = finds[line] ?? null;
    const place = placed.get(line);
    const [ahead, behind] = [nextExtent(extents, line, -1), nextExtent(extents, line, 1)];
    const inOrder = (ahead !== null && ahead.last < extent.first && extent.first - ahead.last < 40 ? 0.5 : 0) +
      (behind !== null && behind.first > extent.last && behind.first - extent.last < 40 ? 0.5 : 0);
    const held = extent.last - extent.first + 1;
    let silentMs = 0;
    for (let at = 1; at < extent.cues.length; at += 1) {
      silentMs = Math.max(silentMs, cues[extent.cues[at]!]!.startMs - cues[extent.cues[at - 1]!]!.endMs);
    }
    return [
      1,
      find?.share ?? place?.share ?? 0,
      find === null ? 0 : cap(find.bits / 60, 1),
      find === null ? 1 : 0,
      find === null ? cap((place?.worth ?? 0) / 4, 1) : 0,
      inOrder,
      find === null ? 0 : cap((find.hits[0]![0] - words.from) / 4, 1),
      find === null ? 0 : cap((words.to - 1 - find.hits.at(-1)![0]) / 4, 1),
      cap(Math.abs(held - count) / count, 1),
      extent.startsInside ? 1 : 0,
      extent.endsInside ? 1 : 0,
      count <= 2 ? 1 : count <= 4 ? 0.5 : 0,
      cap(Math.abs(Math.log2(paceOf(extent, line, search) / usual)) / 2, 1),
      cap(silentMs / 5_000, 1),
    ];
  });
}

/** Milliseconds a word. */
const paceOf = (extent: Extent, line: number, { lines }: Search): number =>
  Math.max(1, extent.endMs - extent.startMs) / Math.max(1, lines[line]!.to - lines[line]!.from + 1);

function nextExtent(extents: readonly (Extent | null)[], line: number, step: 1 | -1): Extent | null {
  for (let at = line + step, tries = 0; at >= 0 && at < extents.length && tries < 4; at += step, tries += 1) {
    if (extents[at] != null) return extents[at]!;
  }
  return null;
}
