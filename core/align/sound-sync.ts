import type { SubtitleCue } from '../subtitle/cue.ts';
import { LEVEL_STEP_MS } from './sound-levels.ts';
import { slidingMean } from './speech.ts';
import { RATIOS, type Sync, type SyncPiece, UNKNOWN_SYNC } from './sync.ts';

/** Farthest that a file is out of time, and the step in which offsets are tried before the best is looked at closely. */
const MAX_OFFSET_MS = 120_000;
const COARSE_MS = 160;
const COARSE_STEPS = COARSE_MS / LEVEL_STEP_MS;
const OFFSETS = (2 * MAX_OFFSET_MS) / COARSE_MS + 1;
/** Speech counts against the share of speech around its place, so that a talkative scene draws no cues to it. */
const AROUND_MS = 30_000;
/** People stop speaking before long cues end. */
const LONGEST_CUE_MS = 5_000;
/** Cues that move together, and the fewest that anything is said about. */
const BLOCK_CUES = 5;
const FEWEST_CUES = 10;
/** Price of a splice, in standard deviations of what a block gains by chance. */
const SPLICE_PRICE = 6;
/** Answers that differ by less on average are one answer. */
const DISTINCT_MS = 1_500;
/** What the best answer needs: a lead over the second, and standard deviations above chance. */
const MIN_MARGIN = 0.25;
const MIN_DEVIATIONS = 4.5;
/** Another rate must be better than the written one by this factor. */
const RATE_LEAD = 1.03;
/** The begin of speech is looked for so far around the coarse answer, by the change within so much time. */
const CLOSE_MS = 600;
const ONSET_MS = 300;
/** Subtitles begin up to so long before or after the voice without anybody calling them wrong. */
const UNTOUCHED_MS = 250;

/** Gain of some cues in a row at every offset. */
type Block = Float64Array;

/** Steps of the largest offset: so much silence stands before and after the sound. */
const ROOM = MAX_OFFSET_MS / LEVEL_STEP_MS;

/** Speech in the sound as sums from the begin on, so that any interval costs two look-ups. */
class SpeechSums {
  readonly #sums: Float64Array;
  readonly #steps: number;
  /** The sums of every coarse step, for each place at which one can begin: neighbours in memory. */
  readonly #coarse: Float64Array[];

