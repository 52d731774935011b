import { encodeHeaders, sequenceHeader } from './cloud-events';
import type { EventContract } from './event-contract';
import type { Topic } from './registry';

type Json = Readonly<Record<string, unknown>>;

const text = (description: string, rules: Json = {}): Json => ({ type: 'string', description, ...rules });

/** The CloudEvents attributes that every record carries as headers. */
const headers: Json = {
  type: 'object',
  required: ['content-type', 'ce_specversion', 'ce_id', 'ce_type', 'ce_source', 'ce_subject', 'ce_time', 'ce_sequence', 'ce_correlationid'],
  properties: {
    'content-type': { const: 'application/json' },
    ce_specversion: { const: '1.0' },
    ce_id: text('Unique per event. A repeated delivery has the same id.', { format: 'uuid' }),
    ce_type: text('The event and its version.'),
    ce_source: text('The service that published it.', { format: 'uri-reference' }),
    ce_subject: text('The id of the aggregate; equal to the record key.'),
    ce_time: text('When it happened, in business time.', { format: 'date-time' }),
    ce_dataschema: text('The schema of the payload.', { format: 'uri' }),
    ce_sequence: text('Contiguous per key and topic, from 1: a repeat has a number already seen, a gap is a loss.', { pattern: '^[0-9]{16}$' }),
    ce_branchid: text('The branch that it belongs to; absent for facts that all branches share.'),
    ce_correlationid: text('The same for everything that one request set off.'),
    ce_causationid: text('The event that this one answers; absent when a person or a timer began it.'),
    ce_traceparent: text('W3C trace context.'),
  },
};

const named = (entries: readonly (readonly [string, Json])[]): Json => Object.fromEntries(entries);

/** `aftercare.tickets.ticket.opened.v1` → `tickets.ticket.opened.v1` */
const shortName = (name: string): string => name.replace(/^aftercare\./, '');

const messageOf = (contract: EventContract): Json => ({
  name: contract.type,
  title: contract.meaning.zh,
  summary: contract.meaning.en,
  description: [
    `${contract.meaning.zh} · ${contract.meaning.en}`,
    `key = \`${contract.keyField}\``,
    contract.branchField === null ? 'cross-branch' : `branch = \`${contract.branchField}\``,
    contract.personalData === 'ids' ? 'personal data: ids only' : 'personal data: none',
  ].join('\n\n'),
  contentType: 'application/json',
  headers: { $ref: '#/components/schemas/headers' },
  // As a plain schema object: the profile's keywords mean the same in every draft, and the viewers know no later one.
  payload: { $id: contract.schemaId, ...contract.schema },
  bindings: { kafka: { key: text(`\`${contract.keyField}\``), bindingVersion: '0.5.0' } },
  examples: [{ name: 'example', summary: contract.meaning.zh, headers: exampleHeaders(contract), payload: contract.example }],
});

const exampleHeaders = (contract: EventContract): Json => {
  const subject = String(contract.example[contract.keyField]);
  const id = '019a5d5e-7c00-7000-8000-0000000000e1';
  const known = encodeHeaders({
    id,
    type: contract.type,
    source: contract.source,
    subject,
    time: '2026-03-02T01:15:30.000Z',
    dataschema: contract.schemaId,
    branchid: contract.branchField === null ? null : String(contract.example[contract.branchField]),
    correlationid: '019a5d5e-7c00-7000-8000-0000000000c1',
  });
  return { ...known, ce_sequence: sequenceHeader(1) };
};

/** The AsyncAPI 3.0 document of the given topics and events; the same input gives the same document, key order included. */
export const asyncApi = (topics: readonly Topic[], contracts: readonly EventContract[]): Json => {
  const messagesOn = (topic: Topic): string[] => contracts.filter((contract) => contract.topic === topic.name).map(({ type }) => shortName(type));
  const channelOf = (topic: Topic): Json => ({
    address: topic.name,
    title: topic.name,
    description: '同一聚合的全部事件，同一编号内有序，永久保留。All events of one aggregate, in order per key, kept for ever.',
    messages: named(messagesOn(topic).map((name) => [name, { $ref: `#/components/messages/${name}` }])),
    bindings: {
      kafka: {
        topic: topic.name,
        partitions: topic.partitions,
        topicConfiguration: { 'cleanup.policy': ['delete'], 'retention.ms': -1 },
        bindingVersion: '0.5.0',
      },
    },
  });
  const operationOf = (topic: Topic): Json => ({
    action: 'send',
    channel: { $ref: `#/channels/${shortName(topic.name)}` },
    title: topic.name,
    messages: messagesOn(topic).map((name) => ({ $ref: `#/channels/${shortName(topic.name)}/messages/${name}` })),
  });
  return {
    asyncapi: '3.0.0',
    info: {
      title: '售后服务平台事件 · Aftercare events',
      version: '1.0.0',
      description:
        '已提交的每个事实都会按顺序到达每个订阅者，可能重复，绝不丢失；同一主题内按 (ce_subject, ce_sequence) 去重。CloudEvents 1.0 二进制模式。\n\n' +
        'Every committed fact reaches every subscriber, in order per key. It may be repeated, it is never lost: ' +
        'drop repeats by (ce_subject, ce_sequence) within a topic. CloudEvents 1.0 in binary mode.',
    },
    defaultContentType: 'application/json',
    channels: named(topics.map((topic) => [shortName(topic.name), channelOf(topic)])),
    operations: named(topics.map((topic) => [`publish.${shortName(topic.name)}`, operationOf(topic)])),
    components: {
      messages: named(contracts.map((contract) => [shortName(contract.type), messageOf(contract)])),
      schemas: { headers },
    },
  };
};
