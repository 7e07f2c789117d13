/** How well found boundaries agree with true ones. */
export interface BoundaryScore {
  /** Found boundaries that match a true one, and the rest of both. */
  hits: number;
  falseAlarms: number;
  misses: number;
  precision: number;
  recall: number;
  f1: number;
}

/** Precision of nothing found, and recall of nothing to find, are 1. */
export function boundaryScore(counts: Pick<BoundaryScore, 'hits' | 'falseAlarms' | 'misses'>): BoundaryScore {
  const { hits, falseAlarms, misses } = counts;
  const precision = hits + falseAlarms === 0 ? 1 : hits / (hits + falseAlarms);
  const recall = hits + misses === 0 ? 1 : hits / (hits + misses);
  const f1 = precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
  return { hits, falseAlarms, misses, precision, recall, f1 };
}

/**
 * Scores boundaries against the truth: each true one may be matched once, by the nearest free found one at most
 * `tolerance` away (frames or milliseconds, as both lists are). Both lists ascend.
 */
export function scoreBoundaries(found: readonly number[], truth: readonly number[], tolerance: number): BoundaryScore {
  const distances = (at: number, true_: number): number | null => {
    const distance = Math.abs(at - true_);
    return distance <= tolerance ? distance : null;
  };
  const hits = pairUp(found, truth, distances).length;
  return boundaryScore({ hits, falseAlarms: found.length - hits, misses: truth.length - hits });
}

/** Pairs found with true things one to one, the cheapest pairs first; `costOf` is null for what can't be a pair. */
function pairUp<Found, True>(
  found: readonly Found[],
  truth: readonly True[],
  costOf: (found: Found, true_: True) => number | null,
): { found: Found; true: True }[] {
  const pairs = found.flatMap((one, index) =>
    truth.flatMap((true_, other) => {
      const cost = costOf(one, true_);
      return cost == null ? [] : [{ index, other, cost, found: one, true: true_ }];
    }),
  );
  pairs.sort((a, b) => a.cost - b.cost || a.index - b.index || a.other - b.other);
  const usedFound = new Set<number>();
  const usedTruth = new Set<number>();
  return pairs.filter(({ index, other }) => {
    if (usedFound.has(index) || usedTruth.has(other)) return false;
    usedFound.add(index);
    usedTruth.add(other);
    return true;
  });
}

/** Frames [startFrame, endFrame) on which a transition is under way. */
export interface Span {
  startFrame: number;
  endFrame: number;
}

/**
 * A true boundary: `frame` is the first of the new shot. The span of a hard cut is empty, unless its frames hold a field
 * of each shot: then the cut may be put on either side of them.
 */
export interface TrueTransition extends Span {
  kind: string;
  frame: number;
}

/** A found boundary. Detectors that know no spans leave it null and call everything a cut. */
export interface FoundTransition {
  kind: string;
  frame: number;
  span: Span | null;
}

/** Scores of hard cuts and of gradual transitions; those of several films may be summed. */
export interface TransitionScore {
  /** Hard cuts, one to one within the tolerance; `exact` of the hits are on the very frame. */
  cuts: BoundaryScore & { exact: number };
  /** Gradual transitions, one to one by overlap. */
  gradual: BoundaryScore & {
    /** Hits whose begin and end are both at most `SPAN_TOLERANCE` frames off, and hits of the right kind. */
    timed: number;
    rightKind: number;
    /** Found minus true first frame, and end, of the hits that have a span. */
    beginErrors: number[];
    endErrors: number[];
  };
  /** Both together. */
  all: BoundaryScore;
}

/** What went wrong in one place. `kind` is the true kind of a miss, the claimed one of a false alarm. */
export interface Mistake {
  what: 'missed' | 'false' | 'second in a transition';
  kind: string;
  frame: number;
}

/** Distance in frames at which a hard cut still counts as found. */
export const CUT_TOLERANCE = 1;
/** Errors in frames up to which begin and end of a gradual transition count as right. */
export const SPAN_TOLERANCE = 3;

/**
 * Scores one film. A hard cut is hit by a boundary at most `CUT_TOLERANCE` frames away. A gradual transition is hit by a
 * boundary whose span overlaps it or, for detectors without spans, whose frame lies in it (or within the tolerance of
 * its ends): once; every further boundary in it is a false alarm. False alarms count against gradual transitions
 * where a span or a true transition is involved, against hard cuts otherwise.
 */
