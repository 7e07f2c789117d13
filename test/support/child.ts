import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

export interface Child {
  process: ChildProcess;
  /** Resolves when the child has printed the text; rejects when it ends before. */
  said(text: string): Promise<void>;
  /** Ends the child as a power cut would. */
  kill(): Promise<void>;
}

/** Starts a TypeScript file of this repository as a process of its own. */
export function startChild(file: URL, { args, env = {} }: { args: string[]; env?: Record<string, string> }): Child {
  const child = spawn(process.execPath, ['--import', 'tsx', file.pathname, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let complaint = '';
  child.stdout.on('data', (text: Buffer) => (output += text.toString()));
  child.stderr.on('data', (text: Buffer) => (complaint += text.toString()));
  return {
    process: child,
    said: async (text) => {
      while (!output.includes(text)) {
        if (child.exitCode !== null) throw new Error(`The child ended with ${child.exitCode}: ${complaint}`);
        await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
      }
    },
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}
