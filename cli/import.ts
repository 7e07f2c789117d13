import { rename } from 'node:fs/promises';
import type { Command } from 'commander';
import { addVerb, finish, type VerbResult } from './verb.ts';

interface ImportFlags {
  json?: boolean;
  out: string;
}

/** `import <path> --out F`: story rows of others as canonical rows, as far as they go. */
export function addImport(program: Command): void {
  addVerb(program, 'import <path>', {
    summary: 'read stories of others (StoryReasoning, StoryMovie, answers in their form) as canonical rows',
    examples: [
      'storyloom import ./StoryReasoning/data --out stories.jsonl',
      'storyloom import answers.jsonl --out stories.jsonl --json',
    ],
  })
    .requiredOption('--out <file>', 'JSONL file of stories to write; what was noticed goes to <file>.issues.jsonl')
    .action((path: string, flags: ImportFlags) => finish(flags.json, () => run(path, flags)));
}

async function run(path: string, { out }: ImportFlags): Promise<VerbResult> {
  const { importStories } = await import('../adapters/format/import/stories.ts');
  const { LineFile } = await import('../adapters/format/line-file.ts');
  const counts = { rows: 0, stories: 0, rejected: 0 };
  const issues = new Map<string, number>();
  const rows = importStories(path);
  // The first row is read before a file is made: a wrong path leaves nothing behind.
  let next = await rows.next();
  const files = [out, `${out}.issues.jsonl`] as const;
  const [stories, noted] = [await LineFile.create(`${files[0]}.part`), await LineFile.create(`${files[1]}.part`)];
  try {
    for (; next.done !== true; next = await rows.next()) {
      const { file, row, story, issues: found } = next.value;
      counts.rows++;
      if (story === null) counts.rejected++;
      else {
        counts.stories++;
        await stories.write(JSON.stringify(story));
      }
      for (const issue of found) {
        issues.set(issue.code, (issues.get(issue.code) ?? 0) + 1);
        await noted.write(JSON.stringify({ file, row, rejected: story === null, ...issue }));
      }
    }
  } finally {
    await stories.close();
    await noted.close();
  }
  // Renamed when whole, so that a file may even take the place of the one it was read from.
  for (const file of files) await rename(`${file}.part`, file);
  const byCode = Object.fromEntries([...issues].sort(([a], [b]) => (a < b ? -1 : 1)));
  const list = Object.entries(byCode).map(([code, count]) => `\n  ${code} ${count}`);
  return {
    json: { path, out, ...counts, issues: byCode },
    text: `${counts.stories} stories of ${counts.rows} rows in ${out}, ${counts.rejected} rejected${list.join('')}`,
    exitCode: counts.rejected > 0 ? 1 : 0,
  };
}
