import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { readHelp, toCliReference } from './command-help.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folders = ['', 'docs', 'docs/decisions', 'demo'];
const pages = folders.flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name)),
);
const scripts = Object.keys(
  (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> }).scripts,
);
const read = (page: string): string => readFileSync(join(root, page), 'utf8');

let help = new Map<string, string>();

beforeAll(async () => {
  help = await readHelp();
}, 60_000);

describe('docs/cli.md', () => {
  it('is what --help says', () => {
    const wanted = toCliReference(help);
    const path = join(root, 'docs/cli.md');
    if (process.env['UPDATE'] === '1') writeFileSync(path, wanted);
    expect(read('docs/cli.md')).toBe(wanted);
  });

  it('shows for every verb what it does and whole examples', () => {
    for (const [verb, text] of help) {
      if (verb !== '') expect(text, verb).toMatch(/Examples:\n {2}\$ .*storyloom /);
    }
  });
});

describe.each(pages)('%s', (page) => {
  it('links only to files that are there', () => {
    const targets = [...read(page).matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map((match) => match[1]!);
    expect(targets.filter((target) => !existsSync(join(root, dirname(page), target)))).toEqual([]);
  });

  it('names only verbs and options that the command line has', () => {
    const commands = [...withoutReference(page).matchAll(/(?:bin\/|`|\$ )storyloom ([a-z]+)([^\n`#]*)/g)];
    const unknown = commands.flatMap((match) => {
      const [, verb, rest] = match as unknown as [string, string, string];
      const text = help.get(verb);
      if (text == null) return [verb];
      return [...rest.matchAll(/--[a-z-]+/g)].map(([option]) => option).filter((option) => !text.includes(option));
    });
    expect(unknown).toEqual([]);
  });

  it('names only npm scripts that there are', () => {
    const named = [...read(page).matchAll(/npm run ([a-z:0-9]+)/g)].map((match) => match[1]!);
    expect(named.filter((name) => !scripts.includes(name))).toEqual([]);
  });
});

function withoutReference(page: string): string {
  return page === 'docs/cli.md' ? '' : read(page);
}
