import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { DETECTOR_DEFAULTS } from '../../core/keyframe/options.ts';
import { printedHelp, readHelp, toCliReference } from './command-help.ts';

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

const help = readHelp();

describe('docs/cli.md', () => {
  it('is what --help says', () => {
    const wanted = toCliReference(help);
    const path = join(root, 'docs/cli.md');
    if (process.env['UPDATE'] === '1') writeFileSync(path, wanted);
    expect(read('docs/cli.md')).toBe(wanted);
  });

  it('has what a process prints', async () => {
    expect(await printedHelp()).toBe(help.get(''));
    expect(await printedHelp('align')).toBe(help.get('align'));
  });

  it('shows for every verb what it does and whole examples', () => {
    for (const [verb, text] of help) {
      if (verb !== '') expect(text, verb).toMatch(/Examples:\n {2}\$ .*storyloom /);
    }
  });
});

describe('docs/shots.md', () => {
  it('has every threshold of the detector as the code documents it', () => {
    const path = join(root, 'docs/shots.md');
    const [start, end] = ['<!-- thresholds -->', '<!-- end of thresholds -->'];
    const [before, rest = ''] = read('docs/shots.md').split(start);
    const wanted = `${before}${start}\n\n${thresholdList()}\n\n${end}${rest.split(end)[1] ?? ''}`;
    if (process.env['UPDATE'] === '1') writeFileSync(path, wanted);
    expect(read('docs/shots.md')).toBe(wanted);
    for (const name of Object.keys(DETECTOR_DEFAULTS)) expect(wanted).toContain(`\`${name}\``);
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

/** The docblocks of `DetectorOptions`, each over the options that it speaks of, with their defaults. */
function thresholdList(): string {
  const source = read('core/keyframe/options.ts');
  const body = /interface DetectorOptions \{\n([\s\S]*?)\n\}/.exec(source)![1]!;
  const defaults: Record<string, number> = { ...DETECTOR_DEFAULTS };
  const groups = [...body.matchAll(/\/\*\*([\s\S]*?)\*\/\n((?: {2}\w+: number;\n?)+)/g)];
  return groups
    .map(([, text, fields]) => {
      const names = [...fields!.matchAll(/(\w+): number/g)].map(([, name]) => `\`${name}\` (${defaults[name!]})`);
      return `- ${names.join(', ')}: ${text!.replaceAll(/\s*\n\s*\* ?/g, ' ').trim()}`;
    })
    .join('\n');
}

function withoutReference(page: string): string {
  return page === 'docs/cli.md' ? '' : read(page);
}
