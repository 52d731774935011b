import { sequenceHeader } from '@aftercare/contracts';
import { Kafka, logLevel } from 'kafkajs';
import pg from 'pg';

interface Row {
  readonly id: string;
  readonly key: string;
  readonly sequence: string;
  readonly headers: Buffer;
  readonly payload: Buffer;
}

/** Select 500, publish, delete, until it is told to stop; `sent` is told of each send. What a relay costs at least. */
export async function rawRelay({ databaseUrl, brokers, topic }: { readonly databaseUrl: string; readonly brokers: string; readonly topic: string }, shard: number, stopping: AbortSignal, sent: (events: number) => void): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, options: '-c synchronous_commit=off' });
  await client.connect();
  const producer = new Kafka({ brokers: [brokers], logLevel: logLevel.NOTHING }).producer({ idempotent: false, retry: { retries: 0 }, allowAutoTopicCreation: false });
  await producer.connect();
  while (!stopping.aborted) {
    const { rows } = await client.query<Row>({
      name: 'page',
      text: 'SELECT o.id, e.key, e.sequence, e.headers, e.payload FROM (SELECT id FROM outbox WHERE shard = $1 ORDER BY id LIMIT 500) o JOIN event e ON e.id = o.id ORDER BY o.id',
      values: [shard],
    });
    if (rows.length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 2));
      continue;
    }
    const messages = rows.map(({ key, sequence, headers, payload }) => ({ key, value: payload, headers: { ...(JSON.parse(headers.toString()) as Record<string, string>), ce_sequence: sequenceHeader(Number(sequence)) } }));
    await producer.send({ topic, acks: -1, messages });
    await client.query({ name: 'delete', text: 'DELETE FROM outbox WHERE id = ANY($1::bigint[])', values: [rows.map(({ id }) => id)] });
    sent(rows.length);
  }
  await Promise.all([producer.disconnect(), client.end()]);
}
