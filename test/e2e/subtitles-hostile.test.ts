import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startStoryloom } from '../support/storyloom.ts';

const MIB = 1 << 20;
const MAX_MIB = 300;
/** Processor time that a file may take; the clock on the wall depends on what else the machine does. */
const MAX_CPU_SECONDS = 5;
const PRELOAD = fileURLToPath(new URL('../support/peak-memory.js', import.meta.url));

const TIMES = '1\n00:00:01,000 --> 00:00:02,000\n';
const clock = (second: number): string =>
  [second / 3600, (second / 60) % 60, second % 60].map((part) => String(Math.floor(part)).padStart(2, '0')).join(':');
const cues = (count: number, text = 'x'): string =>
  Array.from(
    { length: count },
    (_, at) => `${at + 1}\n${clock(at + 9)},000 --> ${clock(at + 9)},900\n${text}\n\n`,
  ).join('');
const ENTITIES = Array.from({ length: 9 }, (_, at) => `<!ENTITY b${at + 1} "${`&b${at};`.repeat(10)}">`).join('');
const ttml = (body: string): string => `<tt><body><div><p begin="1s" end="2s">${body}</p></div></body></tt>`;

/** File name → content, and what is said of it: the text of the first cue, or part of the failure. */
const FILES: Record<string, { content: () => string | Uint8Array; cue?: string; refusal?: string }> = {
  'hundred-mib.srt': { content: () => Buffer.alloc(100 * MIB, `${TIMES}text\n\n`), refusal: 'too large' },
  'line-of-50-mib.srt': {
    content: () => Buffer.concat([Buffer.from(TIMES), Buffer.alloc(50 * MIB, 'a')]),
    refusal: 'too large',
  },
  'line-of-15-mib.srt': {
    content: () => Buffer.concat([Buffer.from(TIMES), Buffer.alloc(15 * MIB, '<b>a')]),
    cue: 'a'.repeat(500),
  },
  'million-cues.srt': { content: () => cues(1e6), refusal: 'too large' },
  'hundred-thousand-cues.srt': { content: () => cues(1e5), refusal: 'more cues than a film' },
  'forty-thousand-cues.srt': {
    content: () => cues(4e4, '[JOHN] <i>Hello</i> (laughs) - yes'),
    cue: '[JOHN] Hello (laughs) - yes',
  },
  'million-lines.txt': { content: () => '00:00\n'.repeat(2 * MIB), refusal: 'more lines' },
  'deep.ttml': { content: () => ttml(`${'<span>'.repeat(1e5)}x${'</span>'.repeat(1e5)}`), cue: 'x' },
  'deep-and-timed.ttml': { content: () => ttml('<span begin="0s">'.repeat(1e5)), refusal: 'no cue' },
  'billion-laughs.ttml': { content: () => `<!DOCTYPE t [<!ENTITY b0 "ha">${ENTITIES}]>${ttml('&b9;')}`, cue: '&b9;' },
  'unclosed.ttml': { content: () => `<tt>${'<'.repeat(12 * MIB)}`, refusal: 'no cue' },
  'comments.ttml': { content: () => `<tt>${'<!--'.repeat(3 * MIB)}`, refusal: 'no cue' },
  'attributes.ttml': { content: () => `<tt><p ${'a="1" '.repeat(2 * MIB)}begin="1s">x</p></tt>`, refusal: 'no cue' },
  'syncs.smi': { content: () => `<SAMI><BODY>${'<SYNC Start=1><P>x'.repeat(8e5)}`, refusal: 'more cues than a film' },
  'stamps.lrc': { content: () => '[00:01.00]'.repeat(15e5), refusal: 'more cues than a film' },
  'pipes.sub': { content: () => `{1}{1}25\n{1}{2}${'|'.repeat(12 * MIB)}x`, refusal: 'no cue' },
  'overrides.ass': {
    content: () => `[Events]\nDialogue: 0,0:00:01.00,0:00:02.00,,,0,0,0,,x${'{\\p1}a'.repeat(2 * MIB)}`,
    cue: 'x',
  },
  'words.scc': {
    content: () => `Scenarist_SCC V1.0\n\n00:00:01:00\t9429 9470 ${'c1c1 '.repeat(2 * MIB)}`,
    cue: 'A'.repeat(500),
  },
  'zeros.srt': { content: () => Buffer.alloc(12 * MIB), refusal: 'binary' },
  'a-zero.srt': { content: () => `${TIMES}a\0b\n\n${cues(99)}`, cue: 'a b' },
  'surrogates.srt': { content: () => Buffer.from(`\ufeff${TIMES}a\ud800b\n`, 'utf16le'), cue: 'a\ufffdb' },
  'blank.srt': { content: () => ' \t\n'.repeat(2e5), refusal: 'empty' },
  'escapes.srt': {
    content: () =>
      `${cues(30)}99\n00:00:00,000 --> 00:00:00,500\n\u001b]0;t\u0007\u001b[2J\u001b[31mred\u009b0m {\\an8}<b>text\n`,
    cue: ']0;t red text',
  },
};

describe('hostile subtitle files, each in a process of its own', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'storyloom-subtitles-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(Object.entries(FILES))('%s', async (name, { content, cue, refusal }) => {
    const file = join(folder, name);
    await writeFile(file, content());
    const { ended } = startStoryloom(['subtitles', file, '--json'], { env: { NODE_OPTIONS: `--import=${PRELOAD}` } });
    const { code, json, stdout, stderr } = await ended;
    await rm(file);
    const measured = /peak-mib (\d+) cpu-seconds ([\d.]+)/.exec(stderr);
    expect(Number(measured?.[1])).toBeLessThan(MAX_MIB);
    expect(Number(measured?.[2])).toBeLessThan(MAX_CPU_SECONDS);
    expect(/(?!\n)\p{Cc}/u.test(stdout)).toBe(false);
    if (refusal === undefined) {
      expect(code).toBe(0);
      const [first] = json['cues'] as { text: string }[];
      expect(first!.text.slice(0, 500)).toBe(cue);
    } else {
      expect(code).toBe(2);
      expect(json['error']).toMatchObject({
        class: 'InvalidInput',
        message: expect.stringContaining(refusal) as string,
      });
    }
  });
});
