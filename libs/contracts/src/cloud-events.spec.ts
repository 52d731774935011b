import fc from 'fast-check';
import { BrokenRecord, decodeRecord, encodeHeaders, sequenceHeader, type BrokenCode, type WireRecord } from './cloud-events';

const id = '019a5d5e-7c00-7000-8000-000000000001';
const known = {
  id,
  type: 'aftercare.tickets.ticket.opened.v1',
  source: '/aftercare/tickets',
  subject: 'k1',
  time: '2026-03-02T09:15:30.123+08:00',
  dataschema: 'urn:aftercare:schema:aftercare.tickets.ticket.opened.v1',
  correlationid: 'c1',
};
const good = { key: Buffer.from('k1'), value: Buffer.from('{"a":"水"}'), headers: { ...encodeHeaders(known), ce_sequence: sequenceHeader(7) } } satisfies WireRecord;
const withHeader = (name: string, value: Buffer | string | string[] | undefined): WireRecord => ({ ...good, headers: { ...good.headers, [name]: value } });

const broken = (record: WireRecord): BrokenRecord => {
  try {
    decodeRecord(record);
  } catch (error) {
    if (error instanceof BrokenRecord) return error;
    throw error;
  }
  throw new Error('the record was read');
};

describe('a record', () => {
  it('is read with text headers and with byte headers', () => {
    const event = { id, type: known.type, source: known.source, key: 'k1', sequence: 7, occurredAt: new Date('2026-03-02T01:15:30.123Z'), branchId: null, correlationId: 'c1', causationId: null, traceparent: null, data: { a: '水' } };
    expect(decodeRecord(good)).toEqual(event);
    expect(decodeRecord({ ...good, headers: Object.fromEntries(Object.entries(good.headers).map(([name, text]) => [name, Buffer.from(text)])) })).toEqual(event);
  });

  it('carries every attribute there and back, in any script', () => {
    const word = fc.string({ unit: 'grapheme', minLength: 1 });
    const maybe = fc.option(word, { nil: null });
    const headers = fc.record({ id: fc.uuid(), type: word, source: word, subject: word, time: fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('9999-12-31') }).map((date) => date.toISOString()), dataschema: word, branchid: maybe, correlationid: word, causationid: maybe, traceparent: maybe });
    fc.assert(
      fc.property(headers, fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), fc.jsonValue({ stringUnit: 'grapheme' }), (sent, sequence, data) => {
        const wire = Object.fromEntries(Object.entries({ ...encodeHeaders(sent), ce_sequence: sequenceHeader(sequence) }).map(([name, text]) => [name, Buffer.from(text)]));
        expect(decodeRecord({ key: Buffer.from(sent.subject), value: Buffer.from(JSON.stringify(data)), headers: wire })).toEqual({
          id: sent.id, type: sent.type, source: sent.source, key: sent.subject, sequence, occurredAt: new Date(sent.time), branchId: sent.branchid, correlationId: sent.correlationid, causationId: sent.causationid, traceparent: sent.traceparent,
          data: JSON.parse(JSON.stringify(data)) as unknown,
        });
      }),
    );
  });

  it('ignores headers of others, and a charset of utf-8', () => {
    expect(decodeRecord({ ...good, headers: { ...good.headers, 'content-type': 'Application/JSON; charset=UTF-8', other: ['a', 'b'], ce_extra: Buffer.from([0xff]) } }).sequence).toBe(7);
  });

  const invalidUtf8 = Buffer.from([0x7b, 0xc3, 0x28]);
  it.each<[BrokenCode, string, WireRecord]>([
    ['key-missing', 'no key', { ...good, key: null }],
    ['key-missing', 'an empty key', { ...good, key: Buffer.alloc(0) }],
    ['key-not-utf8', 'a key that is not UTF-8', { ...good, key: invalidUtf8 }],
    ['key-not-subject', 'a key that is not the subject', { ...good, key: Buffer.from('k2') }],
    ['value-missing', 'a tombstone', { ...good, value: null }],
    ['value-not-json', 'an empty value', { ...good, value: Buffer.alloc(0) }],
    ['value-not-json', 'a cut value', { ...good, value: Buffer.from('{"a":') }],
    ['value-not-json', 'a byte-order mark', { ...good, value: Buffer.from('\ufeff{}') }],
    ['value-not-utf8', 'a value that is not UTF-8', { ...good, value: invalidUtf8 }],
    ['header-missing', 'no headers at all', { key: good.key, value: good.value }],
    ...['ce_specversion', 'content-type', 'ce_id', 'ce_type', 'ce_source', 'ce_subject', 'ce_time', 'ce_sequence', 'ce_correlationid'].flatMap((name): [BrokenCode, string, WireRecord][] => [
      ['header-missing', `no ${name}`, withHeader(name, undefined)],
      ['header-missing', `an empty ${name}`, withHeader(name, '')],
      ['header-repeated', `${name} twice`, withHeader(name, [id, id])],
      ['header-not-utf8', `${name} that is not UTF-8`, withHeader(name, invalidUtf8)],
    ]),
    ['header-repeated', 'an optional header twice', withHeader('ce_branchid', ['BR05', 'BR06'])],
    ['specversion-unknown', 'CloudEvents 0.3', withHeader('ce_specversion', '0.3')],
    ['specversion-unknown', 'CloudEvents 2.0', withHeader('ce_specversion', '2.0')],
    ['content-type-unknown', 'structured mode', withHeader('content-type', 'application/cloudevents+json')],
    ['content-type-unknown', 'another charset', withHeader('content-type', 'application/json; charset=gbk')],
    ['id-invalid', 'an id that is no UUID', withHeader('ce_id', '42')],
    ['time-invalid', 'a time in words', withHeader('ce_time', 'yesterday')],
    ['time-invalid', 'a time without offset', withHeader('ce_time', '2026-03-02T09:15:30')],
    ['time-invalid', 'a day that does not exist', withHeader('ce_time', '2026-02-30T00:00:00Z')],
    ['sequence-invalid', 'sequence 0', withHeader('ce_sequence', '0000000000000000')],
    ['sequence-invalid', 'a negative sequence', withHeader('ce_sequence', '-1')],
    ['sequence-invalid', 'a fraction', withHeader('ce_sequence', '1.5')],
    ['sequence-invalid', 'a sequence beyond 2^53', withHeader('ce_sequence', '9007199254740993')],
  ])('is broken (%s) by %s', (code, _, record) => {
    expect(broken(record).code).toBe(code);
  });

  it('that is broken still tells whose it is, so that it can hold its key', () => {
    expect(broken({ ...good, value: Buffer.from('oops') }).readable).toMatchObject({ id, key: 'k1', sequence: 7, type: known.type });
    expect(broken(withHeader('ce_id', '42')).readable).toMatchObject({ id: null, key: 'k1', sequence: 7 });
  });

  it('never repeats its content in the message', () => {
    expect(broken({ ...good, value: Buffer.from('13800000000!') }).message).toBe('the value is not JSON');
    expect(broken(withHeader('ce_time', '13800000000')).message).toBe('header ce_time is not an RFC 3339 instant');
  });
});

describe('a sequence header', () => {
  it('sorts as text in the order of the numbers', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (a, b) => sequenceHeader(a) < sequenceHeader(b) === a < b));
  });

  it.each([0, -1, 1.5, Number.NaN, 2 ** 53])('is refused for %p', (sequence) => {
    expect(() => sequenceHeader(sequence)).toThrow(RangeError);
  });
});
