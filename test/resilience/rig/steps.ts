import { encodeHeaders, sequenceHeader, type EventContract } from '@aftercare/contracts';
import type { BusRecord } from '@aftercare/event-bus';
import { newId } from '@aftercare/kernel';
import { eventually } from '@aftercare/testing';
import { branch, type Moved } from '../src/contracts';
import type { Chain, ReaderStatus } from './chain';
import { withAdmin } from './kafka-tools';
import type { WorkerProcess } from './worker-process';

/** A record as a relay would make it, with whatever is to be wrong about it. */
export const recordOf = ({ topic, source, schemaId, type: own }: EventContract<Moved>, key: string, sequence: number, type: string = own): BusRecord => ({
  topic,
  key,
  value: Buffer.from(JSON.stringify({ parcelId: key, branchId: branch, write: newId() } satisfies Moved)),
  headers: {
    ...encodeHeaders({ id: newId(), type, source, subject: key, time: '2026-07-06T01:00:00Z', dataschema: schemaId, correlationid: 'by-hand', branchid: branch }),
    ce_sequence: sequenceHeader(sequence),
  },
});

export const stray = ({ contracts: { Stray } }: Chain, key: string, sequence: number, type?: string): BusRecord => recordOf(Stray, key, sequence, type);

export const publish = async (chain: Chain, ...records: readonly BusRecord[]): Promise<void> => {
  for (let from = 0; from < records.length; from += 400) await chain.collector.bus.publishBatch(records.slice(from, from + 400));
};

/** The sequences of a key in the order in which they took effect. */
export const applied = async (chain: Chain, key: string, unit = 'views'): Promise<number[]> =>
  (await chain.query<{ sequence: string }>('desk', 'SELECT sequence FROM effect WHERE key = $1 AND unit = $2 ORDER BY id', [key, unit])).map(({ sequence }) => Number(sequence));

/** So many more effects than now. */
export const moreEffects = async (chain: Chain, count: number, within = 20_000): Promise<void> => {
  const before = await chain.count('desk', 'effect');
  await eventually(async () => expect(await chain.count('desk', 'effect')).toBeGreaterThanOrEqual(before + count), { within });
};

/** So many more events than now are committed. */
export const moreEvents = async (chain: Chain, events: number, within = 20_000): Promise<void> => {
  const before = await chain.count('depot', 'event');
  await eventually(async () => expect(await chain.count('depot', 'event')).toBeGreaterThanOrEqual(before + events), { within });
};

/** How many effects there are. */
export const effects = (chain: Chain, where = 'true'): Promise<number> => chain.count('desk', 'effect', where);

export const statusOf = (reader: WorkerProcess): Promise<ReaderStatus> => reader.call('status');

/** The groups of a reader, one for each unit and topic. */
export const groupsOf = ({ contracts: { Moved, Noticed, Stray, Granted } }: Chain): string[] => [...[Moved, Granted].map(({ topic }) => `desk.reactions.${topic}`), ...[Moved, Noticed, Stray].map(({ topic }) => `desk.views.${topic}`)];

/** How many members each group has, and whether they agree. */
export const members = (chain: Chain): Promise<string[]> =>
  withAdmin(chain.servers.brokers, async (admin) => (await admin.describeGroups(groupsOf(chain))).groups.map((group) => `${group.members.length} ${group.state}`));
