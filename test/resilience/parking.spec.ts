import { randomUUID } from 'node:crypto';
import { systemPrincipal } from '@aftercare/auth';
import { encodeHeaders } from '@aftercare/contracts';
import { releaseKey, type UnitLimits } from '@aftercare/event-bus';
import { Database } from '@aftercare/event-store';
import { newId } from '@aftercare/kernel';
import { eventually } from '@aftercare/testing';
import type { Chain, ReaderStatus } from './rig/chain';
import { onServers, prove } from './rig/proof';
import { withAdmin, withProducer } from './rig/kafka-tools';
import { applied, moreEffects, publish, stray } from './rig/steps';
import { branch } from './src/contracts';
import type { Conduct } from './src/reader';

/** So that a retry is seen within seconds. */
const limits: Partial<UnitLimits> = {
  firstRetryMs: 300, longestRetryMs: 1_000, retries: 1_000, pollMs: 200, idlePollMs: 500,
  outage: { keys: 10, windowMs: 20_000, firstPauseMs: 1_000, longestPauseMs: 2_000 },
};

onServers({ limits });

const parked = (chain: Chain, key: string): Promise<{ sequence: number; status: string; unit: string }[]> =>
  chain.query('desk', 'SELECT sequence::int, status, unit FROM parked WHERE key = $1 ORDER BY unit, sequence', [key]);

const status = (chain: Chain): Promise<ReaderStatus> => chain.reader.call('status');

/** Everybody else goes on. */
const othersFlow = async (chain: Chain, effects = 60): Promise<void> => {
  await moreEffects(chain, effects);
  for (const { healthy, reason } of (await status(chain)).units) expect({ healthy, reason }).toEqual({ healthy: true, reason: null });
};

describe('an event is missing in the log', () => {
  it('17: it is named, its key waits for it, the others go on; when it comes all follow in order', () => prove(async (chain) => {
    const [holed, whole] = [randomUUID(), randomUUID()];
    await publish(chain, stray(chain, holed, 1), stray(chain, holed, 3), stray(chain, whole, 1), stray(chain, holed, 4), stray(chain, whole, 2));
    await eventually(async () => expect(await applied(chain, whole)).toEqual([1, 2]), { within: 15_000 });
    await eventually(async () => expect(await parked(chain, holed)).toEqual([{ sequence: 3, status: 'behind', unit: 'views' }, { sequence: 4, status: 'behind', unit: 'views' }]), { within: 10_000 });
    expect(await applied(chain, holed)).toEqual([1]);
    expect(chain.logTail(2_000)).toContain(`${chain.contracts.Stray.topic} key ${holed} expected sequence 2, got 3: run ops republish`);
    await eventually(async () => expect((await status(chain)).units.find(({ unit }) => unit === 'views')?.parked.gaps).toBe(1));
    await othersFlow(chain);
    await publish(chain, stray(chain, holed, 2));
    await eventually(async () => expect(await applied(chain, holed)).toEqual([1, 2, 3, 4]), { within: 10_000 });
    return { injected: 1, gapsNamed: (await status(chain)).counts.gaps };
  }));
});

describe('records that are none', () => {
  it('25: broken bytes are parked, the others flow', () => prove(async (chain) => {
    const good = randomUUID();
    const { topic } = chain.contracts.Stray;
    const { headers, value } = stray(chain, good, 1);
    const broken = [
      { key: good, value: '{"parcelId":', headers },
      { key: good, value: null, headers },
      { key: null, value, headers },
      { key: good, value, headers: {} },
      { key: good, value, headers: { ...headers, ce_sequence: 'first' } },
      { key: good, value, headers: { ...headers, ce_id: 'none' } },
      { key: good, value: Buffer.from([0xff, 0xfe, 0x00]), headers },
    ];
    await withProducer(chain, (producer) => producer.send({ topic, messages: broken }));
    await eventually(async () => expect(await chain.count('desk', 'parked', `topic = '${topic}' AND status = 'dead'`)).toBe(broken.length), { within: 15_000 });
    await publish(chain, stray(chain, good, 1));
    await eventually(async () => expect(await applied(chain, good)).toEqual([1]), { within: 10_000 });
    await othersFlow(chain);
    return { injected: broken.length };
  }));

  it('28: an unknown type is passed by and counted; an unknown version holds its key', () => prove(async (chain) => {
    const [passing, holding] = [randomUUID(), randomUUID()];
    const { Stray } = chain.contracts;
    await publish(chain, stray(chain, passing, 1, Stray.type.replace('.seen.', '.vanished.')), stray(chain, passing, 2));
    await publish(chain, stray(chain, holding, 1), stray(chain, holding, 2, Stray.type.replace('.v1', '.v99')), stray(chain, holding, 3));
    await eventually(async () => expect(await applied(chain, passing)).toEqual([2]), { within: 15_000 });
    await eventually(async () => expect((await parked(chain, holding)).map(({ sequence }) => sequence)).toEqual([2, 3]), { within: 10_000 });
    expect(await applied(chain, holding)).toEqual([1]);
    expect(await chain.query('desk', 'SELECT unit, count::int FROM skipped WHERE topic = $1', [Stray.topic])).toEqual([{ unit: 'views', count: 1 }]);
    await othersFlow(chain);
    return { injected: 2 };
  }));
});

