import type { Command } from 'commander';
import type { ModelReport } from './model-report.ts';
import { addVerb, finish, type VerbResult } from './verb.ts';

interface Options {
  config?: string;
  fetch?: boolean;
  json?: boolean;
}

/** `models`: what is configured for each task, and whether its weights are here. */
export function addModels(program: Command): void {
  addVerb(program, 'models', {
    summary: 'list the configured models: present or missing, how large, under which licence',
    examples: [
      'storyloom models',
      'storyloom models --config storyloom.json',
      'storyloom models --config storyloom.json --fetch --json',
    ],
  })
    .option('--config <file>', 'configuration with a section models; without one the defaults are listed')
    .option('--fetch', 'get missing weights from their url first; no other command fetches weights')
    .action((options: Options) => finish(options.json, () => listModels(options)));
}

async function listModels({ config, fetch }: Options): Promise<VerbResult> {
  const { readConfiguration } = await import('../adapters/model/configuration.ts');
  const { modelFolder } = await import('../adapters/model/model-file.ts');
  const { configuration } = await import('../core/schema/models.ts');
  const { fetchMissing, reportModels } = await import('./model-report.ts');
  const { offline, models } = config == null ? configuration.parse({}) : await readConfiguration(config);
  if (fetch === true) await fetchMissing(models, { offline });
  const reports = await reportModels(models);
  const lacking = reports.filter(({ status }) => status === 'missing' || status === 'different').length;
  const summary = lacking === 0 ? 'all that is configured is here' : `${lacking} not usable`;
  return {
    json: { folder: modelFolder(), offline, models: reports },
    text: [...reports.map(describe), '', `weights belong into ${modelFolder()}`, summary].join('\n'),
    exitCode: lacking === 0 ? 0 : 1,
  };
}

function describe({ task, status, backend, id, revision, licence, bytes, files, remedy }: ModelReport): string {
  const size = bytes == null ? '' : `  ${(bytes / 1e6).toFixed(1)} MB`;
  const lines = [`${task.padEnd(8)}  ${status.padEnd(9)}  ${backend.padEnd(6)}  ${id} ${revision}  ${licence}${size}`];
  for (const file of files) if (file.state !== 'present') lines.push(`${' '.repeat(10)}${file.state}: ${file.file}`);
  if (remedy != null) lines.push(`${' '.repeat(10)}→ ${remedy}`);
  return lines.join('\n');
}
