import { Kafka, logLevel, type logCreator, type RetryOptions } from 'kafkajs';
import type { Logger } from '../logger';
import { restIdleConnections } from './idle-timer';

/** A request without an answer for this long has failed: the limit for noticing a half-open connection. */
export const requestTimeout = 10_000;
export const connectionTimeout = 3_000;

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

export const kafkaClient = (brokers: readonly string[], clientId: string, logger: Logger, retry: RetryOptions = patientRetry): Kafka => {
  restIdleConnections();
  return new Kafka({ brokers: [...brokers], clientId, connectionTimeout, requestTimeout, retry, logLevel: logLevel.INFO, logCreator: adapt(logger) });
};
