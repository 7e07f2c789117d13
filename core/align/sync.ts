import { firstFrom } from './first-from.ts';
import type { SubtitleCue } from '../subtitle/cue.ts';

/** A stretch of the subtitles with one offset: right time = offset + rate × written time. */
export interface SyncPiece {
  /** First cue of the stretch. */
  fromCue: number;
  offsetMs: number;
}

/** How the clock of the subtitles differs from the film's. */
export interface Sync {
  /** Of the first piece; 0 when nothing is known. */
  offsetMs: number;
  rate: number;
  /** How far the best answer is ahead of the second, 0 to 1; 0 when nothing is known or nobody can be sure. */
  confidence: number;
  /** Stretches with offsets of their own, in order; one for a file without splices, none when nothing is known. */
  pieces: SyncPiece[];
}

/** Text alone says nothing of the picture. */
export const UNKNOWN_SYNC: Sync = { offsetMs: 0, rate: 1, confidence: 0, pieces: [] };

const RATES = [24_000 / 1001, 24, 25, 30_000 / 1001] as const;
/** Every ratio of two frame rates, 1 first: a film at the right speed is the likeliest. */
export const RATIOS = [...new Set([1, ...RATES.flatMap((one) => RATES.map((other) => one / other))])];
/** Farthest that a file is out of time, the step in which offsets are tried, and what counts as the same moment. */
const MAX_OFFSET_MS = 120_000;
const STEP_MS = 50;
const SAME_MS = 150;
/** Answers this near to each other are one. */
const DISTINCT_MS = 1_000;
/** Share of the cues that must begin with an onset, and the margin, below which nothing is said. */
const MIN_HITS = 0.35;
const MIN_MARGIN = 0.15;
/** Cues of a window in which an offset is looked for, and the price in hits of a jump between windows. */
const WINDOW_CUES = 30;
const JUMP_PRICE = 8;
/** An answer this near to the written times leaves them as they are. */
const UNTOUCHED_MS = 120;

/**
 * Compares the cues' begins with moments at which somebody begins to speak (ms, sorted): the begins of subtitles known to be
 * in time, or of speech in the sound. Finds offset, ratio of frame rates and splices; says 0 with confidence 0 when unsure.
 */
export function findSync(cues: readonly SubtitleCue[], onsetsMs: readonly number[]): Sync {
  if (cues.length < WINDOW_CUES / 2 || onsetsMs.length < WINDOW_CUES / 2) return UNKNOWN_SYNC;
  const starts = cues.map((cue) => cue.startMs);
  const answers = RATIOS.map((rate) => ({
    rate,
    ...piecesAt(
      starts.map((ms) => ms * rate),
      onsetsMs,
    ),
  }));
  const best = answers.reduce((one, other) => (other.hits > one.hits * 1.02 ? other : one));
  const others = answers.filter(({ rate }) => rate !== best.rate).map(({ hits }) => hits);
  const margin = 1 - Math.max(best.second, ...others) / Math.max(1, best.hits);
  if (best.hits < MIN_HITS * starts.length || margin < MIN_MARGIN) return UNKNOWN_SYNC;
  const first = best.pieces[0]!;
  const isRight = best.rate === 1 && best.pieces.length === 1 && Math.abs(first.offsetMs) <= UNTOUCHED_MS;
  const pieces = isRight ? [{ fromCue: 0, offsetMs: 0 }] : best.pieces;
  return { offsetMs: pieces[0]!.offsetMs, rate: round(best.rate), confidence: round(margin), pieces };
}

const round = (value: number): number => Math.round(value * 1e6) / 1e6;

/** Cues at the times that a sync says; the order in the file stays. */
export function applySync(cues: readonly SubtitleCue[], { rate, pieces }: Sync): SubtitleCue[] {
  return cues.map((cue, index) => {
    const offsetMs = pieces.findLast(({ fromCue }) => fromCue <= index)?.offsetMs ?? 0;
    const move = (ms: number): number => Math.max(0, Math.round(ms * rate + offsetMs));
    return { ...cue, startMs: move(cue.startMs), endMs: move(cue.endMs) };
  });
}

