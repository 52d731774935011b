import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { IssuerConfig } from './config';
import { demoPeopleOf } from './demo-people';
import { sendFont } from './font';
import { keep } from './kept';
import { branchNamesOf, peopleOf } from './people';
import { makeProvider } from './provider';
import { Refusal } from './refusal';
import { SignIn } from './sign-in';

export interface RunningIssuer {
  /** Ends at once: whoever waits for an answer is cut off. */
  close(): Promise<void>;
}

/** Resolves when the issuer answers. Logs name people by staff code; no password, code or token is ever logged. */
export async function startIssuer(config: IssuerConfig, log: Logger): Promise<RunningIssuer> {
  const people = peopleOf(config.sampleDir);
  const kept = keep(config.dataDir, people);
  const provider = makeProvider(config.url, people, kept);
  provider.on('server_error', (_ctx, error) => { log.error({ error: error.message }, 'issuer failed'); });
  const signIn = new SignIn(provider, kept.passwords, config.oneClick ? demoPeopleOf(people, branchNamesOf(config.sampleDir)) : [], log);
  const protocol = provider.callback();

  const route = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url?.split('?')[0] ?? '';
    // A foreign name that resolves to this machine must not make a page of ours its own (DNS rebinding).
    if (request.headers.host !== config.url.host) response.writeHead(421, { 'content-type': 'text/plain' }).end(`use ${config.url.origin}\n`);
    else if (path === '/health/live' || path === '/health/ready') response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"ok"}');
    else if (path.startsWith('/interaction/')) await signIn.handle(request, response);
    else if (!sendFont(path, response)) await protocol(request, response);
  };
  const server = createServer((request, response) => {
    route(request, response).catch((error: unknown) => { failed(error, response, log); });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const { port } = config.url;
      reject(error.code === 'EADDRINUSE' ? new Refusal(`端口 ${port} 已被占用，请换一个 PORT · port ${port} is taken, choose another PORT`) : error);
    });
    server.listen(Number(config.url.port), '127.0.0.1', resolve);
  });
  log.info({ issuer: config.url.origin, people: people.size }, 'issuer ready');
  return {
    close: () => new Promise((resolve) => {
      server.close(() => { resolve(); });
      server.closeAllConnections();
    }),
  };
}

function failed(error: unknown, response: ServerResponse, log: Logger): void {
  log.error({ error: error instanceof Error ? error.message : String(error) }, 'issuer failed');
  if (response.headersSent) response.destroy();
  else response.writeHead(500).end();
}
