import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root })
  .toString()
  .split('\0')
  .filter(
    (file) => file !== '' && file !== 'package-lock.json' && /\.(ts|js|cjs|json|md|ya?ml|sh|py)$|run$/.test(file),
  );

/** Written so that this file does not find itself. */
const FORBIDDEN: [string, RegExp][] = [
  ['paths of one machine', new RegExp(String.raw`/(?:work|home/\w+|Users/\w+)/(?:main|shared)\b`)],
  ['names of registry mirrors', new RegExp(String.raw`\b(?:artifactory|nexus|verdaccio)\.\w+\.\w`, 'i')],
  ['unfinished marks', new RegExp(String.raw`\b(?:${['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX'].join('|')})\b`)],
  ['ways around the compiler', new RegExp('@ts-' + '(?:ignore|nocheck|expect-error)')],
  ['ways around the linter', new RegExp('eslint' + '-disable')],
  ['focused or skipped tests', new RegExp(String.raw`\b(?:it|test|describe)\.` + 'only' + String.raw`\(`)],
];

describe('words that the repository does not hold', () => {
  it.each(FORBIDDEN)('%s', (_, pattern) => {
    const found = files.filter((file) => pattern.test(read(file)));
    expect(found).toEqual([]);
  });

  it('no room of leftovers', () => {
    expect(files.filter((file) => /(^|\/)(utils|helpers|common|types|misc)(\.ts$|\/)/.test(file))).toEqual([]);
  });

  it('file names in kebab-case', () => {
    const named = files.filter((file) => file.endsWith('.ts'));
    expect(named.filter((file) => !/^[a-z0-9./-]+$/.test(file))).toEqual([]);
  });
});

function read(file: string): string {
  try {
    return readFileSync(`${root}${file}`, 'utf8');
  } catch {
    // Removed but not yet committed.
    return '';
  }
}
