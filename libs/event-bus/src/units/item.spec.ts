import { defineEvent, encodeHeaders, sequenceHeader, type EventContract } from '@aftercare/contracts';
import { isUuid } from '@aftercare/kernel';
import { Type } from 'typebox';
import type { LogRecord } from '../event-bus';
import { logRecord, parkedRecord, readItem } from './item';

const id = '0197e6a0-0000-7000-8000-000000000001';
const Moved = defineEvent({
  type: 'aftercare.depot.parcel.moved.v1', meaning: { zh: '测试', en: 'test' }, keyField: 'parcelId', branchField: 'branchId', personalData: 'none',
  fields: { parcelId: Type.String(), branchId: Type.String() },
  example: { parcelId: 'p1', branchId: 'BR05' },
});
const contracts = new Map<string, EventContract>([[Moved.type, Moved as unknown as EventContract]]);

interface Flaws {
  readonly key?: string;
  readonly type?: string;
  readonly branch?: string;
  readonly data?: object | null;
  readonly headers?: LogRecord['headers'];
}
const record = ({ key = 'p1', type = Moved.type, branch = 'BR05', data = { parcelId: key, branchId: 'BR05' }, headers = {} }: Flaws = {}): LogRecord => ({
  topic: Moved.topic, partition: 3, offset: 12n, key: Buffer.from(key), value: data && Buffer.from(JSON.stringify(data)),
  headers: { ...encodeHeaders({ id, type, source: Moved.source, subject: key, time: '2026-07-06T01:00:00Z', dataschema: Moved.schemaId, correlationid: 'c', branchid: branch }), ce_sequence: sequenceHeader(4), ...headers },
});
const read = (flaws: Flaws = {}) => readItem(record(flaws), contracts);

describe('a record as a unit reads it', () => {
  it('is an event to handle, or one to pass by', () => {
    expect(read()).toMatchObject({ wanted: true, failure: null, event: { key: 'p1', sequence: 4 } });
    expect(read({ type: 'aftercare.depot.parcel.weighed.v1' })).toMatchObject({ wanted: false, failure: null });
  });

  it.each<[string, Flaws]>([
    ['unknown-version', { type: 'aftercare.depot.parcel.moved.v99' }],
    ['contract', { data: { parcelId: 'p1' } }],
    ['foreign-branch', { branch: 'BR06' }],
    ['foreign-branch', { branch: 'BR05,BR06', data: { parcelId: 'p1', branchId: 'BR05,BR06' } }],
    ['foreign-branch', { branch: '*', data: { parcelId: 'p1', branchId: '*' } }],
  ])('holds its key when it is an event but cannot be handled: %s', (errorClass, flaws) => {
    const item = read(flaws);
    expect(item).toMatchObject({ wanted: true, failure: { errorClass }, event: { key: 'p1', sequence: 4 } });
    expect(parkedRecord(item, { status: 'failing', nextAt: null, failure: item.failure! })).toMatchObject({ eventId: id, key: 'p1', sequence: 4 });
  });

  it.each<[string, Flaws]>([
    ['a tombstone', { data: null }],
    ['an id that is none', { headers: { ce_id: '42' } }],
    ['a key with a NUL, which no database text can hold', { key: 'p\0' }],
    ['a key too long for an index', { key: 'p'.repeat(3_000) }],
    ['a type too long for an index', { type: 't'.repeat(3_000) }],
  ])('holds no key when its bytes are no event of ours, and is named by its place: %s', (_, flaws) => {
    const item = read(flaws);
    const parked = parkedRecord(item, { status: 'dead', nextAt: null, failure: item.failure! });
    expect(parked).toMatchObject({ key: null, sequence: null, failure: { errorClass: 'unreadable' } });
    expect([isUuid(parked.eventId), parked.eventId === id]).toEqual([true, false]);
    expect(parkedRecord(read(flaws), { status: 'dead', nextAt: null, failure: item.failure! }).eventId).toBe(parked.eventId);
  });

  it('reads the same after it was parked', () => {
    const item = read();
    expect(readItem(logRecord(parkedRecord(item, { status: 'behind', nextAt: null, failure: { errorClass: 'behind', errorCode: null, message: '', stack: null } })), contracts).event).toEqual(item.event);
  });
});
