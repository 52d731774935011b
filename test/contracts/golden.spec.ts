import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allEvents, incompatibilities, shapeOf, validateClosed, validateOpen, type EventContract } from '@aftercare/contracts';
import fc from 'fast-check';
import { valueOf } from './arbitrary';

const folder = join(__dirname, '../../libs/contracts/golden');

interface Golden {
  readonly schema: object;
  readonly examples: readonly unknown[];
}

/** Every published state of the event, oldest first: 1.json, 2.json, … */
const goldenOf = (type: string): Golden[] =>
  readdirSync(join(folder, type)).map((_, index) => JSON.parse(readFileSync(join(folder, type, `${index + 1}.json`), 'utf8')) as Golden);

it('no published event has vanished', () => {
  expect(readdirSync(folder).sort()).toEqual(allEvents.map(({ type }) => type));
});

const as = (contract: EventContract, schema: object): EventContract => ({ ...contract, schema });

describe.each(allEvents.map((contract) => [contract.type, contract] as const))('%s', (_, today) => {
  const published = goldenOf(today.type);

  it('keeps everything it ever published, today included', () => {
    expect(published.at(-1)).toEqual(JSON.parse(JSON.stringify({ schema: today.schema, examples: [today.example] })));
  });

  it('is compatible with every published state', () => {
    expect(published.map(({ schema }) => incompatibilities(schema, today.schema))).toEqual(published.map(() => []));
  });

  it('reads every published example, and its example is read by every published schema', () => {
    for (const { schema, examples } of published) {
      for (const example of examples) validateOpen(today, example);
      validateOpen(as(today, schema), today.example);
    }
  });

  it('reads and is read, whatever the data', () => {
    for (const { schema } of published) {
      const then = as(today, schema);
      fc.assert(
        fc.property(valueOf(shapeOf(today.schema)), valueOf(shapeOf(schema)), (newer, older) => {
          validateClosed(today, newer);
          validateOpen(then, newer);
          validateClosed(then, older);
          validateOpen(today, older);
        }),
      );
    }
  });
});
