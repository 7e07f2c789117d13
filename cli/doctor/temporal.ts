import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findOnPath, locateTemporalCli } from '../../adapters/temporal/binary.ts';
import { configuredTemporal } from '../../adapters/temporal/config.ts';
import { Failure } from '../../core/contract/errors.ts';
import { connectTemporal } from '../temporal.ts';
import { absent, firstLine, ok } from './check.ts';
import type { Check } from './check.ts';

/** The Temporal server: the configured one has to answer; without one, a program to start our own has to be there. */
export async function checkTemporal(): Promise<Check[]> {
  try {
    const config = configuredTemporal();
    if (config == null) return [await checkProgram()];
    const temporal = await connectTemporal(config, 0);
    await temporal.close();
    return [ok('temporal server', `${config.connection.address}, namespace ${config.namespace}`)];
  } catch (error) {
    const remedy = error instanceof Failure ? error.remedy : 'Check TEMPORAL_ADDRESS.';
    return [absent('temporal server', 'missing', { found: firstLine(error), remedy })];
  }
}

async function checkProgram(): Promise<Check> {
  const name = 'temporal program';
  const file = await locateTemporalCli();
  if (file != null) return ok(name, `${await versionOf(file)} at ${file}`);
  const go = await findOnPath('go');
  if (go != null) {
    const remedy = 'storyloom server fetches it, as the first build does';
    return absent(name, 'optional', { found: `not yet here; Go at ${go} can build it`, remedy });
  }
  const remedy = 'Install the Temporal CLI (https://docs.temporal.io/cli), or set TEMPORAL_ADDRESS.';
  return absent(name, 'missing', { found: 'no server is configured, and no program or Go to start one', remedy });
}

async function versionOf(file: string): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(file, ['--version'], { timeout: 10_000 });
    return /version (\S+)/.exec(stdout)?.[1] ?? 'unknown version';
  } catch {
    return 'unknown version';
  }
}
