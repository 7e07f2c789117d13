import { availableParallelism, totalmem } from 'node:os';
import { readConfiguration } from '../../adapters/model/configuration.ts';
import { listDevices } from '../../adapters/model/onnx-runtime.ts';
import { checkModels } from '../../adapters/model/ready.ts';
import { Failure } from '../../core/contract/errors.ts';
import { reportModels } from '../model-report.ts';
import { absent, type Check, firstLine, ok } from './check.ts';

/** What configured networks can run on here. */
export function checkDevices(): Check {
  const name = 'model devices';
  const machine = `${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GiB of memory`;
  try {
    return ok(name, `${listDevices().join(', ')}; ${machine}`);
  } catch (error) {
    const remedy = error instanceof Failure ? error.remedy : 'npm ci';
    return absent(name, 'optional', { found: firstLine(error), remedy });
  }
}

/** The models of a configuration: each by its weights, then all of them by loading. */
export async function checkConfigured(file: string): Promise<Check[]> {
  try {
    const { models } = await readConfiguration(file);
    const reports = await reportModels(models);
    const checks = reports.map(({ task, status, id, remedy }): Check => {
      const isLacking = status === 'missing' || status === 'different';
      if (isLacking) return absent(`model ${task}`, 'missing', { found: `${id}: ${status}`, remedy: remedy ?? '' });
      return ok(`model ${task}`, `${id} (${status})`);
    });
    if (checks.some(({ status }) => status === 'missing')) return checks;
    await checkModels(models);
    return [...checks, ok('configured models', 'all load')];
  } catch (error) {
    const remedy = error instanceof Failure ? error.remedy : 'Check the configuration.';
    return [absent('configured models', 'missing', { found: firstLine(error), remedy })];
  }
}
