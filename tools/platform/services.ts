import { join } from 'node:path';
import { root } from './root.ts';

/** In the order in which they are started and listed. */
export const serviceNames = ['issuer', 'directory', 'tickets', 'inventory', 'dealer-returns', 'notifier', 'analytics', 'gateway'] as const;
export type ServiceName = (typeof serviceNames)[number];

/** Services with a schema of their own. */
export const schemaOwners = ['directory', 'tickets', 'inventory', 'dealer-returns', 'notifier', 'analytics'] as const;
export type SchemaOwner = (typeof schemaOwners)[number];

/** Who has a role and a schema in the database: they, and the gateway for its sessions, which takes no part in the events. */
export const databaseUsers = [...schemaOwners, 'gateway'] as const;
export type DatabaseUser = (typeof databaseUsers)[number];

/** The sample factory: the loader registers it, the issuer takes its people from it. */
export const sampleDir = join(root, 'deploy/sample');

/** The addresses of one run. Every service has its place, whether it is started or not. */
export interface Addresses {
  readonly ports: Readonly<Record<ServiceName, number>>;
  /** Those that this run starts: the gateway waits for no others. */
  readonly started: readonly ServiceName[];
  readonly kafkaBrokers: string;
  /** Database address of each, signed in as its app role. */
  readonly databaseUrls: Readonly<Record<DatabaseUser, string>>;
  /** Folder of the issuer's keys and of the demo passwords. */
  readonly issuerData: string;
  /** Where the sample factory is on file: the number of a customer of each branch. */
  readonly sampleCallers: Readonly<Record<string, string>>;
  /** Folder for one file of spans per service. */
  readonly traces: string;
}

/** Settings of the machine and of telemetry that every service inherits. Nothing else is: a service knows only its own secrets. */
const inherited = /^(PATH|HOME|TMPDIR|TZ|LANG|LC_ALL|SystemRoot|NODE_OPTIONS|LOG_LEVEL|OTEL_\w+)$/;

export const urlOf = (addresses: Pick<Addresses, 'ports'>, name: ServiceName): string => `http://127.0.0.1:${addresses.ports[name]}`;

/** The whole environment of a service. */
export function environmentOf(name: ServiceName, addresses: Addresses, env: NodeJS.ProcessEnv): Record<string, string> {
  const issuer = urlOf(addresses, 'issuer');
  const common = {
    ...Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => inherited.test(entry[0]) && entry[1] !== undefined)),
    APP_PROFILE: env.APP_PROFILE || 'laptop',
    SERVICE_PORT: String(addresses.ports[name]),
    TRACE_FILE: join(addresses.traces, `${name}.jsonl`),
    OIDC_ISSUER: issuer,
    OIDC_JWKS_URI: `${issuer}/jwks`,
    OIDC_AUDIENCE: 'urn:aftercare:api',
  };
  const stateful = (owner: SchemaOwner) => ({ ...common, DATABASE_URL: addresses.databaseUrls[owner], KAFKA_BROKERS: addresses.kafkaBrokers, GATEWAY_JWKS_URI: [`${urlOf(addresses, 'gateway')}/auth/keys`, ...(env.GATEWAY_JWKS_URI ? [env.GATEWAY_JWKS_URI] : [])].join(',') });
  switch (name) {
    case 'issuer':
      return { ...common, ISSUER_URL: issuer, ISSUER_DATA: addresses.issuerData, SAMPLE_DIR: sampleDir };
    case 'directory':
    case 'notifier':
    case 'analytics':
      return stateful(name);
    case 'tickets':
    case 'inventory':
    case 'dealer-returns':
      return { ...stateful(name), DIRECTORY_URL: urlOf(addresses, 'directory') };
    case 'gateway':
      return { ...common, PUBLIC_URL: urlOf(addresses, 'gateway'), DATABASE_URL: addresses.databaseUrls.gateway, KAFKA_BROKERS: addresses.kafkaBrokers, SAMPLE_CALLERS: Object.entries(addresses.sampleCallers).map((pair) => pair.join('=')).join(' '), ...Object.fromEntries(addresses.started.filter((started) => started !== 'gateway').map((started) => [`${started.toUpperCase().replaceAll('-', '_')}_URL`, urlOf(addresses, started)])) };
  }
}
