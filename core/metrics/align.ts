/** What a scored line needs: its cues zero-based, times in ms. */
export interface PredictedLine {
  speaker: string;
  startMs: number | null;
  cues: number[];
}

/** One speech of a gold alignment, in the order of the script. */
export interface GoldSpeech {
  speaker: string;
  startMs: number;
  /** Zero-based cues in which the speech stands. */
  cues: number[];
}

/** Scores of an alignment; every figure is a share of the gold. */
export interface AlignScores {
  speeches: number;
  /** Speeches that got a time. */
  timedShare: number;
  /** Speeches whose start is within the tolerance; an untimed speech counts as wrong. */
  startShare: number;
  /** Gold cue and speaker pairs that the prediction has. */
  speakerAccuracy: number;
  /** Median start error of the timed speeches; null when none is timed. */
  medianStartErrorMs: number | null;
}

/** Start error that counts as right: about the time in which a viewer no longer sees a delay. */
const START_TOLERANCE_MS = 300;

/**
 * Scores predicted lines against gold speeches; both must be the dialogue of one script, in its order.
 * @throws RangeError when their numbers differ, since no pairing would be fair.
 */
export function scoreAlignment(
  predicted: PredictedLine[],
  gold: GoldSpeech[],
  options: { toleranceMs?: number } = {},
): AlignScores {
  if (predicted.length !== gold.length) {
    throw new RangeError(`${predicted.length} predicted lines cannot be paired with ${gold.length} gold speeches`);
  }
  const tolerance = options.toleranceMs ?? START_TOLERANCE_MS;
  const errors = gold.flatMap((speech, index) => {
    const start = predicted[index]!.startMs;
    return start === null ? [] : [Math.abs(start - speech.startMs)];
  });
  const named = new Set(predicted.flatMap((line) => line.cues.map((cue) => `${cue} ${line.speaker}`)));
  const wanted = [...new Set(gold.flatMap((speech) => speech.cues.map((cue) => `${cue} ${speech.speaker}`)))];
  const of = (part: number, whole: number): number => (whole === 0 ? 1 : part / whole);
  const sorted = errors.toSorted((a, b) => a - b);
  return {
    speeches: gold.length,
    timedShare: of(errors.length, gold.length),
    startShare: of(errors.filter((error) => error <= tolerance).length, gold.length),
    speakerAccuracy: of(wanted.filter((pair) => named.has(pair)).length, wanted.length),
    medianStartErrorMs: sorted[Math.floor((sorted.length - 1) / 2)] ?? null,
  };
}