  constructor(speech: Float32Array) {
    const around = slidingMean(speech, AROUND_MS / LEVEL_STEP_MS);
    this.#steps = speech.length;
    this.#sums = new Float64Array(speech.length + 3 * ROOM + 1);
    let sum = 0;
    for (let at = 0; at < this.#sums.length; at += 1) {
      this.#sums[at] = sum;
      const step = at - ROOM;
      if (step >= 0 && step < speech.length) sum += ((speech[step]! - around[step]!) * LEVEL_STEP_MS) / 1000;
    }
    this.#coarse = Array.from({ length: COARSE_STEPS }, (_, first) =>
      this.#sums.filter((_sum, at) => at % COARSE_STEPS === first),
    );
  }

  /** Seconds of speech, less what is usual there, from the begin to a time. */
  until(ms: number): number {
    return this.#sums[Math.max(0, Math.min(this.#sums.length - 1, Math.round(ms / LEVEL_STEP_MS) + ROOM))]!;
  }

  /** Adds what an interval gains at every offset. */
  addGains(gains: Float64Array, startMs: number, endMs: number): void {
    const [from, first] = this.#earliest(startMs);
    const [to, last] = this.#earliest(endMs);
    for (let at = 0; at < OFFSETS; at += 1) gains[at]! += to[last + at]! - from[first + at]!;
  }

  /** Place of a time that is moved as early as can be, among the sums that are a coarse step apart. */
  #earliest(ms: number): [sums: Float64Array, at: number] {
    const at = Math.max(0, Math.min(this.#steps + ROOM, Math.round(ms / LEVEL_STEP_MS)));
    return [this.#coarse[at % COARSE_STEPS]!, Math.floor(at / COARSE_STEPS)];
  }
}

/**
 * Compares when cues stand with when somebody speaks (one likeness a step of 20 ms, from time 0 on). Finds offset, ratio of
 * frame rates and splices; a file that is right stays as it is, and where nobody can be sure nothing is said.
 */
export function findSoundSync(cues: readonly SubtitleCue[], speech: Float32Array): Sync {
  const spoken = cues.filter(isSpoken).toSorted((one, other) => one.startMs - other.startMs);
  if (spoken.length < FEWEST_CUES) return UNKNOWN_SYNC;
  const sums = new SpeechSums(speech);
  const answers = RATIOS.map((rate) => answerAt(blocksOf(spoken, rate, sums), rate));
  const written = answers[0]!;
  const top = answers.reduce((one, other) => (other.gain > one.gain ? other : one));
  const best = top.gain > written.gain * RATE_LEAD ? top : written;
  if (best.gain <= 0) return UNKNOWN_SYNC;
  const pieces = piecesOf(best, spoken, sums);
  const { margin, deviations } = judge(best, answers, blocksOf(spoken, best.rate, sums), spoken);
  if (margin < MIN_MARGIN || deviations < MIN_DEVIATIONS) return UNKNOWN_SYNC;
  const isRight = best.rate === 1 && pieces.length === 1 && Math.abs(pieces[0]!.offsetMs) <= UNTOUCHED_MS;
  const inFile = isRight ? [{ fromCue: 0, offsetMs: 0 }] : pieces.map((piece) => inOrderOfFile(piece, spoken, cues));
  return { offsetMs: inFile[0]!.offsetMs, rate: round(best.rate), confidence: round(margin), pieces: inFile };
}

const round = (value: number): number => Math.round(value * 1e6) / 1e6;

/** Sounds, songs, credits and adverts are not when somebody speaks. */
function isSpoken({ parts, startMs, endMs }: SubtitleCue): boolean {
  return endMs > startMs && (parts.length === 0 || parts.some(({ kind }) => kind === 'speech'));
}

function inOrderOfFile(piece: SyncPiece, spoken: readonly SubtitleCue[], cues: readonly SubtitleCue[]): SyncPiece {
  return { ...piece, fromCue: piece.fromCue === 0 ? 0 : cues.indexOf(spoken[piece.fromCue]!) };
}

interface Answer {
  rate: number;
  /** Seconds of speech that the best way through the offsets gains, splices paid. */
  gain: number;
  /** Index of the offset of every block. */
  path: number[];
}

const offsetOf = (index: number): number => index * COARSE_MS - MAX_OFFSET_MS;

function blocksOf(cues: readonly SubtitleCue[], rate: number, sums: SpeechSums): Block[] {
  const blocks: Block[] = [];
  for (let from = 0; from < cues.length; from += BLOCK_CUES) {
    blocks.push(gainsOf(cues.slice(from, from + BLOCK_CUES), rate, sums));
  }
  return blocks;
}

/** The best way through the offsets at one rate: block by block, staying or paying for a jump to the best so far. */
function answerAt(blocks: readonly Block[], rate: number): Answer {
  let squares = 0;
  for (const gains of blocks) for (const gain of gains) squares += gain * gain;
  const price = SPLICE_PRICE * Math.sqrt(squares / (blocks.length * OFFSETS));
  const ways: { stays: Uint8Array; from: number }[] = [];
  const best = blocks[0]!.slice();
  for (const gains of blocks.slice(1)) {
    const from = indexOfMost(best);
    const jumped = best[from]! - price;
    const stays = new Uint8Array(OFFSETS);
    for (let at = 0; at < OFFSETS; at += 1) {
      stays[at] = best[at]! >= jumped ? 1 : 0;
      best[at] = Math.max(best[at]!, jumped) + gains[at]!;
    }
    ways.push({ stays, from });
  }
  let at = indexOfMost(best);
  const gain = best[at]!;
  const path = [at];
  for (const { stays, from } of ways.toReversed()) {
    if (stays[at] === 0) at = from;
    path.unshift(at);
  }
  return { rate, gain, path };
}

const spokenEnd = ({ startMs, endMs }: SubtitleCue): number => Math.min(endMs, startMs + LONGEST_CUE_MS);

function gainsOf(cues: readonly SubtitleCue[], rate: number, sums: SpeechSums): Float64Array {
  const gains = new Float64Array(OFFSETS);
  for (const cue of cues) sums.addGains(gains, cue.startMs * rate, spokenEnd(cue) * rate);
  return gains;
}

function indexOfMost(values: Float64Array): number {
  let best = 0;
  for (let at = 1; at < values.length; at += 1) {
    const isNearer = values[at] === values[best] && Math.abs(offsetOf(at)) < Math.abs(offsetOf(best));
    if (values[at]! > values[best]! || isNearer) best = at;
  }
  return best;
}

/** Stretches of one offset, their borders placed between cues and their offsets where voices begin. */
function piecesOf({ rate, path }: Answer, cues: readonly SubtitleCue[], sums: SpeechSums): SyncPiece[] {
  const pieces: SyncPiece[] = [];
  for (const [block, at] of path.entries()) {
    if (block === 0 || at !== path[block - 1]) pieces.push({ fromCue: block * BLOCK_CUES, offsetMs: offsetOf(at) });
  }
  const gainAt = (cue: SubtitleCue, offsetMs: number): number =>
    sums.until(spokenEnd(cue) * rate + offsetMs) - sums.until(cue.startMs * rate + offsetMs);
  for (let index = 1; index < pieces.length; index += 1) {
    const [before, piece] = [pieces[index - 1]!, pieces[index]!];
    const first = Math.max(before.fromCue + 1, piece.fromCue - BLOCK_CUES);
    const last = Math.min((pieces[index + 1]?.fromCue ?? cues.length) - 1, piece.fromCue + BLOCK_CUES);
    let [lead, most, border] = [0, 0, first];
    for (let cue = first; cue < last; cue += 1) {
      lead += gainAt(cues[cue]!, before.offsetMs) - gainAt(cues[cue]!, piece.offsetMs);
      if (lead > most) [most, border] = [lead, cue + 1];
    }
    piece.fromCue = border;
  }
  return pieces.map((piece, index) => {
    const own = cues.slice(piece.fromCue, pieces[index + 1]?.fromCue);
    return { ...piece, offsetMs: closeOffset(own, piece.offsetMs, rate, sums) };
  });
}

/** The offset near a coarse one at which cues begin where speech begins: little before, much after. */
function closeOffset(cues: readonly SubtitleCue[], coarseMs: number, rate: number, sums: SpeechSums): number {
  let [best, most] = [coarseMs, -Infinity];
  for (let offsetMs = coarseMs - CLOSE_MS; offsetMs <= coarseMs + CLOSE_MS; offsetMs += LEVEL_STEP_MS) {
    let change = 0;
    for (const { startMs } of cues) {
      const ms = startMs * rate + offsetMs;
      change += sums.until(ms + ONSET_MS) - 2 * sums.until(ms) + sums.until(ms - ONSET_MS);
    }
    if (change > most) [best, most] = [offsetMs, change];
  }
  return best;
}

/** How sure the answer is: every piece against the other offsets of its cues, the whole against the other rates. */
function judge(
  best: Answer,
  answers: readonly Answer[],
  blocks: readonly Block[],
  cues: readonly SubtitleCue[],
): { margin: number; deviations: number } {
  let [margin, deviations] = [1, Infinity];
  for (const [first, last, at] of stretches(best.path)) {
    const totals = totalsOf(blocks.slice(first, last));
    const spread = Math.sqrt(totals.reduce((sum, total) => sum + total * total, 0) / OFFSETS);
    deviations = Math.min(deviations, totals[at]! / spread);
    let second = 0;
    for (const [other, total] of totals.entries()) {
      if (Math.abs(other - at) * COARSE_MS > DISTINCT_MS) second = Math.max(second, total);
    }
    margin = Math.min(margin, 1 - second / totals[at]!);
  }
  for (const other of answers) {
    if (other.rate !== best.rate && isDistinct(other, best, cues)) {
      margin = Math.min(margin, 1 - other.gain / best.gain);
    }
  }
  return { margin, deviations };
}

/** Runs of blocks with one offset: first block, block after the last, index of the offset. */
function stretches(path: readonly number[]): [first: number, last: number, at: number][] {
  const found: [number, number, number][] = [];
  for (const [block, at] of path.entries()) {
    const run = found.at(-1);
    if (run?.[2] === at) run[1] = block + 1;
    else found.push([block, block + 1, at]);
  }
  return found;
}

function totalsOf(blocks: readonly Block[]): Float64Array {
  const totals = new Float64Array(OFFSETS);
  for (const gains of blocks) for (let at = 0; at < OFFSETS; at += 1) totals[at]! += gains[at]!;
  return totals;
}

/** Whether another rate puts the cues elsewhere: over a short film two rates are the same answer. */
function isDistinct(other: Answer, best: Answer, cues: readonly SubtitleCue[]): boolean {
  let apart = 0;
  for (const [block, at] of best.path.entries()) {
    const { startMs } = cues[block * BLOCK_CUES]!;
    apart += Math.abs(startMs * (other.rate - best.rate) + offsetOf(other.path[block]!) - offsetOf(at));
  }
  return apart / best.path.length > DISTINCT_MS;
}