export function scoreTransitions(
  found: readonly FoundTransition[],
  truth: readonly TrueTransition[],
): { score: TransitionScore; mistakes: Mistake[] } {
  const trueCuts = truth.filter(({ kind }) => kind === 'cut');
  const trueGradual = truth.filter(({ kind }) => kind !== 'cut');
  const cutPairs = pairUp(found, trueCuts, cutDistance);
  const rest = without(found, cutPairs);
  const gradualPairs = pairUp(rest, trueGradual, gradualCost);
  const falseAlarms = without(rest, gradualPairs);
  const isInside = (one: FoundTransition): boolean => trueGradual.some((true_) => gradualCost(one, true_) != null);
  const falseGradual = falseAlarms.filter((one) => one.span != null || isInside(one));
  const spans = gradualPairs.flatMap(({ found: { span }, true: true_ }) => {
    if (span == null) return [];
    return [{ begin: span.startFrame - true_.startFrame, end: span.endFrame - true_.endFrame }];
  });
  const isTimed = ({ begin, end }: { begin: number; end: number }): boolean =>
    Math.max(Math.abs(begin), Math.abs(end)) <= SPAN_TOLERANCE;
  const score = complete({
    cuts: {
      hits: cutPairs.length,
      falseAlarms: falseAlarms.length - falseGradual.length,
      misses: trueCuts.length - cutPairs.length,
      exact: cutPairs.filter((pair) => cutDistance(pair.found, pair.true) === 0).length,
    },
    gradual: {
      hits: gradualPairs.length,
      falseAlarms: falseGradual.length,
      misses: trueGradual.length - gradualPairs.length,
      timed: spans.filter(isTimed).length,
      rightKind: gradualPairs.filter((pair) => pair.found.kind === pair.true.kind).length,
      beginErrors: spans.map(({ begin }) => begin),
      endErrors: spans.map(({ end }) => end),
    },
  });
  const hit = new Set([...cutPairs, ...gradualPairs].map((pair) => pair.true));
  const mistakes = [
    ...truth.filter((one) => !hit.has(one)).map(({ kind, frame }): Mistake => ({ what: 'missed', kind, frame })),
    ...falseAlarms.map((one): Mistake => {
      return { what: isInside(one) ? 'second in a transition' : 'false', kind: one.kind, frame: one.frame };
    }),
  ];
  return { score, mistakes: mistakes.sort((a, b) => a.frame - b.frame) };
}

/** Sums scores of films. */
export function sumScores(scores: readonly TransitionScore[]): TransitionScore {
  const sum = (of: (score: TransitionScore) => number): number => scores.reduce((total, score) => total + of(score), 0);
  return complete({
    cuts: {
      hits: sum(({ cuts }) => cuts.hits),
      falseAlarms: sum(({ cuts }) => cuts.falseAlarms),
      misses: sum(({ cuts }) => cuts.misses),
      exact: sum(({ cuts }) => cuts.exact),
    },
    gradual: {
      hits: sum(({ gradual }) => gradual.hits),
      falseAlarms: sum(({ gradual }) => gradual.falseAlarms),
      misses: sum(({ gradual }) => gradual.misses),
      timed: sum(({ gradual }) => gradual.timed),
      rightKind: sum(({ gradual }) => gradual.rightKind),
      beginErrors: scores.flatMap(({ gradual }) => gradual.beginErrors),
      endErrors: scores.flatMap(({ gradual }) => gradual.endErrors),
    },
  });
}

type Counted<Part extends BoundaryScore> = Omit<Part, 'precision' | 'recall' | 'f1'>;

function complete(counts: {
  cuts: Counted<TransitionScore['cuts']>;
  gradual: Counted<TransitionScore['gradual']>;
}): TransitionScore {
  const { cuts, gradual } = counts;
  const all = {
    hits: cuts.hits + gradual.hits,
    falseAlarms: cuts.falseAlarms + gradual.falseAlarms,
    misses: cuts.misses + gradual.misses,
  };
  return {
    cuts: { ...cuts, ...boundaryScore(cuts) },
    gradual: { ...gradual, ...boundaryScore(gradual) },
    all: boundaryScore(all),
  };
}

function cutDistance({ frame }: FoundTransition, cut: TrueTransition): number | null {
  const distance = Math.max(0, cut.startFrame - frame, frame - cut.endFrame);
  return distance <= CUT_TOLERANCE ? distance : null;
}

/** The less a found span agrees with the true one, the dearer; a point costs more than any span. */
function gradualCost({ frame, span }: FoundTransition, true_: TrueTransition): number | null {
  if (span == null) {
    const isIn = frame >= true_.startFrame - CUT_TOLERANCE && frame <= true_.endFrame + CUT_TOLERANCE;
    return isIn ? 1 + Math.abs(frame - true_.frame) : null;
  }
  const shared = Math.min(span.endFrame, true_.endFrame) - Math.max(span.startFrame, true_.startFrame);
  const together = Math.max(span.endFrame, true_.endFrame) - Math.min(span.startFrame, true_.startFrame);
  return shared <= 0 ? null : 1 - shared / together;
}

function without(found: readonly FoundTransition[], pairs: readonly { found: FoundTransition }[]): FoundTransition[] {
  const paired = new Set(pairs.map((pair) => pair.found));
  return found.filter((one) => !paired.has(one));
}