/** Offsets of the windows, with as few jumps as the hits allow, and the hits of the best other offset for the whole. */
function piecesAt(
  starts: readonly number[],
  onsets: readonly number[],
): { pieces: SyncPiece[]; hits: number; second: number } {
  const windows: { from: number; hits: Float64Array }[] = [];
  for (let from = 0; from < starts.length; from += WINDOW_CUES) {
    windows.push({ from, hits: hitsByOffset(starts.slice(from, from + WINDOW_CUES), onsets) });
  }
  const count = windows[0]!.hits.length;
  const total = new Float64Array(count);
  for (const { hits } of windows) for (let at = 0; at < count; at += 1) total[at]! += hits[at]!;
  const back: { stay: Uint8Array; from: number }[] = [];
  let sums: Float64Array = windows[0]!.hits.slice();
  for (const { hits } of windows.slice(1)) {
    const top = indexOfMost(sums);
    const stay = new Uint8Array(count);
    const next = new Float64Array(count);
    for (let at = 0; at < count; at += 1) {
      stay[at] = sums[at]! >= sums[top]! - JUMP_PRICE ? 1 : 0;
      next[at] = hits[at]! + Math.max(sums[at]!, sums[top]! - JUMP_PRICE);
    }
    back.push({ stay, from: top });
    sums = next;
  }
  let at = indexOfMost(sums);
  const hits = sums[at]!;
  const pieces: SyncPiece[] = [{ fromCue: windows.at(-1)!.from, offsetMs: offsetOf(at) }];
  for (let window = windows.length - 1; window > 0; window -= 1) {
    const { stay, from } = back[window - 1]!;
    if (stay[at] === 1) pieces[0]!.fromCue = windows[window - 1]!.from;
    else pieces.unshift({ fromCue: windows[window - 1]!.from, offsetMs: offsetOf((at = from)) });
  }
  let second = 0;
  for (const [other, sum] of total.entries()) {
    const isOther = pieces.every(({ offsetMs }) => Math.abs(offsetMs - offsetOf(other)) > DISTINCT_MS);
    if (isOther) second = Math.max(second, sum);
  }
  return { pieces, hits, second };
}

const offsetOf = (index: number): number => index * STEP_MS - MAX_OFFSET_MS;

function indexOfMost(values: Float64Array): number {
  let best = 0;
  for (let at = 1; at < values.length; at += 1) {
    const nearer = values[at] === values[best] && Math.abs(offsetOf(at)) < Math.abs(offsetOf(best));
    if (values[at]! > values[best]! || nearer) best = at;
  }
  return best;
}

/** Cues that begin at an onset, by offset; a near miss counts in part, so that the best offset is in the middle. */
function hitsByOffset(starts: readonly number[], onsets: readonly number[]): Float64Array {
  const count = (2 * MAX_OFFSET_MS) / STEP_MS + 1;
  const hits = new Float64Array(count);
  const reach = Math.ceil(SAME_MS / STEP_MS);
  const best = new Float64Array(count);
  for (const start of starts) {
    const touched: number[] = [];
    for (let at = firstFrom(onsets, start - MAX_OFFSET_MS, (ms) => ms); at < onsets.length; at += 1) {
      const difference = onsets[at]! - start;
      if (difference > MAX_OFFSET_MS) break;
      const middle = Math.round((difference + MAX_OFFSET_MS) / STEP_MS);
      for (let step = -reach; step <= reach; step += 1) {
        const index = middle + step;
        if (index < 0 || index >= count) continue;
        const hit = 1 - Math.abs(difference - offsetOf(index)) / (SAME_MS + STEP_MS);
        if (hit <= best[index]!) continue;
        if (best[index] === 0) touched.push(index);
        best[index] = hit;
      }
    }
    for (const index of touched) {
      hits[index]! += best[index]!;
      best[index] = 0;
    }
  }
  return hits;
}
