import { randomBytes } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { ServiceLogger } from './logger';
import { documentOf } from './problem';

const problems: Readonly<Record<string, { readonly status: number; readonly code: string }>> = {
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, code: 'request.too-slow' },
  HPE_HEADER_OVERFLOW: { status: 431, code: 'request.headers-too-large' },
};

/** Answers bytes that never became a request: there is no route, no language and no hook yet, so everything is said here. */
export const brokenRequests = (log: ServiceLogger) => (error: Error & { readonly code?: string }, socket: Socket): void => {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const problem = problems[error.code ?? ''] ?? { status: 400, code: 'request.not-http' };
  const traceId = randomBytes(16).toString('hex');
  log.debug('no request could be read', { ...problem, reason: error.code, traceId });
  const body = JSON.stringify(documentOf({ ...problem, params: {} }, {}, 'zh', { instance: '/', traceId }));
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    'Content-Type: application/problem+json; charset=utf-8', `Content-Length: ${Buffer.byteLength(body)}`,
    'Content-Language: zh', 'Cache-Control: no-store', 'X-Content-Type-Options: nosniff', 'Connection: close',
  ];
  if (socket.writable) socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  socket.destroy(error);
};
