import { lcs } from '../core/align/lcs.ts';
import { pythonWith, runPython } from '../test/support/python.ts';

/**
 * Claim: the exact LCS of a feature film's screenplay and subtitles (12,000 × 11,000 tokens), with the matched
 * positions, takes at most 60 ms in JavaScript. The peers are rapidfuzz (C++), its opcodes on the same sequences, and
 * difflib, once.
 */
const SCRIPT_TOKENS = 12_000;
const SUBTITLE_TOKENS = 11_000;
const VOCABULARY = 8_000;
const ROUNDS = 15;
const SEED = 7;

/** Token numbers with the frequencies of Zipf's law, and a copy with a third of the tokens changed or left out. */
function makePair(random: () => number): { script: number[]; subtitles: number[] } {
  const cumulative: number[] = [];
  for (let rank = 1; rank <= VOCABULARY; rank += 1) cumulative.push((cumulative.at(-1) ?? 0) + 1 / rank);
  const draw = (): number => {
    const at = random() * cumulative.at(-1)!;
    let [low, high] = [0, VOCABULARY - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (cumulative[middle]! < at) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const script = Array.from({ length: SCRIPT_TOKENS }, draw);
  const subtitles = script
    .filter(() => random() > 1 - SUBTITLE_TOKENS / SCRIPT_TOKENS)
    .map((token) => (random() < 0.25 ? draw() : token));
  while (subtitles.length < SUBTITLE_TOKENS) subtitles.push(draw());
  return { script, subtitles: subtitles.slice(0, SUBTITLE_TOKENS) };
}

const PEER = `
import difflib, json, sys, time
from rapidfuzz.distance import LCSseq
a, b = json.loads(sys.argv[1]), json.loads(sys.argv[2])
times = []
for _ in range(int(sys.argv[3])):
    started = time.perf_counter()
    ops = LCSseq.opcodes(a, b)
    times.append((time.perf_counter() - started) * 1000)
length = sum(op.src_end - op.src_start for op in ops if op.tag == "equal")
started = time.perf_counter()
difflib.SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks()
difflib_ms = (time.perf_counter() - started) * 1000
print(json.dumps({"ms": sorted(times)[len(times) // 2], "length": length, "difflibMs": difflib_ms}))
`;
import { seeded } from '../test/support/random.ts';

const { script, subtitles } = makePair(seeded(SEED));
const [a, b] = [Int32Array.from(script), Int32Array.from(subtitles)];
const times = Array.from({ length: ROUNDS }, () => {
  const started = performance.now();
  lcs(a, b);
  return performance.now() - started;
}).toSorted((x, y) => x - y);
const medianMs = times[Math.floor(ROUNDS / 2)]!;
const python = await pythonWith(['rapidfuzz==3.14.3']);
const peer = (await runPython(python, PEER, [JSON.stringify(script), JSON.stringify(subtitles), String(ROUNDS)])) as {
  ms: number;
  length: number;
  difflibMs: number;
};
const { length } = lcs(a, b).a;
const digits = (value: number): number => Math.round(value * 100) / 100;
console.log(
  JSON.stringify(
    {
      claim: 'exact token LCS with positions, 12,000 × 11,000 tokens, at most 60 ms',
      seed: SEED,
      tokens: [script.length, subtitles.length],
      length,
      medianMs: digits(medianMs),
      limitMs: 60,
      holds: medianMs <= 60 && length === peer.length,
      peer: { name: 'rapidfuzz LCSseq.opcodes', medianMs: digits(peer.ms), length: peer.length },
      ratioToPeer: digits(medianMs / peer.ms),
      difflib: { ms: digits(peer.difflibMs), timesSlower: digits(peer.difflibMs / medianMs) },
    },
    null,
    2,
  ),
);
