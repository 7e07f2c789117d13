import { availableParallelism, totalmem } from 'node:os';
import { onnxModels, readConfiguration } from '../../adapters/model/configuration.ts';
import { listDevices } from '../../adapters/model/onnx-runtime.ts';
import { checkModels } from '../../adapters/model/ready.ts';
import { Failure } from '../../core/contract/errors.ts';
import type { Models } from '../../core/schema/models.ts';
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

/** Which networks the CPU runs because there is no part for a GPU, as their configuration allows. */
function onCpuInstead(models: Models): string {
  const tasks = onnxModels(models).filter(({ model }) => model.device === 'cuda-or-cpu');
  return tasks.length === 0 || listDevices().includes('cuda')
    ? ''
    : `; on the CPU, without CUDA here: ${tasks.map(({ task }) => task).join(', ')}`;
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
    return [...checks, ok('configured models', `all load${onCpuInstead(models)}`)];
  } catch (error) {
    const remedy = error instanceof Failure ? error.remedy : 'Check the configuration.';
    return [absent('configured models', 'missing', { found: firstLine(error), remedy })];
  }
}
