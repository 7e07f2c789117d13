import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const root = new URL('../../../', import.meta.url);

it('every code of an issue stands in docs/subtitles.md, and no other', () => {
  const folder = new URL('core/subtitle/', root);
  const sources = readdirSync(folder)
    .filter((name) => name !== 'cue.ts')
    .map((name) => readFileSync(new URL(name, folder), 'utf8'));
  const given = sources.flatMap((source) => [
    ...source.matchAll(
      /(?:issueAt|note)\(\s*[^'()]*(?:\([^()]*\)[^'()]*)?'([a-z-]+)'|const code = .*'([a-z-]+)' : '([a-z-]+)'/g,
    ),
  ]);
  const codes = new Set(given.flatMap((match) => match.slice(1).filter((code) => code !== undefined)));
  const listed = readFileSync(new URL('docs/subtitles.md', root), 'utf8').matchAll(/^\| `([a-z-]+)` +\| /gm);
  expect([...listed].map((match) => match[1]!).toSorted()).toEqual([...codes].toSorted());
});
