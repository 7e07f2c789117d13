import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readSubtitleBytes } from '../../../adapters/text/subtitle-bytes.ts';

const folder = fileURLToPath(new URL('../../golden/subtitle/', import.meta.url));
const cases = readdirSync(folder).filter((name) => !name.endsWith('.json'));

/** What a golden file states: a cue is its times and its parts as `kind`, `speaker`, `text`. */
function read(name: string): object {
  const { format, encoding, cues, issues } = readSubtitleBytes(readFileSync(folder + name));
  return {
    format,
    encoding,
    cues: cues.map(({ startMs, endMs, text, parts }) => ({
      times: `${startMs} ${endMs}`,
      text,
      parts: parts.map((part) => `${part.kind} ${part.speaker ?? '-'}: ${part.text}`),
    })),
    issues: issues.map(({ at, code }) => `${at} ${code}`),
  };
}

describe('golden subtitle files', () => {
  it.each(cases)('%s', (name) => {
    const path = `${folder}${name}.json`;
    const found = read(name);
    if (process.env['UPDATE'] === '1') writeFileSync(path, `${JSON.stringify(found, null, 2)}\n`);
    expect(found).toEqual(JSON.parse(readFileSync(path, 'utf8')));
  });

  it('has a file for every expectation', () => {
    const orphans = readdirSync(folder).filter(
      (name) => name.endsWith('.json') && !existsSync(folder + name.slice(0, -5)),
    );
    expect(orphans).toEqual([]);
  });
});
