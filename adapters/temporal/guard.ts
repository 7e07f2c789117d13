import { spawn } from 'node:child_process';
import { onParentGone } from '../process/parent-gone.ts';

/**
 * Runs a program (arguments of this script) that must not outlive our parent: when the parent dies, however it dies, the
 * channel to it closes and the program is ended. A process of its own because nothing in a killed process can clean up.
 */
const [program, ...args] = process.argv.slice(2);
const child = spawn(program!, args, { stdio: ['ignore', 'inherit', 'inherit'] });

const end = (): void => {
  child.kill('SIGTERM');
  setTimeout(() => child.kill('SIGKILL'), STOP_MS).unref();
};
/** Time to close files in good order before the program is killed. */
const STOP_MS = 5_000;

onParentGone(end);
process.on('message', (message) => {
  if (message === 'stop') end();
});
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, end);

// A parent that is gone is told nothing, and that must not end this process before its child.
child.on('spawn', () => process.send?.({ pid: child.pid }, () => undefined));
child.on('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
child.on('exit', (code) => process.exit(code ?? 1));
