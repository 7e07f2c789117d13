import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Runs the real command line, visibly, as a user would from the checkout; a failing one ends the demonstration. */
export async function storyloom(...words: string[]): Promise<void> {
  process.stdout.write(`\n$ bin/storyloom ${words.join(' ')}\n`);
  await runNode(['bin/storyloom', ...words]);
}

/** Renders one film in its own process, so that several are rendered at once. */
export async function renderInChild(folder: string, output: string): Promise<void> {
  await runNode(['--import', 'tsx', 'demo/render-child.ts', folder, output]);
}

function runNode(words: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, words, { cwd: root, stdio: 'inherit' });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`\`node ${words.join(' ')}\` ended with ${signal ?? `code ${String(code)}`}`));
    });
  });
}
