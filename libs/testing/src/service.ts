import { audienceOf, gatewayIssuer } from '@aftercare/auth';
import { EventPlaces, ServiceLogger, startService, withDatabase } from '@aftercare/chassis';
import { Database, type DatabaseOptions, type migrate } from '@aftercare/event-store';
import type { Text } from '@aftercare/kernel';
import { Client } from 'pg';
import { advance, serviceClock } from './advance';
import { testDatabase } from './database';
import { eventually } from './eventually';
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
  /** Resolves when no timer is due: from then on nothing changes by itself until the clock has moved. */
  rest(): Promise<void>;
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

/** One service in this process, as `main.ts` starts it but hearing and telling nobody: real HTTP, real tokens, a database of its own. */
export async function startForTest({ service, title, module, migrations, rules, mappings = [], poolSize = 4 }: ServiceUnderTestOptions): Promise<ServiceUnderTest> {
  const [disk, issuer] = await Promise.all([testDatabase(service, migrations), testIssuer()]);
  // Patient: on a busy machine a test is to wait for a connection, not to be told to come again.
  const database = await Database.open({ url: disk.databaseUrl, service, poolSize, poolWaitMs: 20_000, mappings });
  const admin = new Client({ connectionString: disk.adminUrl, options: `-c search_path=${service}` });
  await admin.connect();
  const logged: string[] = [];
  const log = new ServiceLogger({ service, level: 'debug', write: (line) => logged.push(line) });
  const running = await startService(withDatabase(module, database, new EventPlaces(disk.databaseUrl, (process.env['TEST_KAFKA_BROKERS'] ?? '').split(','), log.lines)), {
    service,
    title,
    rules,
    database,
    log,
    config: {
      SERVICE_PORT: 0,
      APP_PROFILE: 'test',
      LOG_LEVEL: 'debug',
      OIDC_ISSUER: issuer.issuer,
      OIDC_JWKS_URI: issuer.jwksUri,
      OIDC_AUDIENCE: issuer.audience,
      GATEWAY_JWKS_URI: [issuer.jwksUri],
      OTEL_EXPORTER_OTLP_ENDPOINT: undefined,
      TRACE_FILE: undefined,
    },
  });
  // As the gateway makes it: people come through there.
  const token = (who: keyof typeof principals) => issuer.token(principals[who], { claims: { iss: gatewayIssuer, aud: audienceOf(service) } });
  return {
    url: running.url,
    database,
    admin,
    logged,
    token,
    as: async (who) => request(running.url, { token: await token(who) }),
    advanceTo: (instant) => advance(serviceClock(running.url), instant),
    rest: async () => void (await eventually(() => serviceClock(running.url).atRest(), { within: 20_000 })),
    rows: async <R extends object>(sql: string, ...values: unknown[]) => (await admin.query<R>(sql, values)).rows,
    stop: async () => {
      await running.stop();
      await admin.end();
      await issuer.stop();
      await disk.drop();
    },
  };
}
