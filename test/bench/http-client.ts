import { Agent, request } from 'node:http';

export interface HttpClient {
  /** Resolves when the whole answer is there and its status is the expected one. */
  post(path: string, body: object, headers: Readonly<Record<string, string>>): Promise<void>;
  close(): void;
}

/** A client that costs little beside what it measures: node:http on kept connections. */
export function httpClient(base: string, { connections, expect }: { connections: number; expect: number }): HttpClient {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  return {
    post: (path, body, headers) =>
      new Promise((resolve, reject) => {
        const payload = JSON.stringify(body);
        const call = request(base + path, { agent, method: 'POST', headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload), ...headers } }, (answer) => {
          let text = '';
          answer.setEncoding('utf8').on('data', (part: string) => (text += part));
          answer.once('end', () => (answer.statusCode === expect ? resolve() : reject(new Error(`${path} answered ${answer.statusCode}: ${text}`))));
        });
        call.once('error', reject);
        call.end(payload);
      }),
    close: () => agent.destroy(),
  };
}
