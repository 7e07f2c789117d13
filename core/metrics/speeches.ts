/** What is true of subtitles that were made from a screenplay. */
export interface Truth {
  /** Spoken lines: their place in the script, interval, and words of the script that were kept. */
  lines: { line: number; startMs: number; endMs: number; kept: number }[];
  /** By cue, the speeches in it: line of the script, or null for words that no script has. */
  cues: { line: number | null; speaker: string }[][];
}

/** What an aligner says of one line and of one cue. */
export interface PredictedSpeech {
  startMs: number | null;
  endMs: number | null;
  confidence: number;
  /** Words of the line in the script. */
  words: number;
}

export interface SpeechScores {
  /** Spoken lines that kept a third of their words, and the share of them that is right. */
  spoken: number;
  recall: number;
  /** Share of the timed lines that is right. */
  precision: number;
  /** 95 % of the lines with an overlapping time start nearer to the truth than this. */
  startP95Ms: number | null;
  /** Share of the lines that are not in the film and got a time all the same. */
  cutTimed: number;
  /** Share of the speakers given to cues that are right, and of the cues with script lines that got one. */
  speakers: number;
  speakerCoverage: number;
  /** Share of the cues that no script line covers and that got a speaker. */
  namedInVain: number;
  /** Share of the cues of two speakers that got both, in order. */
  bothSpeakers: number;
}

/** Sums of one film or of many: scores over lines, not means over films. */
export interface SpeechCounts {
  spoken: number;
  right: number;
  rightSpoken: number;
  timed: number;
  errors: number[];
  cut: number;
  cutTimed: number;
  covered: number;
  named: number;
  namedRight: number;
  free: number;
  freeNamed: number;
  shared: number;
  sharedRight: number;
  /** Confidence of each timed line and whether it is right. */
  judged: [number, boolean][];
}

/** Start that counts as right, and the share of the union that two intervals must have in common. */
const START_TOLERANCE_MS = 500;
const MIN_IOU = 0.5;
/** Words that a line must have kept so that anybody could find it. */
const KEPT_SHARE = 1 / 3;

const NONE: SpeechCounts = {
  spoken: 0, right: 0, rightSpoken: 0, timed: 0, errors: [], cut: 0, cutTimed: 0, covered: 0, named: 0, namedRight: 0,
  free: 0, freeNamed: 0, shared: 0, sharedRight: 0, judged: [],
}; // prettier-ignore

/** Counts what is right in one film; `cues` are the speakers that the aligner gave, in order. */
export function countSpeeches(
  lines: readonly PredictedSpeech[],
  cues: readonly string[][],
  truth: Truth,
): SpeechCounts {
  const counts: SpeechCounts = { ...NONE, errors: [], judged: [] };
  const spoken = new Map(truth.lines.map((line) => [line.line, line]));
  for (const [index, line] of lines.entries()) {
    const real = spoken.get(index);
    const isTimed = line.startMs !== null && line.endMs !== null;
    const isRight =
      isTimed && real !== undefined && overlap(line.startMs!, line.endMs!, real) >= MIN_IOU && near(line, real);
    const isFindable = real !== undefined && real.kept > 0 && real.kept >= KEPT_SHARE * line.words;
    if (isFindable) counts.spoken += 1;
    if (isFindable && isRight) counts.rightSpoken += 1;
    if (real === undefined) counts.cut += 1;
    if (!isTimed) continue;
    counts.timed += 1;
    if (isRight) counts.right += 1;
    if (real === undefined) counts.cutTimed += 1;
    else if (overlap(line.startMs!, line.endMs!, real) > 0) counts.errors.push(Math.abs(line.startMs! - real.startMs));
    counts.judged.push([line.confidence, isRight]);
  }
  for (const [index, real] of truth.cues.entries()) countCue(counts, cues[index] ?? [], real);
  return counts;
}

function countCue(counts: SpeechCounts, given: string[], real: Truth['cues'][number]): void {
  const scripted = real.filter(({ line }) => line !== null);
  if (scripted.length === 0) {
    counts.free += 1;
    if (given.length > 0) counts.freeNamed += 1;
    return;
  }
  counts.covered += 1;
  if (given.length > 0) counts.named += 1;
  const speakers = new Set(real.map(({ speaker }) => speaker));
  if (given.length > 0) counts.namedRight += given.filter((name) => speakers.has(name)).length / given.length;
  const order = scripted.map(({ speaker }) => speaker);
  if (order.length < 2 || order[0] === order[1]) return;
  counts.shared += 1;
  if (order.join('\n') === given.join('\n')) counts.sharedRight += 1;
}

const near = (line: PredictedSpeech, real: { startMs: number }): boolean =>
  Math.abs(line.startMs! - real.startMs) <= START_TOLERANCE_MS;

/** Intersection over union of two intervals. */
function overlap(startMs: number, endMs: number, real: { startMs: number; endMs: number }): number {
  const both = Math.min(endMs, real.endMs) - Math.max(startMs, real.startMs);
  const either = Math.max(endMs, real.endMs) - Math.min(startMs, real.startMs);
  return both <= 0 || either <= 0 ? 0 : both / either;
}

/** Adds the counts of films. */
export function sumSpeeches(all: readonly SpeechCounts[]): SpeechCounts {
  const sum: SpeechCounts = { ...NONE, errors: [], judged: [] };
  for (const one of all) {
    for (const error of one.errors) sum.errors.push(error);
    for (const judged of one.judged) sum.judged.push(judged);
    for (const key of Object.keys(NONE) as (keyof SpeechCounts)[]) {
      if (key !== 'errors' && key !== 'judged') sum[key] += one[key];
    }
  }
  return sum;
}

/** Shares of the counts; a share of nothing is 1, or 0 where a small share is good. */
export function scoreSpeeches(counts: SpeechCounts): SpeechScores {
  const of = (part: number, whole: number, empty = 1): number => (whole === 0 ? empty : part / whole);
  const errors = counts.errors.toSorted((a, b) => a - b);
  return {
    spoken: counts.spoken,
    recall: of(counts.rightSpoken, counts.spoken),
    precision: of(counts.right, counts.timed),
    startP95Ms: errors[Math.max(0, Math.ceil(errors.length * 0.95) - 1)] ?? null,
    cutTimed: of(counts.cutTimed, counts.cut, 0),
    speakers: of(counts.namedRight, counts.named),
    speakerCoverage: of(counts.named, counts.covered),
    namedInVain: of(counts.freeNamed, counts.free, 0),
    bothSpeakers: of(counts.sharedRight, counts.shared),
  };
}
