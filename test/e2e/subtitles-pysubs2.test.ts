import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { readSubtitleBytes } from '../../adapters/text/subtitle-bytes.ts';
import { describeWithMedia, sharedMedia } from '../support/media.ts';
import { pythonWith, runPython } from '../support/python.ts';

/** The second reader, pinned so that a difference is ours. */
const PYSUBS2 = ['pysubs2==1.8.0'] as const;

/** Prints, for each file of the command line, its events as [start, end] in milliseconds, or null when it cannot be read. */
const SCRIPT = `
import json, sys, pysubs2
def read(path, encoding):
    try:
        subs = pysubs2.load(path, encoding=encoding, fps=None)
    except pysubs2.exceptions.UnknownFPSError:
        subs = pysubs2.load(path, encoding=encoding, fps=24000 / 1001)
    except Exception:
        return None
    return sorted([e.start, e.end] for e in subs.events if e.is_text and e.plaintext.strip())
print(json.dumps({p: read(p, e) for p, e in (a.split('|') for a in sys.argv[1:])}))
`;

const FORMATS = new Set(['.srt', '.vtt', '.ass', '.ssa', '.sub', '.txt', '.ttml', '.dfxp', '.smi']);
const ENCODINGS: Record<string, string> = { 'utf-16le': 'utf-16', 'utf-8': 'utf-8-sig' };

/** Where pysubs2 departs, and why. */
const DEPARTURES: Record<string, string> = {
  'mantas-done/tests/files/smi.smi': 'SAMI shows a text until the next SYNC; pysubs2 guesses its reading time',
  'mantas-done/tests/files/smi_formatted.smi': 'the same',
  'microdvd.sub': 'an event without an end is shown until the next one; pysubs2 leaves it out',
  'mpl2.txt': 'the same',
  'tmplayer.txt': 'reading time of the text; pysubs2 counts the characters of the time as well',
  'popcorn-js/parsers/parserVTT/data/unit.vtt': 'cues that WebVTT players drop; pysubs2 reads them',
};

let python: string;
beforeAll(async () => {
  python = await pythonWith(PYSUBS2);
});

/** Files under a folder that pysubs2 reads otherwise than we do, and how many it could read. */
async function compare(root: string): Promise<{ different: object[]; compared: number }> {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => FORMATS.has(extname(file)) && !file.startsWith('vtt.js') && !(file in DEPARTURES))
    .map((file) => ({ file, ours: readSubtitleBytes(readFileSync(root + file)) }));
  const args = files.map(({ file, ours }) => `${root}${file}|${ENCODINGS[ours.encoding] ?? ours.encoding}`);
  const theirs = (await runPython(python, SCRIPT, args)) as Record<string, [number, number][] | null>;
  const readable = files.flatMap(({ file, ours }) => {
    const events = theirs[root + file];
    if (events == null || events.length === 0) return [];
    const cues = ours.cues
      .map((cue) => [cue.startMs, cue.endMs] as const)
      .toSorted((a, b) => a[0] - b[0] || a[1] - b[1]);
    const isSame =
      cues.length === events.length &&
      cues.every(([start, end], at) => Math.abs(start - events[at]![0]) <= 1 && Math.abs(end - events[at]![1]) <= 1);
    return [{ file, isSame, cues, events }];
  });
  return { different: readable.filter(({ isSame }) => !isSame), compared: readable.length };
}

describe('agreement with pysubs2', () => {
  it('has the same cues at the same times in the golden files', async () => {
    const { different, compared } = await compare(fileURLToPath(new URL('../golden/subtitle/', import.meta.url)));
    expect(different).toEqual([]);
    expect(compared).toBeGreaterThan(10);
  });
});

describeWithMedia('agreement with pysubs2 on real files', () => {
  it('has the same cues at the same times wherever pysubs2 can read', async () => {
    const { different, compared } = await compare(sharedMedia('subtitles/'));
    expect(different).toEqual([]);
    expect(compared).toBeGreaterThan(25);
  });
});
