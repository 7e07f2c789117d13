import type { Line } from '../schema/text.ts';
import type { SubtitleCue } from '../subtitle/cue.ts';
import type { Assignment, Material } from './extend.ts';
import type { Token } from './tokens.ts';

/** A line before a stage names its film. */
export type AlignedLine = Omit<Line, 'film'>;

/** Confidence of a line that holds its cues by place alone. */
const EXTENDED_CONFIDENCE = 0.3;
/** A single matched word proves less than its full coverage says. */
const ONE_WORD_CONFIDENCE = 0.8;

/** Cue tokens of one line, first to last. */
interface Extent {
  first: number;
  last: number;
  assigned: number;
  matched: number;
}

/** Puts times, cues, coverage and confidence on every line; a line without cue tokens stays untimed. */
export function timeLines(material: Material, assignment: Assignment): AlignedLine[] {
  const { lines, script } = material;
  const words = new Int32Array(lines.length);
  for (const token of script) words[token.owner]! += 1;
  const extents = extentsOf(assignment, lines.length);
  return lines.map((element, index) => {
    const base = { line: index, element: element.index, speaker: element.speaker ?? '', text: element.text };
    const extent = extents[index];
    if (extent === undefined) {
      return { ...base, startMs: null, endMs: null, cues: [], coverage: 0, method: 'none', confidence: 0 };
    }
    return { ...base, ...timeLine(extent, { material, assignment, words: words[index]!, index }) };
  });
}

function extentsOf({ line, matched }: Assignment, count: number): (Extent | undefined)[] {
  const extents = new Array<Extent | undefined>(count).fill(undefined);
  for (const [at, owner] of line.entries()) {
    if (owner < 0) continue;
    const extent = (extents[owner] ??= { first: at, last: at, assigned: 0, matched: 0 });
    extent.last = at;
    extent.assigned += 1;
    extent.matched += matched[at]!;
  }
  return extents;
}

interface Timing {
  material: Material;
  assignment: Assignment;
  words: number;
  index: number;
}

type TimedFields = Pick<AlignedLine, 'startMs' | 'endMs' | 'cues' | 'coverage' | 'method' | 'confidence'>;

function timeLine(extent: Extent, { material, assignment, words, index }: Timing): TimedFields {
  const { cues, subtitles } = material;
  const tokens: Token[] = [];
  for (let at = extent.first; at <= extent.last; at += 1)
    if (assignment.line[at] === index) tokens.push(subtitles[at]!);
  const held = [...new Set(tokens.map((token) => token.owner))];
  const before = subtitles[extent.first - 1];
  const after = subtitles[extent.last + 1];
  const first = subtitles[extent.first]!;
  const last = subtitles[extent.last]!;
  const startsInside = samePart(before, first);
  const endsInside = samePart(last, after);
  const startMs = startsInside ? timeInside(cues[first.owner]!, first) : cues[first.owner]!.startMs;
  const endMs = endsInside ? timeInside(cues[last.owner]!, after!) : cues[last.owner]!.endMs;
  const coverage = words === 0 ? 0 : Math.min(1, extent.matched / words);
  const certain =
    Math.sqrt(coverage * (extent.matched / extent.assigned)) * (extent.matched === 1 ? ONE_WORD_CONFIDENCE : 1);
  const isExtended = extent.matched === 0;
  return {
    startMs,
    endMs: Math.max(endMs, startMs),
    cues: held,
    coverage: round(coverage),
    method: startsInside || endsInside ? 'interpolated' : isExtended ? 'extended' : 'matched',
    confidence: round(isExtended ? EXTENDED_CONFIDENCE : certain),
  };
}

const samePart = (a: Token | undefined, b: Token | undefined): boolean =>
  a !== undefined && b !== undefined && a.owner === b.owner && a.part === b.part;

/**
 * Time at which a token starts inside its cue, by characters. Only used where one part holds two lines: two dashes say
 * that both speak while the cue is shown, but not when, so such parts keep the bounds of the cue.
 */
function timeInside(cue: SubtitleCue, token: Token): number {
  const lengths = cue.parts.map((part) => part.text.length);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const ahead = lengths.slice(0, token.part).reduce((sum, length) => sum + length, 0) + token.from;
  return cue.startMs + Math.round(((cue.endMs - cue.startMs) * ahead) / Math.max(1, total));
}

/** Three decimals: enough to compare, and the same bytes everywhere. */
export const round = (value: number): number => Math.round(value * 1000) / 1000;
