import type { Command } from 'commander';
import { addVerb, finish } from './verb.ts';
import type { VerbResult } from './verb.ts';

/** `server [uri]`: the embedded Temporal server and its Web UI, to look at a build's history afterwards. */
export function addServer(program: Command): void {
  addVerb(program, 'server', {
    summary: "start the embedded Temporal server and its Web UI on a corpus's history",
    examples: ['storyloom server corpus', 'storyloom server'],
  })
    .argument('[uri]', 'the corpus; without one, a server for any corpus of this machine', '.')
    .action((uri: string, options: { json?: boolean }) => finish(options.json, () => serve(uri)));
}

async function serve(uri: string): Promise<VerbResult> {
  const { pathToFileURL } = await import('node:url');
  const { resolve } = await import('node:path');
  const { openStateFolder } = await import('../adapters/temporal/state.ts');
  const { takeLock } = await import('../adapters/temporal/lock.ts');
  const { startEngine } = await import('./engine.ts');
  const { interruption } = await import('./interrupt.ts');
  const { Failure } = await import('../core/contract/errors.ts');
  const notice = (text: string): void => void process.stderr.write(`${text}\n`);
  const stateFolder = await openStateFolder(/^(s3|file):/.test(uri) ? uri : pathToFileURL(resolve(uri)).href);
  const lock = await takeLock(stateFolder);
  if ('heldBy' in lock) {
    throw new Failure('InvalidInput', `process ${lock.heldBy} runs the server of ${uri}`, {
      remedy: '`storyloom status` names the address of its UI.',
    });
  }
  const interrupt = interruption();
  const engine = await startEngine(stateFolder, { queues: [], notice });
  try {
    notice(`Temporal UI: ${engine.uiUrl}\naddress:     ${engine.config.connection.address}\nstop with Ctrl-C`);
    await Promise.race([
      engine.broken,
      new Promise<void>((done) => interrupt.signal.addEventListener('abort', () => done(), { once: true })),
    ]);
    return { json: { uiUrl: engine.uiUrl, address: engine.config.connection.address }, text: 'server stopped' };
  } finally {
    interrupt.dispose();
    await engine.stop();
    await lock.release();
  }
}
