import { fork } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { entry } from '../../../adapters/process/entry.ts';

it('ends a guard and what it guards when the parent goes while the guard is still being loaded', async () => {
  const guard = entry('../../../adapters/temporal/guard', import.meta.url);
  const forever = [process.execPath, '-e', 'setInterval(() => undefined, 1000)'];
  const child = fork(guard.file, forever, { execArgv: guard.execArgv, silent: true });
  child.disconnect();
  // Both have the pipe: it ends when neither runs any more.
  const [exit] = await Promise.all([once(child, 'exit'), once(child.stdout!.resume(), 'end')]);
  expect(exit).toEqual([1, null]);
});
