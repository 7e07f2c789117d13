import { Worker } from 'node:worker_threads';

/**
 * Runs in a thread with an event loop of its own, because a native call may block the main one for ever. The parent holds
 * the other end of stdin and writes nothing, so that whatever happens on it means that the parent is gone. Plain
 * JavaScript in a string: a thread started from a file would need the loader of the sources.
 */
const WATCH = `
  const end = () => process.kill(process.pid, 'SIGKILL');
  new (require('node:net').Socket)({ fd: 0 }).on('end', end).on('error', end).on('close', end).resume();
`;

/** Kills this process as soon as the one that started it is gone; needs stdin to be a pipe from there. */
export function endWithParent(): void {
  new Worker(WATCH, { eval: true, execArgv: [], stdin: false }).unref();
}
