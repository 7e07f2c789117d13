import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pdf } from '../support/pdf.ts';
import { startStoryloom } from '../support/storyloom.ts';

const MAX_MIB = 300;
/** Processor time of the command itself; a PDF is read by a process of its own, with a limit of its own. */
const MAX_CPU_SECONDS = 5;
const PRELOAD = fileURLToPath(new URL('../support/peak-memory.js', import.meta.url));

const laughs = Array.from({ length: 12 }, (_, at) => `<!ENTITY l${at + 1} "${`&l${at};`.repeat(10)}">`).join('');

/** What is read, and part of what is said about it. */
const FILES: Record<string, [content: () => Uint8Array, says: string]> = {
  'a PDF that unfolds': [() => pdf(['(hi) Tj '.repeat(8_000_000)]), 'memory or time'],
  'entities of entities': [
    () => Buffer.from(`<?xml version="1.0"?><!DOCTYPE f [<!ENTITY l0 "ha">${laughs}]><FinalDraft>&l12;</FinalDraft>`),
    'no script',
  ],
  'a line of 50 MB': [() => Buffer.from(`INT. A - DAY\n\n${'A'.repeat(50_000_000)}`), 'larger than any screenplay'],
  'a NUL on each of a million lines': [() => Buffer.from(`INT. A - DAY\n${'\n\0'.repeat(1_000_000)}`), 'binary data'],
};

describe('hostile screenplays, each in a process of its own', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'storyloom-script-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(Object.entries(FILES))('%s', async (_name, [content, says]) => {
    const file = join(folder, 'film.script');
    await writeFile(file, content());
    const { ended } = startStoryloom(['script', file, '--json'], { env: { NODE_OPTIONS: `--import=${PRELOAD}` } });
    const { code, json, stderr } = await ended;
    const measured = [...stderr.matchAll(/peak-mib (\d+) cpu-seconds ([\d.]+)/g)];
    expect(code).toBe(2);
    expect((json['error'] as { message: string }).message).toContain(says);
    expect(measured.length).toBeGreaterThan(0);
    for (const [, mib, seconds] of measured) {
      expect(Number(mib)).toBeLessThan(MAX_MIB);
      expect(Number(seconds)).toBeLessThan(MAX_CPU_SECONDS);
    }
  });
});