describe('a handler fails', () => {
  it('26: with a TypeError, for one key: it is parked, the reader lives, and drains when it is mended', () => prove(async (chain) => {
    const [key] = chain.keys;
    await chain.reader.call('conduct', { broken: [key!] } satisfies Conduct);
    await eventually(async () => expect((await parked(chain, key!)).map(({ unit }) => unit)).toEqual(expect.arrayContaining(['views', 'reactions'])), { within: 20_000 });
    await othersFlow(chain, 200);
    await chain.reader.call('conduct', {} satisfies Conduct);
    return { injected: 1 };
  }));

  describe('27: with more of the same key behind it', () => {
    it('all of it waits, and follows in order', () => prove(async (chain) => {
      const key = randomUUID();
      await chain.reader.call('conduct', { broken: [key] } satisfies Conduct);
      await publish(chain, stray(chain, key, 1));
      await eventually(async () => expect(await parked(chain, key)).toMatchObject([{ sequence: 1, status: 'failing' }]), { within: 15_000 });
      await publish(chain, stray(chain, key, 2), stray(chain, key, 3));
      await eventually(async () => expect(await parked(chain, key)).toMatchObject([{ sequence: 1, status: 'failing' }, { sequence: 2, status: 'behind' }, { sequence: 3, status: 'behind' }]), { within: 15_000 });
      await othersFlow(chain);
      expect(await applied(chain, key)).toEqual([]);
      await chain.reader.call('conduct', {} satisfies Conduct);
      await eventually(async () => expect(await applied(chain, key)).toEqual([1, 2, 3]), { within: 15_000 });
      expect(await parked(chain, key)).toEqual([]);
      return { injected: 1 };
    }));

    it('the reader dies while it drains what was parked', () => prove(async (chain) => {
      const keys = chain.keys.slice(0, 4);
      await chain.reader.call('conduct', { broken: keys } satisfies Conduct);
      await eventually(async () => expect(await chain.count('desk', 'parked', `unit = 'reactions' AND key = '${keys[0]}'`)).toBeGreaterThan(3), { within: 20_000 });
      const { reader } = chain;
      await reader.call('arm', { place: 'unit-settle-parked', when: 'after' });
      await reader.call('conduct', {} satisfies Conduct);
      await reader.ended();
      await chain.startReader();
      return { injected: 1 };
    }));
  });

  it('46: 90 days ago: tried again it takes effect once, however often its record comes', () => prove(async (chain) => {
    const key = randomUUID();
    const records = [stray(chain, key, 1), stray(chain, key, 2)];
    const repeats = async (): Promise<void> => {
      const { duplicates } = (await status(chain)).counts;
      await publish(chain, ...records);
      await eventually(async () => expect((await status(chain)).counts.duplicates).toBe(duplicates + records.length), { within: 10_000 });
    };
    await chain.reader.call('conduct', { broken: [key] } satisfies Conduct);
    await publish(chain, ...records);
    await eventually(async () => expect(await parked(chain, key)).toMatchObject([{ status: 'failing' }, { status: 'behind' }]), { within: 15_000 });
    await chain.query('desk', `UPDATE parked SET status = CASE sequence WHEN 1 THEN 'dead' ELSE status END, next_at = NULL, first_failed_at = first_failed_at - interval '90 days' WHERE key = $1`, [key]);
    await chain.reader.call('conduct', {} satisfies Conduct);
    await repeats();
    expect(await applied(chain, key)).toEqual([]);
    // As `ops parked retry` does it.
    await chain.query('desk', `UPDATE parked SET status = 'failing', attempts = 0, next_at = clock_timestamp() WHERE key = $1 AND sequence = 1`, [key]);
    await eventually(async () => expect(await applied(chain, key)).toEqual([1, 2]), { within: 15_000 });
    await repeats();
    expect(await applied(chain, key)).toEqual([1, 2]);
    expect(await parked(chain, key)).toEqual([]);
    return { injected: 1 };
  }));

  it('53: for all keys: nothing is blamed, and all of it drains unaided', () => prove(async (chain) => {
    await chain.reader.call('conduct', { broken: chain.keys } satisfies Conduct);
    await eventually(async () => expect((await status(chain)).units.map(({ paused }) => paused)).toContain(true), { within: 20_000 });
    await chain.reader.call('conduct', {} satisfies Conduct);
    return { injected: 1 };
  }));
});

