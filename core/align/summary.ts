import type { SubtitleCue } from '../subtitle/cue.ts';
import type { Evidence } from './evidence.ts';
import type { Matches } from './matches.ts';
import type { Named } from './names.ts';
import { round, type AlignedLine } from './times.ts';

/** A stretch that script and subtitles have in common, first and last line and cue. */
export interface SummaryBlock {
  lines: [number, number];
  cues: [number, number];
  startMs: number;
  endMs: number;
  /** Whether it stands elsewhere in the film than in the script. */
  moved: boolean;
}

/** What an alignment comes to. */
export interface AlignSummary {
  lines: number;
  timedLines: number;
  cues: number;
  /** Cues with a speaker. */
  spokenCues: number;
  /** Mean coverage of the timed lines. */
  coverage: number;
  /** Share of the lines that are timed. */
  timedShare: number;
  /** Timed lines by method. */
  methods: { matched: number; extended: number; interpolated: number };
  /** Words of the script that were matched. */
  anchors: number;
  blocks: SummaryBlock[];
  /** Blocks that are out of order. */
  movedBlocks: number;
  /** Cues at which the clock of the subtitles starts again, as on a second disc. */
  restarts: number[];
  /** How the pace of the film departs from the script's: seconds a line in the first and last third of the timed lines. */
  drift: { firstThirdMs: number | null; lastThirdMs: number | null };
  /** Speakers by number of lines, with the names that cues use for them. */
  speakers: { speaker: string; lines: number; timedLines: number; aliases: string[] }[];
  evidence: Evidence;
}

interface Outcome {
  timed: readonly AlignedLine[];
  cues: readonly SubtitleCue[];
  spokenCues: number;
  matches: Matches;
  named: Named;
  evidence: Evidence;
}

export function summarise(outcome: Outcome): AlignSummary {
  const { timed, cues, spokenCues, matches, evidence } = outcome;
  const found = timed.filter((line) => line.startMs !== null);
  const blocks = blocksOf(timed);
  const count = (method: AlignedLine['method']): number => found.filter((line) => line.method === method).length;
  return {
    lines: timed.length,
    timedLines: found.length,
    cues: cues.length,
    spokenCues,
    coverage: round(found.reduce((sum, line) => sum + line.coverage, 0) / Math.max(1, found.length)),
    timedShare: round(found.length / Math.max(1, timed.length)),
    methods: { matched: count('matched'), extended: count('extended'), interpolated: count('interpolated') },
    anchors: matches.ofScript.reduce((sum, place) => sum + (place >= 0 ? 1 : 0), 0),
    blocks,
    movedBlocks: blocks.filter(({ moved }) => moved).length,
    restarts: cues.flatMap((cue, index) => {
      const before = cues[index - 1];
      return before !== undefined && cue.startMs < before.startMs - RESTART_MS ? [index] : [];
    }),
    drift: driftOf(found),
    speakers: speakersOf(outcome),
    evidence,
  };
}

/** A step back of this much is no overlap: the clock starts again. */
const RESTART_MS = 60_000;

/** Lines of the script that may be missing inside a block. */
const MAX_MISSING = 25;

/** Runs of timed lines that are in order, by cue; those outside the longest ordered series of runs were moved. */
function blocksOf(timed: readonly AlignedLine[]): SummaryBlock[] {
  const byCue = timed
    .filter((line) => line.cues.length > 0)
    .toSorted((x, y) => x.cues[0]! - y.cues[0]! || x.line - y.line);
  const runs: AlignedLine[][] = [];
  for (const line of byCue) {
    const last = runs.at(-1)?.at(-1);
    if (last !== undefined && line.line > last.line && line.line - last.line <= MAX_MISSING) runs.at(-1)!.push(line);
    else runs.push([line]);
  }
  const ordered = longestOrdered(runs);
  return runs.map((run, index) => {
    const [first, last] = [run[0]!, run.at(-1)!];
    return {
      lines: [first.line, last.line],
      cues: [first.cues[0]!, last.cues.at(-1)!],
      startMs: first.startMs!,
      endMs: last.endMs!,
      moved: !ordered.has(index),
    };
  });
}

/** Indices of the runs in order of the script that hold the most lines. */
function longestOrdered(runs: readonly (readonly AlignedLine[])[]): Set<number> {
  const most = new Float64Array(runs.length);
  const before = new Int32Array(runs.length).fill(-1);
  for (const [at, run] of runs.entries()) {
    for (let earlier = Math.max(0, at - MAX_RUNS); earlier < at; earlier += 1) {
      const isBehind = runs[earlier]!.at(-1)!.line < run[0]!.line;
      if (isBehind && most[earlier]! > most[at]!) [most[at], before[at]] = [most[earlier]!, earlier];
    }
    most[at]! += run.length;
  }
  const ordered = new Set<number>();
  let at = most.reduce((best, value, index) => (value > most[best]! ? index : best), 0);
  for (; at >= 0 && at < runs.length; at = before[at]!) ordered.add(at);
  return ordered;
}

/** Runs before one that are tried as its predecessor. */
const MAX_RUNS = 500;

function driftOf(found: readonly AlignedLine[]): AlignSummary['drift'] {
  const third = Math.floor(found.length / 3);
  const pace = (lines: readonly AlignedLine[]): number | null => {
    const [first, last] = [lines[0], lines.at(-1)];
    if (first === undefined || last === undefined || last.line <= first.line) return null;
    return Math.round((last.startMs! - first.startMs!) / (last.line - first.line));
  };
  return { firstThirdMs: pace(found.slice(0, third)), lastThirdMs: pace(found.slice(found.length - third)) };
}

function speakersOf({ timed, cues, named }: Outcome): AlignSummary['speakers'] {
  const speakers = new Map<string, { lines: number; timedLines: number; aliases: Set<string> }>();
  for (const { speaker, startMs } of timed) {
    const known = speakers.get(speaker) ?? { lines: 0, timedLines: 0, aliases: new Set<string>() };
    known.lines += 1;
    if (startMs !== null) known.timedLines += 1;
    speakers.set(speaker, known);
  }
  for (const [cue, parts] of named.entries()) {
    for (const [part, name] of parts.entries()) {
      const written = cues[cue]!.parts[part]!.speaker;
      if (name !== null && written !== null && written !== name) speakers.get(name)?.aliases.add(written);
    }
  }
  return [...speakers]
    .map(([speaker, { aliases, ...counts }]) => ({ speaker, ...counts, aliases: [...aliases].sort() }))
    .sort((x, y) => y.lines - x.lines || (x.speaker < y.speaker ? -1 : 1));
}
