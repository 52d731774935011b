import { ServiceLogger, startService, withDatabase } from '@aftercare/chassis';
import { Database, type DatabaseOptions, type migrate } from '@aftercare/event-store';
import type { Text } from '@aftercare/kernel';
import { Client } from 'pg';
import { advance, serviceClock } from './advance';
import { testDatabase } from './database';
import { testIssuer } from './issuer';
import { principals } from './principals';
import { request } from './request';

export interface ServiceUnderTest {
  readonly url: string;
  readonly database: Database;
  /** The superuser in the service's schema, whom no wall binds: to look at what happened, and to take a wall down. */
  readonly admin: Client;
  /** Every log line so far. */
  readonly logged: readonly string[];
  /** An access token of one of the sample factory's people. */
  token(who: keyof typeof principals): Promise<string>;
  /** HTTP calls by one of them. */
  as(who: keyof typeof principals): Promise<ReturnType<typeof request>>;
  /** Lets business time run to this instant, stopping at every timer on the way. */
  advanceTo(instant: Date | string): Promise<void>;
  /** Rows as the superuser sees them. */
  rows<R extends object>(sql: string, ...values: unknown[]): Promise<R[]>;
  stop(): Promise<void>;
}

export interface ServiceUnderTestOptions {
  readonly service: string;
  readonly title: string;
  readonly module: Parameters<typeof withDatabase>[0];
  readonly migrations: Parameters<typeof migrate>[0]['migrations'];
  readonly rules: Readonly<Record<string, Text>>;
  readonly mappings?: DatabaseOptions['mappings'];
  readonly poolSize?: number;
}

/** One service in this process, as `main.ts` starts it but without the broker: real HTTP, real tokens, a database of its own. */
export async function startForTest({ service, title, module, migrations, rules, mappings = [], poolSize = 4 }: ServiceUnderTestOptions): Promise<ServiceUnderTest> {
  const [disk, issuer] = await Promise.all([testDatabase(service, migrations), testIssuer()]);
  const database = await Database.open({ url: disk.databaseUrl, service, poolSize, mappings });
  const admin = new Client({ connectionString: disk.adminUrl, options: `-c search_path=${service}` });
  await admin.connect();
  const logged: string[] = [];
  const running = await startService(withDatabase(module, database), {
    service,
    title,
    rules,
    database,
    log: new ServiceLogger({ service, level: 'debug', write: (line) => logged.push(line) }),
    config: {
      SERVICE_PORT: 0,
      APP_PROFILE: 'test',
      LOG_LEVEL: 'debug',
      OIDC_ISSUER: issuer.issuer,
      OIDC_JWKS_URI: issuer.jwksUri,
      OIDC_AUDIENCE: issuer.audience,
      OTEL_EXPORTER_OTLP_ENDPOINT: undefined,
      TRACE_FILE: undefined,
    },
  });
  return {
    url: running.url,
    database,
    admin,
    logged,
    token: (who) => issuer.token(principals[who]),
    as: async (who) => request(running.url, { token: await issuer.token(principals[who]) }),
    advanceTo: (instant) => advance(serviceClock(running.url), instant),
    rows: async <R extends object>(sql: string, ...values: unknown[]) => (await admin.query<R>(sql, values)).rows,
    stop: async () => {
      await running.stop();
      await admin.end();
      await issuer.stop();
      await disk.drop();
    },
  };
}
