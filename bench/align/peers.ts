import type { ScriptElement } from '../../core/script/element.ts';
import type { SubtitleCue } from '../../core/subtitle/cue.ts';
import { dialogueOf } from '../../core/align/tokens.ts';
import { runPython } from '../../test/support/python.ts';
import { fromCues, textsOf, timeByHalf, type BaselineResult } from './baselines.ts';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What the Python peers are given of one film. */
interface Task {
  script: string[];
  subtitles: string[];
  lines: string[];
  cues: string[];
}

/**
 * difflib over words, and Needleman–Wunsch over lines and cues with the published values: match above a normalised
 * Levenshtein similarity of 0.4, match 1, mismatch −0.5, gap −0.1. Distances come from rapidfuzz, so that it ends.
 */
const PEERS = `
import difflib, json, sys, time
import numpy
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein
out = []
for task in json.load(open(sys.argv[1])):
    started = time.perf_counter()
    blocks = difflib.SequenceMatcher(None, task["script"], task["subtitles"], autojunk=False).get_matching_blocks()
    words = [[a + k, b + k] for a, b, n in blocks for k in range(n)]
    between = time.perf_counter()
    lines, cues = task["lines"], task["cues"]
    alike = (process.cdist(lines, cues, scorer=Levenshtein.normalized_similarity) > 0.4).tolist()
    width = len(cues) + 1
    above = [k * -0.1 for k in range(width)]
    steps = []
    for i in range(len(lines)):
        row, step = [(i + 1) * -0.1], [2]
        for j in range(1, width):
            both = above[j - 1] + (1.0 if alike[i][j - 1] else -0.5)
            up, left = above[j] - 0.1, row[j - 1] - 0.1
            best = both if both >= up and both >= left else up if up >= left else left
            row.append(best)
            step.append(1 if best == both else 2 if best == up else 3)
        steps.append(step)
        above = row
    pairs, i, j = [], len(lines), len(cues)
    while i > 0 and j > 0:
        step = steps[i - 1][j]
        if step == 1 and alike[i - 1][j - 1]:
            pairs.append([i - 1, j - 1])
        if step != 3: i -= 1
        if step != 2: j -= 1
    ended = time.perf_counter()
    out.append({"words": words, "pairs": pairs, "ms": [(between - started) * 1000, (ended - between) * 1000]})
print(json.dumps(out))
`;

/** Packages of the peers, pinned. */
export const PEER_PACKAGES = ['rapidfuzz==3.14.3', 'numpy'] as const;

interface Answer {
  words: [number, number][];
  pairs: [number, number][];
  ms: [number, number];
}

/** Runs both peers over films in one Python process; results in the order of the films. */
export async function runPeers(
  python: string,
  films: readonly { elements: ScriptElement[]; cues: SubtitleCue[] }[],
): Promise<{ difflib: BaselineResult; needlemanWunsch: BaselineResult; ms: [number, number] }[]> {
  const plain = (text: string): string => text.toLowerCase().replace(/\s+/g, ' ');
  const tasks = films.map(({ elements, cues }): Task => {
    const { script, subtitles } = textsOf(elements, cues);
    const lines = dialogueOf(elements).map(({ text }) => plain(text));
    return { script: script.words, subtitles: subtitles.words, lines, cues: cues.map(({ text }) => plain(text)) };
  });
  const folder = await mkdtemp(join(tmpdir(), 'storyloom-bench-'));
  try {
    const file = join(folder, 'tasks.json');
    await writeFile(file, JSON.stringify(tasks));
    const answers = (await runPython(python, PEERS, [file])) as Answer[];
    return answers.map(({ words, pairs, ms }, index) => {
      const { elements, cues } = films[index]!;
      const dialogue = dialogueOf(elements);
      const kept = dialogue.map(() => [] as number[]);
      for (const [line, cue] of pairs.toReversed()) kept[line]!.push(cue);
      return {
        difflib: timeByHalf(elements, cues, words),
        needlemanWunsch: fromCues(dialogue, cues, kept),
        ms,
      };
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
