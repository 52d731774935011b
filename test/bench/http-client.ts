import { Agent, request } from 'node:http';

export interface HttpClient {
  /** Resolves when the whole answer is there and its status is the expected one. */
  post(path: string, body: object, headers: Readonly<Record<string, string>>): Promise<void>;
  get(path: string, headers: Readonly<Record<string, string>>): Promise<void>;
  close(): void;
}

/** A client that costs little beside what it measures: node:http on kept connections. */
export function httpClient(base: string, { connections, expect }: { connections: number; expect: number }): HttpClient {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const send = (method: 'GET' | 'POST', path: string, payload: string | null, headers: Readonly<Record<string, string>>): Promise<void> =>
    new Promise((resolve, reject) => {
      const call = request(base + path, { agent, method, headers }, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (part: string) => (text += part));
        answer.once('end', () => (answer.statusCode === expect ? resolve() : reject(new Error(`${path} answered ${answer.statusCode}: ${text}`))));
      });
      call.once('error', reject);
      call.end(payload ?? undefined);
    });
  return {
    post: (path, body, headers) => {
      const payload = JSON.stringify(body);
      return send('POST', path, payload, { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(payload)), ...headers });
    },
    get: (path, headers) => send('GET', path, null, headers),
    close: () => agent.destroy(),
  };
}
