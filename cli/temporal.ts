import { Client, Connection, isGrpcServiceError } from '@temporalio/client';
import type { TemporalConfig } from '../adapters/temporal/config.ts';
import { Failure } from '../core/contract/errors.ts';
import { SEARCH_ATTRIBUTES } from '../core/contract/workflows.ts';

/** A connected client and what closes it. */
export interface TemporalClient {
  client: Client;
  namespace: string;
  close(): Promise<void>;
}

/**
 * Connects, waiting up to `patienceMs` for a server that is just starting. Throws `InvalidInput` that names the address when
 * nothing answers.
 */
export async function connectTemporal(config: TemporalConfig, patienceMs: number): Promise<TemporalClient> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    try {
      const connection = await Connection.connect({ ...config.connection, connectTimeout: 2_000 });
      const client = new Client({ connection, namespace: config.namespace });
      return { client, namespace: config.namespace, close: () => connection.close() };
    } catch (error) {
      if (Date.now() > deadline) {
        throw new Failure(
          'InvalidInput',
          `no Temporal server answers at ${config.connection.address}`,
          { remedy: 'Start it, or correct TEMPORAL_ADDRESS and its TLS or API key settings.' },
          { cause: error },
        );
      }
    }
  }
}

/** Numbers of `temporal.api.enums.v1.IndexedValueType`. */
const INDEXED_VALUE_TYPE = { KEYWORD: 2, INT: 3 } as const;

/** Registers the search attributes on a server that lacks them. */
export async function registerSearchAttributes({ client, namespace }: TemporalClient): Promise<void> {
  const { operatorService } = client.connection as Connection;
  const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
  const missing = Object.entries(SEARCH_ATTRIBUTES).filter(([name]) => customAttributes?.[name] == null);
  if (missing.length === 0) return;
  const searchAttributes = Object.fromEntries(missing.map(([name, type]) => [name, INDEXED_VALUE_TYPE[type]]));
  await operatorService.addSearchAttributes({ namespace, searchAttributes });
}

/** Whether an error says that the server is away for the moment, as opposed to having answered. */
export function isServerAway(error: unknown): boolean {
  const cause = error instanceof Error && isGrpcServiceError(error.cause) ? error.cause : error;
  // 1 cancelled, 4 deadline exceeded, 14 unavailable: what a killed and restarted server leaves its clients with.
  return isGrpcServiceError(cause) && [1, 4, 14].includes(cause.code);
}
