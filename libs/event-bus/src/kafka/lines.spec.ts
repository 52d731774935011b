import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { eventually } from '@aftercare/testing';
import { Lines } from './lines';

it('lines end with their client, and it opens no new ones', async () => {
  const accepted: Socket[] = [];
  const server = createServer((socket) => accepted.push(socket.on('error', () => undefined).resume())).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const to = { host: '127.0.0.1', port: (server.address() as AddressInfo).port, ssl: undefined as never, onConnect: () => undefined };
  const lines = new Lines();
  const told: string[] = [];
  for (let n = 0; n < 2; n++) lines.factory(to).on('error', ({ message }) => void told.push(message));
  await eventually(() => expect(accepted).toHaveLength(2));
  lines.end();
  await eventually(() => expect({ told, closed: accepted.map(({ destroyed }) => destroyed) }).toEqual({ told: ['its client has ended', 'its client has ended'], closed: [true, true] }));
  expect(() => lines.factory(to)).toThrow('its client has ended');
  server.close();
});
