// A Fastify route that runs a recorded transaction, and nothing else: what a command costs at least. Started by command.bench.ts.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import Fastify from 'fastify';
import pg from 'pg';
import type { RecordedStatement } from './recording.ts';

const { databaseUrl, statements, fresh, answer } = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as BareServerOptions;

export interface BareServerOptions {
  readonly databaseUrl: string;
  readonly statements: readonly RecordedStatement[];
  /** Ids in the recording that have to be new for each request. */
  readonly fresh: readonly string[];
  readonly answer: object;
}

const pool = new pg.Pool({ connectionString: databaseUrl, max: 16, options: '-c timezone=UTC' });
const ids = new RegExp(fresh.join('|'), 'g');

const server = Fastify();
server.post('/command', async (_, reply) => {
  const renewed = new Map(fresh.map((id) => [id, randomUUID()]));
  const client = await pool.connect();
  try {
    for (const { name, text, values } of statements) {
      if (values.length === 0) await client.query(text);
      else await client.query({ ...(name === null ? {} : { name }), text, values: values.map((value) => value?.replace(ids, (id) => renewed.get(id)!) ?? null) });
    }
  } finally {
    client.release();
  }
  return reply.code(201).send(answer);
});
process.on('disconnect', () => process.exit());
process.send?.(await server.listen({ host: '127.0.0.1', port: 0 }));
