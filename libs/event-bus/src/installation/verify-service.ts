import { Client } from 'pg';
import { LogScan } from '../kafka/log-scan';
import type { Logger } from '../logger';
import { verifyInstallation, type Verified, type VerifyOptions } from './verify';

export interface VerifyServiceOptions extends Pick<VerifyOptions, 'topics' | 'found' | 'progress'> {
  readonly service: string;
  /** The service's own schema, by its app role. */
  readonly databaseUrl: string;
  readonly brokers: readonly string[];
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

/** A reader that has gone is noticed, however long the statement. */
const limits = ['client_connection_check_interval=5s', 'default_transaction_read_only=on', 'timezone=UTC'];

/** What one service can compare by itself, on connections of its own. Rejects when `signal` aborts. */
export const verifyService = async ({ service, databaseUrl, brokers, logger, signal, ...told }: VerifyServiceOptions): Promise<Verified> => {
  const client = new Client({ connectionString: databaseUrl, application_name: `aftercare ${service} verify`, connectionTimeoutMillis: 5_000, options: limits.map((limit) => `-c ${limit}`).join(' ') });
  // The statement that comes next fails; an error event without a listener would end the process.
  client.on('error', () => undefined);
  const scan = new LogScan(brokers, logger);
  const leave = (): void => void client.end().catch(() => undefined);
  signal.addEventListener('abort', leave);
  try {
    await client.connect();
    return await verifyInstallation({ client, scan, services: [service], part: true, signal, ...told });
  } finally {
    signal.removeEventListener('abort', leave);
    await Promise.all([client.end().catch(() => undefined), scan.close()]);
  }
};
