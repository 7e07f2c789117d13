import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { ClientConnectConfig } from '@temporalio/envconfig';
import { Failure } from '../../core/contract/errors.ts';

/** Where a Temporal server is and how to speak to it, as client and worker connections take it. */
export interface TemporalConfig {
  connection: ClientConnectConfig['connectionOptions'] & { address: string };
  namespace: string;
}

/**
 * The configured server, or null when none is: the standard `TEMPORAL_*` environment (address, namespace, API key, TLS)
 * over the profile in the envconfig file (`TEMPORAL_CONFIG_FILE`, `TEMPORAL_PROFILE`). Throws `InvalidInput` for a
 * configuration that can't be read.
 */
export function configuredTemporal(): TemporalConfig | null {
  try {
    const { connectionOptions, namespace } = loadClientConnectConfig();
    const { address } = connectionOptions;
    return address == null
      ? null
      : { connection: { ...connectionOptions, address }, namespace: namespace ?? 'default' };
  } catch (error) {
    throw new Failure('InvalidInput', `the Temporal configuration can't be read: ${(error as Error).message}`, {
      remedy: 'Correct the TEMPORAL_* environment or the file that TEMPORAL_CONFIG_FILE names.',
    });
  }
}

/** Configuration of a server on loopback without security, as the embedded one is. */
export function localTemporal(address: string): TemporalConfig {
  return { connection: { address }, namespace: 'default' };
}
