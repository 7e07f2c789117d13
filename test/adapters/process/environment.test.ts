import { fork } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { plainEnvironment } from '../../../adapters/process/environment.ts';

test('a process that reads hostile files sees where programs are, and no keys', async () => {
  const all = {
    PATH: '/bin',
    TMPDIR: '/tmp',
    AWS_SECRET_ACCESS_KEY: 'secret',
    STORYLOOM_CHAT_KEY: 'secret',
    HTTPS_PROXY: 'x',
    STORYLOOM_RUN: 'a',
  };
  expect(plainEnvironment(all)).toEqual({ PATH: '/bin', TMPDIR: '/tmp', STORYLOOM_RUN: 'a' });
  const child = fork('--eval', ['process.send(Object.keys(process.env))'], {
    env: plainEnvironment(all),
    execArgv: [],
  });
  const [names] = (await once(child, 'message')) as [string[]];
  expect(names.filter((name) => /KEY|PROXY/.test(name))).toEqual([]);
});
