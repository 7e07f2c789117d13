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
  /** Whether it stands elsewhere in the script than in the film: not behind the block before it. */
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
  /** Words of the script that were matched in blocks and beside them. */
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
  lineOf: (scriptWord: number) => number;
  cueOf: (subtitleWord: number) => number;
  named: Named;
  evidence: Evidence;
}

export function summarise(outcome: Outcome): AlignSummary {
  const { timed, cues, spokenCues, matches, evidence } = outcome;
  const found = timed.filter((line) => line.startMs !== null);
  const blocks = blocksOf(outcome);
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

function blocksOf({ matches, lineOf, cueOf, cues }: Outcome): SummaryBlock[] {
  let furthest = -1;
  return matches.blocks.map(({ fromA, toA, fromB, toB }) => {
    const lines: [number, number] = [lineOf(fromA), lineOf(toA - 1)];
    const inCues: [number, number] = [cueOf(fromB), cueOf(toB - 1)];
    const moved = lines[0] < furthest;
    furthest = Math.max(furthest, lines[1]);
    return { lines, cues: inCues, startMs: cues[inCues[0]]!.startMs, endMs: cues[inCues[1]]!.endMs, moved };
  });
}

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
