import { connect, type AddressInfo } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import fastify from 'fastify';
import { brokenRequests } from './broken-request';
import { ServiceLogger } from './logger';
import { endSlowBodies } from './slow-body';
import { isStream, uploadType } from './upload';

/** How long a body may take here, in ms; a pause of a quarter of it is always short, one of three times as much always long. */
const patience = 400;
const http = fastify({ clientErrorHandler: brokenRequests(new ServiceLogger({ service: 'slow', level: 'error' })) });
http.addContentTypeParser(uploadType, (_request, file, done) => { done(null, file); });
endSlowBodies(http, patience);
http.post('/', async ({ body }) => ({ bytes: isStream(body) ? (await buffer(body)).length : JSON.stringify(body).length }));
http.post('/busy', () => new Promise((resolve) => setTimeout(() => { resolve({ done: true }); }, 2 * patience)));
http.post('/refused', (_request, reply) => reply.code(413).send({}));

beforeAll(() => http.listen({ port: 0, host: '127.0.0.1' }));
afterAll(() => http.close());

/** Sends these pieces with a quarter of the patience between them, and stops there; gives all that is answered until the connection ends. */
const sent = async (path: string, type: string, length: number, ...pieces: readonly string[]): Promise<string> => {
  const socket = connect((http.server.address() as AddressInfo).port, '127.0.0.1');
  socket.write(`POST ${path} HTTP/1.1\r\nHost: x\r\nConnection: ${path === '/refused' ? 'keep-alive' : 'close'}\r\nContent-Type: ${type}\r\nContent-Length: ${length}\r\n\r\n`);
  const answered = text(socket);
  for (const piece of pieces) {
    await new Promise((resolve) => setTimeout(resolve, patience / 4));
    socket.write(piece);
  }
  return answered;
};

it('a file that moves on may take longer than a body may', async () => {
  const file = sent('/', uploadType, 10, ...Array.from({ length: 10 }, () => 'x'));
  // Both of these stop when a quarter of the patience is left: what came after the answer would reset the connection.
  const [halfFile, body] = [sent('/', uploadType, 10, '"', 'x', 'x'), sent('/', 'application/json', 10, '"', 'x', 'x')];
  expect(await Promise.race([halfFile.then(() => 'the file'), body.then(() => 'the body')])).toBe('the body');
  expect(await body).toMatch(/^HTTP\/1.1 408 [^]*"type":"\/problems\/request.too-slow"/);
  expect(await file).toMatch(/^HTTP\/1.1 200 [^]*\{"bytes":10\}$/);
  await halfFile;
});

it('a file that stands still is ended, and told so', async () => {
  expect(await sent('/', uploadType, 10, 'x', 'x')).toMatch(/^HTTP\/1.1 408 [^]*"type":"\/problems\/request.too-slow"/);
});

it('who has sent everything is not hurried, and who was answered hears no second answer', async () => {
  expect(await sent('/busy', 'application/json', 2, '{}')).toMatch(/^HTTP\/1.1 200 /);
  expect((await sent('/refused', uploadType, 10, 'x')).match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 413']);
});
