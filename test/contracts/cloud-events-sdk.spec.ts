import { decodeRecord, encodeHeaders, sequenceHeader, TicketOpenedV1, type EventHeaders } from '@aftercare/contracts';
import { CloudEvent, Kafka, type KafkaMessage } from 'cloudevents';
import fc from 'fast-check';

// The official SDK is the oracle. It wants text headers, leaves the value an object, and writes headers without a value.
const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 });
const maybe = fc.option(word, { nil: null });
const headers: fc.Arbitrary<EventHeaders> = fc.record({
  id: fc.uuid(),
  type: fc.constant(TicketOpenedV1.type),
  source: fc.constant(TicketOpenedV1.source),
  subject: word,
  time: fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('9999-12-31') }).map((date) => date.toISOString()),
  dataschema: fc.constant(TicketOpenedV1.schemaId),
  branchid: maybe,
  correlationid: word,
  causationid: maybe,
  traceparent: maybe,
});
const sequence = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
const data = fc.dictionary(fc.string({ unit: 'grapheme' }).filter((name) => name !== '__proto__'), fc.jsonValue({ stringUnit: 'grapheme' })).map((value) => JSON.parse(JSON.stringify(value)) as object);
const present = (sent: EventHeaders): Partial<EventHeaders> => Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== null));

it('the SDK reads what we write, and finds it valid', () => {
  fc.assert(
    fc.property(headers, sequence, data, (sent, n, value) => {
      const message = { key: sent.subject, value: Buffer.from(JSON.stringify(value)), headers: { ...encodeHeaders(sent), ce_sequence: sequenceHeader(n) } };
      const event = Kafka.toEvent(message as unknown as KafkaMessage) as CloudEvent<object>;
      expect(event.validate()).toBe(true);
      expect(event).toMatchObject({ specversion: '1.0', datacontenttype: 'application/json', partitionkey: sent.subject, sequence: sequenceHeader(n), ...present(sent) });
      expect(event.data).toEqual(value);
    }),
  );
});

it('we read what the SDK writes', () => {
  fc.assert(
    fc.property(headers, sequence, data, (sent, n, value) => {
      const event = new CloudEvent({ ...present(sent), datacontenttype: 'application/json', partitionkey: sent.subject, sequence: sequenceHeader(n), data: value } as ConstructorParameters<typeof CloudEvent>[0]);
      const message = Kafka.binary(event) as KafkaMessage;
      const received = decodeRecord({
        key: Buffer.from(message.key as string),
        value: Buffer.from(JSON.stringify(message.value)),
        headers: Object.fromEntries(Object.entries(message.headers as Record<string, string | undefined>).map(([name, text]) => [name, text === undefined ? undefined : Buffer.from(text)])),
      });
      expect(received).toEqual({
        id: sent.id, type: sent.type, source: sent.source, key: sent.subject, sequence: n, occurredAt: new Date(sent.time),
        branchId: sent.branchid, correlationId: sent.correlationid, causationId: sent.causationid, traceparent: sent.traceparent, data: value,
      });
    }),
  );
});