describe('29: an event is too large', () => {
  it('the transaction that raises it fails', () => prove(async (chain) => {
    const key = randomUUID();
    expect(await chain.writer.call('large', { key, bytes: 800 * 1024 })).toBe('EventTooLarge');
    expect(await chain.count('depot', 'event', `key = '${key}'`)).toBe(0);
    return { injected: 1 };
  }));

  it('one that the broker refuses holds its key, with 1,000 later events; others flow; released, it drains in order', () => prove(async (chain) => {
    const key = randomUUID();
    const { Moved } = chain.contracts;
    const headers = encodeHeaders({ id: newId(), type: Moved.type, source: Moved.source, subject: key, time: '2026-07-06T01:00:00Z', dataschema: Moved.schemaId, correlationid: 'by-hand', branchid: branch });
    const payload = { parcelId: key, branchId: branch, write: newId(), ballast: 'x'.repeat(2 * 1024 * 1024) };
    await chain.query('depot', `WITH state AS (INSERT INTO parcel (id, version) VALUES ($1::uuid, 1001)),
      head AS (INSERT INTO stream_head (key, topic, last_seq, last_at) VALUES ($1::text, $2, 1, clock_timestamp())),
      stored AS (INSERT INTO event (event_id, topic, key, sequence, type, branch_id, headers, payload, occurred_at)
                 VALUES ($3, $2, $1::text, 1, $4, $5, convert_to($6, 'UTF8'), convert_to($7, 'UTF8'), clock_timestamp()) RETURNING id)
      INSERT INTO outbox (id, shard, topic, key) SELECT id, 0, $2, $1::text FROM stored`, [key, Moved.topic, headers['ce_id'], Moved.type, branch, JSON.stringify(headers), JSON.stringify(payload)]);
    await eventually(async () => expect(await chain.query('depot', 'SELECT reason FROM held_key WHERE key = $1', [key])).toEqual([{ reason: 'MESSAGE_TOO_LARGE' }]), { within: 15_000 });
    const database = await Database.open({ url: chain.url('depot', false), service: 'depot', poolSize: 2 });
    const context = { principal: systemPrincipal('depot', '*'), branches: '*' } as const;
    await database.withTx(context, async (tx) => {
      const now = await tx.now();
      for (let n = 0; n < 1_000; n++) tx.raise(Moved.of({ parcelId: key, branchId: branch, write: newId() }), now);
    });
    await othersFlow(chain, 150);
    await eventually(async () => expect(await chain.count('depot', 'outbox_held', `key = '${key}'`)).toBe(1_001), { within: 10_000 });
    expect(await applied(chain, key)).toEqual([]);
    await withAdmin(chain.servers.brokers, (admin) => admin.alterConfigs({ validateOnly: false, resources: [{ type: 2, name: Moved.topic, configEntries: [{ name: 'retention.ms', value: '-1' }, { name: 'max.message.bytes', value: String(4 * 1024 * 1024) }] }] }));
    expect(await database.withTx(context, (tx) => releaseKey(tx, { topic: Moved.topic, key }))).toBe(1_001);
    await database.close();
    return { injected: 1 };
  }));
});
