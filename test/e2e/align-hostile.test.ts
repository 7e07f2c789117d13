import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seeded } from '../support/random.ts';
import { startStoryloom } from '../support/storyloom.ts';

const MIB = 1 << 20;
const MAX_MIB = 300;
/** Processor time that a pair may take; the clock on the wall depends on what else the machine does. */
const MAX_CPU_SECONDS = 5;
const PRELOAD = fileURLToPath(new URL('../support/peak-memory.js', import.meta.url));

const clock = (second: number): string =>
  [second / 3600, (second / 60) % 60, second % 60].map((part) => String(Math.floor(part)).padStart(2, '0')).join(':');
const srt = (texts: readonly string[]): string =>
  texts.map((text, at) => `${at + 1}\n${clock(at + 1)},000 --> ${clock(at + 1)},900\n${text}\n\n`).join('');
const fountain = (texts: readonly string[]): string =>
  `INT. ROOM - DAY\n\n${texts.map((text, at) => `${at % 2 === 0 ? 'ANNA' : 'BORIS'}\n${text}\n\n`).join('')}`;
const times = <T>(count: number, make: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at));

/** Words of a made-up language; a small one repeats itself all the time. */
function words(seed: number, vocabulary: number): (count: number) => string {
  const random = seeded(seed);
  return (count) => times(count, () => `w${Math.floor(vocabulary * random() ** 2).toString(36)}`).join(' ');
}
const LINES = ['The lantern is cold tonight.', 'Nobody feeds the harbour cats.', 'Then I shall row back alone.'];
/** The same passages again and again, each time with some words changed: no place is the only one. */
function refrains(seed: number): string[] {
  const [verse, other] = [words(1, 8000), words(seed, 8000)];
  const random = seeded(seed);
  const verses = times(3000, () => verse(8).split(' '));
  return times(12_000, (at) => verses[at % 3000]!.map((word) => (random() < 0.15 ? other(1) : word)).join(' '));
}

/** What is aligned, and what comes of it: part of the failure's message, or null when there is an alignment. */
const PAIRS: Record<
  string,
  { script: () => string | Buffer; subtitles: () => string | Buffer; refusal: string | null }
> = {
  'one word, 150,000 times': {
    script: () => fountain(times(18_000, () => 'yes yes yes yes yes yes yes yes')),
    subtitles: () => srt(times(25_000, () => 'yes yes yes yes yes yes')),
    refusal: 'no more text than any two films',
  },
  'a line for each word': {
    script: () => fountain(times(32_000, () => 'yes')),
    subtitles: () => srt(times(39_999, () => 'yes')),
    refusal: 'no more text than any two films',
  },
  'two words in any order': {
    script: () => fountain(times(14_900, () => words(1, 2)(10))),
    subtitles: () => srt(times(24_900, () => words(2, 2)(6))),
    refusal: 'no more text than any two films',
  },
  'nothing in common, as long as may be': {
    script: () => fountain(times(14_900, words(1, 8000).bind(null, 10))),
    subtitles: () => srt(times(29_900, words(2, 8000).bind(null, 5))),
    refusal: 'no more text than any two films',
  },
  'refrains without end': {
    script: () => fountain(refrains(2)),
    subtitles: () => srt(refrains(3)),
    refusal: null,
  },
  'three million characters of speech': {
    script: () => fountain(times(30_000, words(1, 8000).bind(null, 20))),
    subtitles: () => srt(LINES),
    refusal: 'longer than a series',
  },
  'cues of two thousand characters': {
    script: () => fountain(LINES),
    subtitles: () => srt(times(4_000, words(1, 8000).bind(null, 900))),
    refusal: 'longer than a series',
  },
  'a speech of sixty thousand words': {
    script: () => fountain([words(1, 8000)(60_000)]),
    subtitles: () => srt(times(2_000, words(2, 8000).bind(null, 8))),
    refusal: 'no more text than any two films',
  },
  'a line of 50 MB in the subtitles': {
    script: () => fountain(LINES),
    subtitles: () => `1\n00:00:01,000 --> 00:00:02,000\n${'a'.repeat(50 * MIB)}\n`,
    refusal: 'too large',
  },
  'a line of 50 MB in the screenplay': {
    script: () => fountain(['a'.repeat(50 * MIB)]),
    subtitles: () => srt(LINES),
    refusal: 'larger than any screenplay',
  },
  'a million cues': {
    script: () => fountain(LINES),
    subtitles: () => srt(times(1e6, () => 'x')),
    refusal: 'too large',
  },
  'zeros, half characters and escapes': {
    script: () => Buffer.from(`\ufeff${fountain(LINES.map((line) => `${line} \ud800`))}`, 'utf16le'),
    subtitles: () => srt([...LINES, 'a\0b \u001b]0;t\u0007', ...times(20, () => 'Quiet waves.')]),
    refusal: null,
  },
  'signs without words': {
    script: () => fountain(LINES),
    subtitles: () => srt(times(20_000, () => '?!…♪')),
    refusal: 'no words to align',
  },
};

describe('hostile pairs, each in a process of its own', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'storyloom-align-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(Object.entries(PAIRS))('%s', async (_name, { script, subtitles, refusal }) => {
    const files = [join(folder, 'film.fountain'), join(folder, 'film.srt')] as const;
    await writeFile(files[0], script());
    await writeFile(files[1], subtitles());
    const { ended } = startStoryloom(['align', '--script', files[0], '--subtitles', files[1], '--json'], {
      env: { NODE_OPTIONS: `--import=${PRELOAD}` },
    });
    const { code, json, stdout, stderr } = await ended;
    const measured = /peak-mib (\d+) cpu-seconds ([\d.]+)/.exec(stderr);
    expect(/(?!\n)\p{Cc}/u.test(stdout)).toBe(false);
    if (refusal === null) {
      expect(code).toBe(0);
      expect((json['lines'] as { startMs: number | null }[])[0]!.startMs).toBe(1000);
    } else {
      expect(code).toBe(2);
      expect((json['error'] as { message: string }).message).toContain(refusal);
    }
    expect(Number(measured?.[1])).toBeLessThan(MAX_MIB);
    expect(Number(measured?.[2])).toBeLessThan(MAX_CPU_SECONDS);
  });
});
