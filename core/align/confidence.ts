import type { SubtitleCue } from '../subtitle/cue.ts';
import type { Owners } from './borders.ts';
import type { Finds } from './believe.ts';
import type { Placed } from './place.ts';
import type { Search } from './finds.ts';
import type { Extent } from './times.ts';

/**
 * What speaks for and against a time, and its weight in a logistic regression on whether the time is right (an overlap of
 * half and a start within 500 ms). Fitted on the half of the benchmark that the aligner was made with and on feature films.
 */
const WEIGHTS = {
  constant: 0.699,
  /** Matched words / words of the line. */
  share: -0.931,
  /** Bits of the match in 60, or none when the line was placed by its neighbours, with what spoke for the place. */
  bits: 3.842,
  placed: -1.608,
  worth: 0.243,
  /** Half for each neighbour in the script that is one in the subtitles, too. */
  inOrder: 3.797,
  /** Unmatched words at either end in four; words more or less than the line has. */
  leftAhead: -1.422,
  leftBehind: -0.75,
  loose: -1.549,
  /** Bounds placed inside a cue, inside a sentence, and for lines of few words, where a little is much. */
  startsInside: -0.591,
  endsInside: -0.094,
  cutAhead: -3.67,
  short: 0.528,
  shortInside: -1.117,
  /** How far the pace is from the film's usual one, and the longest silence inside. */
  pace: -2.985,
  silence: -1.695,
  /** Words of nobody beside it in its cues, and a line nearby that says the same. */
  beside: -2.408,
  twin: -1.519,
  /** The first cue holds no matched word. */
  bareAhead: -2.961,
} as const;

type Features = Record<keyof typeof WEIGHTS, number>;

/** Silence inside a speech that is nothing unusual. */
const QUIET_MS = 800;

const cap = (value: number, most: number): number => Math.min(most, Math.max(0, value));

/** Probability that the time of each line is right; 0 for lines without one. */
export function rateLines(search: Search, outcome: Outcome): number[] {
  const names = Object.keys(WEIGHTS) as (keyof typeof WEIGHTS)[];
  return featuresOf(search, outcome).map((features) => {
    if (features === null) return 0;
    return 1 / (1 + Math.exp(-names.reduce((sum, name) => sum + WEIGHTS[name] * features[name], 0)));
  });
}

/** What the steps before found. */
interface Outcome {
  finds: Finds;
  placed: Placed;
  extents: readonly (Extent | null)[];
  cues: readonly SubtitleCue[];
  owners: Owners;
}

/** Numbers from 0 to about 1 for every line that has a time; null for the others. */
function featuresOf(search: Search, { finds, placed, extents, cues, owners }: Outcome): (Features | null)[] {
  const paces = extents.flatMap((extent, line) => (extent === null ? [] : [paceOf(extent, line, search)]));
  const usual = paces.toSorted((x, y) => x - y)[Math.floor(paces.length / 2)] ?? 1;
  return extents.map((extent, line) => {
    if (extent === null) return null;
    const words = search.lines[line]!;
    const count = words.to - words.from;
    const find = finds[line] ?? null;
    const place = placed.get(line);
    const [ahead, behind] = [nextExtent(extents, line, -1), nextExtent(extents, line, 1)];
    const inOrder =
      (ahead !== null && ahead.last < extent.first && extent.first - ahead.last < 40 ? 0.5 : 0) +
      (behind !== null && behind.first > extent.last && behind.first - extent.last < 40 ? 0.5 : 0);
    const held = extent.last - extent.first + 1;
    let silentMs = 0;
    for (let at = 1; at < extent.cues.length; at += 1) {
      silentMs = Math.max(silentMs, cues[extent.cues[at]!]!.startMs - cues[extent.cues[at - 1]!]!.endMs);
    }
    return {
      constant: 1,
      share: find?.share ?? place?.share ?? 0,
      bits: find === null ? 0 : cap(find.bits / 60, 1),
      placed: find === null ? 1 : 0,
      worth: find === null ? cap((place?.worth ?? 0) / 4, 1) : 0,
      inOrder,
      leftAhead: find === null ? 0 : cap((find.hits[0]![0] - words.from) / 4, 1),
      leftBehind: find === null ? 0 : cap((words.to - 1 - find.hits.at(-1)![0]) / 4, 1),
      loose: cap(Math.abs(held - count) / count, 1),
      startsInside: extent.startsInside ? 1 : 0,
      endsInside: extent.endsInside ? 1 : 0,
      cutAhead: extent.startsInside && search.subtitles[extent.first]!.opens === null ? 1 : 0,
      short: count <= 2 ? 1 : count <= 4 ? 0.5 : 0,
      shortInside: count <= 3 && (extent.startsInside || extent.endsInside) ? 1 / count : 0,
      pace: cap(Math.abs(Math.log2(paceOf(extent, line, search) / usual)) / 2, 1),
      silence: cap((silentMs - QUIET_MS) / 5_000, 1),
      bareAhead: find !== null && search.subtitles[find.hits[0]![1]]!.owner !== extent.cues[0] ? 1 : 0,
      beside: besideOf(extent, search, owners),
      twin: hasTwin(line, search) ? 1 : 0,
    };
  });
}

/** Whether words beside it in its cues are nobody's: half for either side. */
function besideOf(extent: Extent, { subtitles }: Search, owners: Owners): number {
  const isLoose = (at: number, own: number): boolean =>
    subtitles[at]?.owner === subtitles[own]!.owner && subtitles[at].spoken && owners[at] === -1;
  return (isLoose(extent.first - 1, extent.first) ? 0.5 : 0) + (isLoose(extent.last + 1, extent.last) ? 0.5 : 0);
}

/** Whether a line nearby says the very same. */
function hasTwin(line: number, { lines, texts }: Search): boolean {
  const own = lines[line]!;
  for (let at = Math.max(0, line - 4); at <= Math.min(lines.length - 1, line + 4); at += 1) {
    const other = lines[at]!;
    if (at === line || other.to - other.from !== own.to - own.from) continue;
    let same = 0;
    while (own.from + same < own.to && texts.a[own.from + same] === texts.a[other.from + same]) same += 1;
    if (own.from + same === own.to) return true;
  }
  return false;
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
