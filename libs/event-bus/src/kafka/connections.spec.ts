/// <reference path="./kafkajs-internals.d.ts" />
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { eventually } from '@aftercare/testing';
import { Kafka, logLevel } from 'kafkajs';
import Connection from 'kafkajs/src/network/connection';
import socketFactory from 'kafkajs/src/network/socketFactory';
import { keepConnectionsWhole } from './connections';

let server: Server;
let accepted: Socket[];
let connection: Connection;
let answers: number[];

beforeAll(keepConnectionsWhole);
beforeEach(async () => {
  accepted = [];
  answers = [];
  server = createServer((socket) => accepted.push(socket.on('error', () => undefined))).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const logger = new Kafka({ brokers: ['127.0.0.1:1'], logLevel: logLevel.NOTHING }).logger();
  connection = new Connection({ host: '127.0.0.1', port: (server.address() as AddressInfo).port, logger, socketFactory: socketFactory(), connectionTimeout: 1_000, requestTimeout: 1_000 });
  connection.requestQueue.fulfillRequest = ({ correlationId }) => void answers.push(correlationId);
});
afterEach(async () => {
  await connection.disconnect();
  for (const socket of accepted) socket.destroy();
  server.close();
});

/** Length, correlation id, and as many bytes again. */
const answer = (correlationId: number): Buffer => {
  const frame = Buffer.alloc(12);
  frame.writeInt32BE(8, 0);
  frame.writeInt32BE(correlationId, 4);
  return frame;
};
const lines = (count: number) => eventually(() => expect(accepted).toHaveLength(count));

describe('a line to a broker', () => {
  it('that broke in the middle of an answer leaves nothing of it to the next one', async () => {
    await connection.connect();
    await lines(1);
    accepted[0]!.end(answer(1).subarray(0, 6));
    await eventually(() => expect(connection.isConnected()).toBe(false));
    await connection.connect();
    await lines(2);
    accepted[1]!.write(answer(2));
    await eventually(() => expect(answers).toEqual([2]));
  });

  it('is opened once, however many ask for it at the same time', async () => {
    await Promise.all([connection.connect(), connection.connect()]);
    await connection.connect();
    await lines(1);
    await connection.disconnect();
    await eventually(() => expect(accepted.map(({ readableEnded }) => readableEnded)).toEqual([true]));
  });
});
