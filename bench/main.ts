import { spawn } from 'node:child_process';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { arch, availableParallelism, cpus, platform } from 'node:os';
import { fileURLToPath } from 'node:url';

/**
 * Runs the benchmarks (`npm run bench`, or `npm run bench -- media lcs` for some) one after the other and keeps what they
 * print, with machine and date, in `bench/out/report.json`: the figures that the README may quote.
 */
const folder = fileURLToPath(new URL('.', import.meta.url));
const wanted = process.argv.slice(2);
const names = (await readdir(folder))
  .filter((file) => file.endsWith('.ts') && file !== 'main.ts')
  .map((file) => file.slice(0, -'.ts'.length))
  .filter((name) => wanted.length === 0 || wanted.includes(name))
  .sort();

const results: Record<string, unknown> = {};
for (const name of names) {
  process.stderr.write(`bench: ${name}\n`);
  results[name] = await run(name);
}
const machine = {
  cpu: cpus()[0]?.model,
  cores: availableParallelism(),
  platform: platform(),
  arch: arch(),
  node: process.version,
};
const report = { date: new Date().toISOString().slice(0, 10), machine, results };
await mkdir(`${folder}/out`, { recursive: true });
await writeFile(`${folder}/out/report.json`, `${JSON.stringify(report, null, 2)}\n`);
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);

/** One benchmark in a process of its own: none warms up or burdens another. Its last JSON document is its result. */
async function run(name: string): Promise<unknown> {
  const child = spawn(process.execPath, ['--import', 'tsx', `${folder}/${name}.ts`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`bench/${name}.ts ended with code ${String(code)}`);
  return JSON.parse(output) as unknown;
}
