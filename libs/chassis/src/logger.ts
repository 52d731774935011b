import type { LoggerService } from '@nestjs/common';
import { isSpanContextValid, trace } from '@opentelemetry/api';
import { pino, stdTimeFunctions, type Logger } from 'pino';
import { redact } from './redact';

export interface LoggerOptions {
  readonly service: string;
  readonly level: string;
  /** Where the lines go; standard output unless a test reads them. */
  readonly write?: (line: string) => void;
}

/** What Nest says about its own start is of interest to its debugger only. */
const chatter = new Set(['InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestFactory', 'NestApplication', 'NestMicroservice']);

type Level = 'debug' | 'info' | 'warn' | 'error' | 'fatal';

/**
 * Nest's logger: JSON lines with service and trace id. Every finished line passes `redact`, so that no caller, library or
 * stack trace can put a phone number or a token into a log; bodies and headers are never given to it.
 */
export class ServiceLogger implements LoggerService {
  /** The same lines for those who speak pino: `(fields, message)`. */
  readonly lines: Logger;

  constructor({ service, level, write = (line) => process.stdout.write(line) }: LoggerOptions) {
    this.lines = pino(
      {
        level,
        base: { service },
        messageKey: 'message',
        timestamp: stdTimeFunctions.isoTime,
        formatters: { level: (label) => ({ level: label }) },
        serializers: { error: describeError },
        mixin: currentTrace,
      },
      { write: (line: string) => { write(redact(line)); } },
    );
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.#write(chatter.has(String(rest.at(-1))) ? 'debug' : 'info', message, rest);
  }
  warn(message: unknown, ...rest: unknown[]): void {
    this.#write('warn', message, rest);
  }
  error(message: unknown, ...rest: unknown[]): void {
    this.#write('error', message, rest);
  }
  fatal(message: unknown, ...rest: unknown[]): void {
    this.#write('fatal', message, rest);
  }
  debug(message: unknown, ...rest: unknown[]): void {
    this.#write('debug', message, rest);
  }
  verbose(message: unknown, ...rest: unknown[]): void {
    this.#write('debug', message, rest);
  }

  /** Nest's convention: message, then an object or error or stack, then the name of the speaker. */
  #write(level: Level, message: unknown, rest: readonly unknown[]): void {
    const last = rest.at(-1);
    const speaker = typeof last === 'string' && !last.includes('\n') ? last : undefined;
    const error = [message, ...rest].find((part) => part instanceof Error);
    const facts = rest.find((part): part is object => typeof part === 'object' && part !== null && !(part instanceof Error));
    const stack = rest.find((part) => typeof part === 'string' && part.includes('\n    at '));
    const words = message instanceof Error ? message.name : typeof message === 'string' ? message : JSON.stringify(message);
    this.lines[level]({ context: speaker, ...facts, error, ...(error ? {} : { stack: framesOf(stack) }) }, words);
  }
}

const currentTrace = (): object => {
  const context = trace.getActiveSpan()?.spanContext();
  return context && isSpanContextValid(context) ? { traceId: context.traceId } : {};
};

const framesOf = (stack: unknown): string[] | undefined =>
  typeof stack === 'string' ? stack.split('\n').map((line) => line.trim()).filter((line) => line.startsWith('at ')).slice(0, 20) : undefined;

/**
 * An error without what it drags along: a failed statement carries its parameters, its detail the whole failing row, and
 * its message quotes the value that did not fit.
 */
export function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const facts = error as Error & Record<string, unknown>;
  const driver = (facts['driverError'] ?? facts) as Record<string, unknown>;
  const fromDatabase = 'driverError' in facts || 'severity' in facts;
  return {
    type: error.name,
    message: fromDatabase ? error.message.replace(/: ".*"/s, ': [value]') : error.message,
    code: driver['code'],
    ...(fromDatabase ? { table: driver['table'], column: driver['column'], constraint: driver['constraint'] } : {}),
    stack: framesOf(error.stack),
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}
