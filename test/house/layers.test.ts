import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const run = promisify(execFile);

/** A file that breaks one rule each, planted in a house that is otherwise empty. */
const PLANTED: Record<string, { file: string; text: string }> = {
  'core-is-pure': { file: 'core/reads.ts', text: `import 'node:fs';` },
  'zod-in-schema-only': { file: 'core/checks.ts', text: `import { z } from 'zod'; export const a = z;` },
  'core-imports': { file: 'core/reaches.ts', text: `import '../adapters/store.ts';` },
  'adapters-imports': { file: 'adapters/acts.ts', text: `import '../activities/act.ts';` },
  'workflows-imports': {
    file: 'workflows/acts.ts',
    text: `import type { A } from '../activities/act.ts'; export type B = A;`,
  },
  'cli-imports': { file: 'cli/works.ts', text: `import '../workers/work.ts';` },
  'temporal-client-in-cli-only': { file: 'activities/asks.ts', text: `import '@temporalio/client';` },
  'temporal-worker-in-workers-only': { file: 'cli/hosts.ts', text: `import '@temporalio/worker';` },
  'temporal-activity-in-activities-only': { file: 'adapters/beats.ts', text: `import '@temporalio/activity';` },
  'workflows-are-pure': { file: 'workflows/reads.ts', text: `import 'node:fs';` },
  'nothing-imports-tests': { file: 'core/tests.ts', text: `import '../test/one.ts';` },
  'no-cycles': { file: 'core/first.ts', text: `import './second.ts';` },
};

let violated: string[] = [];
let house = '';

beforeAll(async () => {
  house = await mkdtemp(join(tmpdir(), 'storyloom-house-'));
  for (const file of ['.dependency-cruiser.cjs', 'tsconfig.json', 'package.json']) {
    await cp(join(root, file), join(house, file));
  }
  await symlink(join(root, 'node_modules'), join(house, 'node_modules'));
  const plain = ['adapters/store.ts', 'workers/work.ts', 'test/one.ts'];
  for (const file of plain) await plant(file, 'export const one = 1;');
  await plant('activities/act.ts', 'export type A = 1;');
  await plant('core/second.ts', `import './first.ts';`);
  for (const { file, text } of Object.values(PLANTED)) await plant(file, text);
  const words = ['--output-type', 'json', ...new Set(Object.values(PLANTED).map(({ file }) => file.split('/')[0]!))];
  const program = join(root, 'node_modules', '.bin', 'depcruise');
  const { stdout } = await run(program, words, { cwd: house, maxBuffer: 64e6 }).catch(
    (error: { stdout: string }) => error,
  );
  const report = JSON.parse(stdout) as { summary: { violations: { rule: { name: string } }[] } };
  violated = report.summary.violations.map((violation) => violation.rule.name);
}, 60_000);

afterAll(() => rm(house, { recursive: true, force: true }));

describe('the layer rules catch what they forbid', () => {
  it.each(Object.keys(PLANTED))('%s', (rule) => {
    expect(violated).toContain(rule);
  });
});

async function plant(file: string, text: string): Promise<void> {
  await mkdir(join(house, file, '..'), { recursive: true });
  await writeFile(join(house, file), `${text}\n`);
}
