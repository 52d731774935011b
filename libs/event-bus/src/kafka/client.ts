import { Kafka, logLevel, type logCreator, type RetryOptions } from 'kafkajs';
import type { Logger } from '../logger';
import { keepConnectionsWhole } from './connections';
import { restIdleConnections } from './idle-timer';
import type { Lines } from './lines';

/** How patient the broker's clients are; tests of them are less so. */
export interface KafkaLimits {
  /** A request without an answer for this long has failed: the limit for noticing a half-open connection. */
  readonly answerMs: number;
  /** A member of a group that says nothing for this long is dead to it. */
  readonly sessionMs: number;
}

export const defaultLimits: KafkaLimits = { answerMs: 10_000, sessionMs: 8_000 };
export const connectionTimeout = 3_000;

/** Who we are to a broker that asks (SCRAM-SHA-512). */
export interface KafkaCredentials {
  readonly username: string;
  readonly password: string;
}

/** How long leaving may take: shorter than the time that a process has to end in, also when no broker answers. */
export const farewell = 6_000;

/** For consumers and admin calls. Producers get none: a retry inside the client could publish after it was given up. */
export const patientRetry: RetryOptions = { retries: 30, initialRetryTime: 100, maxRetryTime: 500 };

const methods = new Map([
  [logLevel.ERROR, 'warn'],
  [logLevel.WARN, 'warn'],
  [logLevel.INFO, 'debug'],
  [logLevel.DEBUG, 'debug'],
] as const);

// kafkajs logs an error for everything that it will try again; what is an error is for the caller to say.
const adapt = (logger: Logger): logCreator => () => ({ level, namespace, log: { message, timestamp: _, logger: __, ...fields } }) => {
  logger[methods.get(level as logLevel.ERROR) ?? 'debug']({ kafkajs: namespace, ...fields }, message);
};

export interface ClientOptions {
  /** `host:port` of brokers to begin with. */
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly logger: Logger;
  readonly retry?: RetryOptions;
  readonly answerMs?: number;
  readonly credentials?: KafkaCredentials;
  /** Whoever needs the process to end gives them, and ends them last. */
  readonly lines?: Lines;
}

export const kafkaClient = ({ brokers, clientId, logger, retry = patientRetry, answerMs = defaultLimits.answerMs, credentials, lines }: ClientOptions): Kafka => {
  restIdleConnections();
  keepConnectionsWhole();
  return new Kafka({ brokers: [...brokers], clientId, connectionTimeout, requestTimeout: answerMs, retry, socketFactory: lines?.factory, ...sasl(credentials), logLevel: logLevel.INFO, logCreator: adapt(logger) });
};

export const sasl = (credentials: KafkaCredentials | undefined) => (credentials ? { sasl: { mechanism: 'scram-sha-512' as const, ...credentials } } : {});
