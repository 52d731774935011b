import { readdirSync } from 'node:fs';
import { defineEvent, type EventContract } from './event-contract';
import { code } from './fields';
import { allEvents, contractOf, recognise, topics } from './registry';
import { shapeOf } from './schema-shape';
import { TicketOpenedV1 } from './tickets/ticket-opened.v1';
import { validateClosed } from './validation';

const kebab = (snake: string): string => snake.replaceAll('_', '-');
const fileOf = ({ type, service, aggregate, version }: EventContract): string => `${kebab(service)}/${kebab(aggregate)}-${kebab(type.split('.')[3]!)}.v${version}.ts`;

it('lists every event file once, sorted by type', () => {
  const files = readdirSync(__dirname, { recursive: true, encoding: 'utf8' }).filter((file) => /\.v\d+\.ts$/.test(file));
  expect(allEvents.map(fileOf).sort()).toEqual(files.sort());
  expect(allEvents.map(({ type }) => type)).toEqual([...new Set(allEvents.map(({ type }) => type))].sort());
});

it('derives topics of twelve partitions', () => {
  expect(topics).toContainEqual({ name: 'aftercare.tickets.ticket', partitions: 12 });
  expect(new Set(allEvents.map(({ topic }) => topic))).toEqual(new Set(topics.map(({ name }) => name)));
});

describe.each(allEvents.map((contract) => [contract.type, contract] as const))('%s', (_, contract) => {
  it('has an example that its producer could have sent', () => {
    validateClosed(contract, contract.example);
  });

  it('is within the schema profile; key and branch are always there and never empty', () => {
    const shape = shapeOf(contract.schema);
    for (const name of [contract.keyField, contract.branchField ?? contract.keyField]) {
      const field = shape.kind === 'object' ? shape.fields.get(name) : undefined;
      expect(field).toMatchObject({ required: true, shape: { kind: 'string', nullable: false } });
      expect(() => validateClosed(contract, { ...contract.example, [name]: '' })).toThrow();
    }
  });
});

describe('a type', () => {
  it('is found by its exact name and version only', () => {
    expect(contractOf('aftercare.tickets.ticket.opened.v1')).toBe(TicketOpenedV1);
    expect(contractOf('aftercare.tickets.ticket.opened.v2')).toBeUndefined();
  });

  it.each([
    ['aftercare.tickets.ticket.opened.v1', 'known'],
    ['aftercare.tickets.ticket.opened.v2', 'unknown-version'],
    ['aftercare.tickets.ticket.closed.v1', 'unknown-fact'],
    ['aftercare.tickets.ticket.opened.v0', 'unknown-fact'],
    ['com.example.else', 'unknown-fact'],
  ])('%s is %s to a reader of v1', (type, answer) => {
    expect(recognise(type, [TicketOpenedV1])).toBe(answer);
  });

  it.each(['ticket.opened.v1', 'aftercare.dealer-returns.claim.received.v1', 'aftercare.tickets.ticket.opened', 'aftercare.tickets.ticket.opened.v01'])('%s cannot be declared', (type) => {
    const meaning = { zh: '测试', en: 'test' };
    expect(() => defineEvent({ type, meaning, keyField: 'k', branchField: null, personalData: 'none', fields: { k: code() }, example: { k: 'a' } })).toThrow(type);
  });
});
