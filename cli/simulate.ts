import type { Command } from 'commander';
import type { CorpusProgress } from '../core/contract/workflows.ts';
import { wholeNumber } from './arguments.ts';
import { addVerb, finish } from './verb.ts';
import type { VerbResult } from './verb.ts';

interface Options {
  films: number;
  seed: number;
  window: number;
  json?: boolean;
}

/** `simulate --films N --seed S`: the real workflows and server, stages that do nothing and fail as the seed says. */
export function addSimulate(program: Command): void {
  addVerb(program, 'simulate', {
    summary: 'run no-op films through the real workflows and server, with seeded failures',
    examples: ['storyloom simulate --films 500 --seed 1 --json'],
  })
    .option('--films <n>', 'films in the corpus', wholeNumber(1, 1_000_000), 500)
    .option('--seed <n>', 'which films fail, and how', wholeNumber(0, 2 ** 31), 1)
    .option('--window <n>', 'films under way at once', wholeNumber(1, 1000), 32)
    .action((options: Options) => finish(options.json, () => simulate(options)));
}

async function simulate({ films, seed, window }: Options): Promise<VerbResult> {
  const { mkdtemp, rm } = await import('node:fs/promises');
  const { tmpdir } = await import('node:os');
  const { join } = await import('node:path');
  const { startEngine } = await import('./engine.ts');
  const { connectTemporal } = await import('./temporal.ts');
  const { followCorpus, startCorpus } = await import('./corpus-run.ts');
  const { historyEvents, residentMiB } = await import('./measure.ts');
  const { interruption } = await import('./interrupt.ts');
  const { watchBuild } = await import('./watch.ts');
  const { DEFAULT_BUILD_OPTIONS } = await import('../core/contract/stages.ts');
  const stateFolder = await mkdtemp(join(tmpdir(), 'storyloom-simulate-'));
  const interrupt = interruption();
  const watch = watchBuild('simulate');
  const notice = (text: string): void => void process.stderr.write(`${text}\n`);
  const engine = await startEngine(stateFolder, {
    queues: ['cpu', 'gpu', 'io', 'orchestrator'],
    simulate: seed,
    notice,
  });
  try {
    const temporal = await connectTemporal(engine.config, 60_000);
    const corpusId = `simulated-${seed}`;
    const startedAt = performance.now();
    const handle = await startCorpus(
      temporal,
      {
        corpus: 'memory:',
        corpusId,
        films: { key: `sha256-${'0'.repeat(64)}`, bytes: 0, rows: films },
        total: films,
        options: DEFAULT_BUILD_OPTIONS,
        window,
      },
      'replace',
    );
    const following = followCorpus(temporal, corpusId, { handle, watch, signal: interrupt.signal });
    const progress: CorpusProgress = await Promise.race([following, engine.broken]);
    const seconds = (performance.now() - startedAt) / 1000;
    watch.end();
    const { done, failed, quarantined, cancelled, runs } = progress;
    const json = {
      films,
      seed,
      states: { done, failed, quarantined, cancelled },
      seconds: Math.round(seconds * 100) / 100,
      filmsPerSecond: Math.round((films / seconds) * 100) / 100,
      ...(await historyEvents(temporal, corpusId, films)),
      parentRuns: runs,
      rssMiB: residentMiB([process.pid, engine.pids().worker]),
    };
    await temporal.close();
    const whole = done + failed + quarantined + cancelled === films;
    return { json, text: describe(json), exitCode: whole ? 0 : 1 };
  } finally {
    watch.end();
    interrupt.dispose();
    await engine.stop();
    await rm(stateFolder, { recursive: true, force: true });
  }
}

function describe(result: Record<string, unknown>): string {
  return Object.entries(result)
    .map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
    .join('\n');
}
