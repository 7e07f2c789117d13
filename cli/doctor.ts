import type { Command } from 'commander';
import type { Check } from './doctor/check.ts';
import { addVerb, finish } from './verb.ts';
import type { VerbResult } from './verb.ts';

interface Options {
  corpus?: string;
  config?: string;
  json?: boolean;
}

/** `doctor`: what is installed, what is missing, and the one command that mends it. */
export function addDoctor(program: Command): void {
  addVerb(program, 'doctor', {
    summary: 'say what is installed, what is missing, and how to mend it',
    examples: [
      'storyloom doctor',
      'storyloom doctor --corpus s3://bucket/corpus --json',
      'storyloom doctor --config storyloom.json',
    ],
  })
    .option('--corpus <uri>', 'also check that this corpus can be reached')
    .option('--config <file>', 'also check the models of this configuration')
    .action((options: Options) => finish(options.json, () => examine(options)));
}

async function examine({ corpus, config }: Options): Promise<VerbResult> {
  const parts = await import('./doctor/parts.ts');
  const { checkConfigured, checkDevices } = await import('./doctor/models.ts');
  const { checkTemporal } = await import('./doctor/temporal.ts');
  const [media, temporal, annotator, pictures, network, configured, corpora] = await Promise.all([
    parts.checkMedia(),
    checkTemporal(),
    parts.checkAnnotator(),
    parts.checkSharp(),
    parts.checkShotModels(),
    Promise.all(config == null ? [] : [checkConfigured(config)]),
    Promise.all(corpus == null ? [] : [parts.checkCorpus(corpus)]),
  ]);
  const checks = [
    parts.checkNode(),
    ...media,
    ...temporal,
    annotator,
    pictures,
    network,
    checkDevices(),
    ...configured.flat(),
    parts.checkChat(),
    ...corpora,
  ];
  const missing = checks.filter(({ status }) => status === 'missing').length;
  const summary = missing === 0 ? 'everything needed is here' : `${missing} missing`;
  return {
    json: { ok: missing === 0, checks },
    text: [...checks.map(describe), '', summary].join('\n'),
    exitCode: missing === 0 ? 0 : 1,
  };
}

function describe({ name, status, found, remedy }: Check): string {
  const line = `${status.padEnd(8)}  ${name.padEnd(19)}  ${found}`;
  return remedy == null ? line : `${line}\n${' '.repeat(31)}→ ${remedy}`;
}
