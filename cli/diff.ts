import type { Command } from 'commander';
import type { DiffCause } from '../adapters/corpus/diff-causes.ts';
import type { FilmDiff } from '../adapters/corpus/diff.ts';
import { wholeNumber } from './arguments.ts';
import { Progress } from './progress.ts';
import { addVerb, finish, type ExitCode, type VerbResult } from './verb.ts';

interface DiffFlags {
  json?: boolean;
  limit: number;
  exitCode?: boolean;
}

/** `diff <uri> <uri>`: what changed between two builds, by film and row, and why. */
export function addDiff(program: Command): void {
  addVerb(program, 'diff <before> <after>', {
    summary: 'what changed between two builds by film and row, and why; or which files of two exports differ',
    examples: [
      'storyloom diff ./corpus-monday ./corpus',
      'storyloom diff s3://bucket/corpus ./corpus --json --limit 1000',
      'storyloom diff ./dataset-v1 ./dataset-v2 --exit-code',
    ],
  })
    .option('--limit <n>', 'rows named of each kind and table, at most; counts are exact', wholeNumber(0, 1e6), 10)
    .option('--exit-code', 'exit with 1 when anything differs')
    .action(async (before: string, after: string, flags: DiffFlags) => {
      await finish(flags.json, () => diff(before, after, flags));
    });
}

async function diff(before: string, after: string, flags: DiffFlags): Promise<VerbResult> {
  const exitOf = (equal: boolean): ExitCode => (!equal && flags.exitCode === true ? 1 : 0);
  const { diffExports } = await import('../adapters/format/export-diff.ts');
  const files = await diffExports(before, after);
  if (files !== null) {
    const lines = (['added', 'removed', 'changed'] as const).flatMap((kind) =>
      files[kind].map((path) => `${kind.padEnd(8)} ${path}`),
    );
    const equal = lines.length === 0;
    const text = equal ? 'the exports are the same' : lines.join('\n');
    return { json: { before, after, equal, files }, text, exitCode: exitOf(equal) };
  }
  const { openCorpus } = await import('./open-corpus.ts');
  const { diffCorpora } = await import('../adapters/corpus/diff.ts');
  const progress = new Progress('diff');
  const one = await openCorpus(before);
  try {
    const two = await openCorpus(after);
    try {
      const films: FilmDiff[] = [];
      const onProgress = (done: number): void => progress.update({ done, total: null, unit: 'films' });
      for await (const film of diffCorpora(one, two, { limit: flags.limit, onProgress })) films.push(film);
      progress.end();
      const equal = films.length === 0;
      const text = equal ? 'the builds have the same rows' : films.flatMap(linesOf).join('\n');
      return { json: { before: one.uri, after: two.uri, equal, films }, text, exitCode: exitOf(equal) };
    } finally {
      await two.close();
    }
  } finally {
    progress.end();
    await one.close();
  }
}

function linesOf({ film, change, tables, causes }: FilmDiff): string[] {
  const lines = [`${film}: ${change}`, ...causes.map((cause) => `  ${causeText(cause)}`)];
  for (const [name, { added, removed, changed, rows, causes: why }] of Object.entries(tables)) {
    lines.push(`  ${name}: ${added} added, ${removed} removed, ${changed} changed`);
    for (const cause of why) lines.push(`    because ${causeText(cause)}`);
    for (const row of rows.added) lines.push(`    + ${row}`);
    for (const row of rows.removed) lines.push(`    - ${row}`);
    for (const { row, fields } of rows.changed) lines.push(`    ~ ${row}: ${fields.join(', ')}`);
  }
  return lines;
}

function causeText({ stage, kind, what, before, after }: DiffCause): string {
  const short = (text: string): string => (/^[0-9a-f]{32,}$/.test(text) ? text.slice(0, 12) : text);
  return `${kind} ${what}: ${short(before)} -> ${short(after)} (${stage})`;
}
