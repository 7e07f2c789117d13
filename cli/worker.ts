import { fork } from 'node:child_process';
import type { Command } from 'commander';
import { readConfiguration } from '../adapters/model/configuration.ts';
import { slotsHere } from '../adapters/model/gpu-slots.ts';
import { entry } from '../adapters/process/entry.ts';
import { configuredTemporal } from '../adapters/temporal/config.ts';
import { Failure } from '../core/contract/errors.ts';
import { QUEUES } from '../core/contract/queues.ts';
import type { QueueName } from '../core/contract/queues.ts';
import { addVerb, finish } from './verb.ts';
import type { VerbResult } from './verb.ts';

/** `worker --queue …`: one worker process against the configured server, until it is stopped. */
export function addWorker(program: Command): void {
  addVerb(program, 'worker', {
    summary: 'serve task queues of the configured Temporal server',
    examples: [
      'TEMPORAL_ADDRESS=temporal:7233 storyloom worker --queue cpu,io',
      'storyloom worker --queue gpu',
      'storyloom worker --queue gpu --config storyloom.json',
    ],
  })
    .option('--queue <names>', 'queues to serve', Object.keys(QUEUES).join(','))
    .option('--config <file>', 'configuration of the builds that it serves: how many of their models fit into the GPU')
    .action((options: Options) => finish(options.json, () => work(options)));
}

interface Options {
  queue: string;
  config?: string;
  json?: boolean;
}

async function work({ queue, config: configuration }: Options): Promise<VerbResult> {
  const unknown = queue.split(',').filter((name) => !Object.hasOwn(QUEUES, name));
  if (unknown.length > 0) {
    throw new Failure('InvalidInput', `no such queue: ${unknown.join(', ')}`, {
      remedy: `Queues are ${Object.keys(QUEUES).join(', ')}.`,
    });
  }
  const config = configuredTemporal();
  if (config == null) {
    throw new Failure('InvalidInput', 'no Temporal server is configured', {
      remedy: 'Set TEMPORAL_ADDRESS, or let `storyloom build` start a server and a worker by itself.',
    });
  }
  const log = (line: string): void => void process.stderr.write(`${line}\n`);
  const models = configuration === undefined ? null : (await readConfiguration(configuration)).models;
  const slots = await slotsHere(models, { queues: queue.split(',') as QueueName[], log });
  process.stderr.write(`serving ${queue} on ${config.connection.address}, stop with Ctrl-C\n`);
  const { file, execArgv } = entry('../workers/main', import.meta.url);
  const child = fork(file, ['--queue', queue, '--gpu-slots', String(slots)], { execArgv });
  // Ctrl-C reaches the worker by itself, a polite kill of this process does not.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  const code = await new Promise<number>((resolve) => child.once('exit', (status) => resolve(status ?? 1)));
  if (code !== 0) throw new Failure('WorkerLost', `the worker ended with code ${code}`);
  return { json: { queues: queue.split(','), stopped: true }, text: 'worker stopped' };
}
