import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allEvents, asyncApi, incompatibilities, topics, type EventContract } from '@aftercare/contracts';
import { between, json, type Document } from './document.ts';

/** What everybody outside reads about the events. */
export const asyncApiDocument = (): Document[] => [{ path: 'docs/asyncapi.json', text: json(asyncApi(topics, allEvents)) }];

/** The table of events in the README of the contracts. */
export const eventCatalogue = (root: string): Document[] => {
  const path = 'libs/contracts/README.md';
  const row = ({ type, topic, keyField, branchField, personalData, meaning }: EventContract): string =>
    `| \`${type}\` | \`${topic}\` | ${keyField} | ${branchField ?? 'cross-branch'} | ${personalData} | ${meaning.zh} · ${meaning.en} |`;
  const table = ['| type | topic | key | branch | personal data | meaning |', '|---|---|---|---|---|---|', ...allEvents.map(row)].join('\n');
  return [{ path, text: between(readFileSync(join(root, path), 'utf8'), 'events', table) }];
};

/** A published state of an event, as it was: its schema and an example that must stay readable. */
interface Golden {
  readonly schema: object;
  readonly examples: readonly Record<string, unknown>[];
}

const folder = 'libs/contracts/golden';

/** Every published state of an event type, oldest first. */
const goldenOf = (root: string, type: string): Golden[] => {
  const home = join(root, folder, type);
  if (!existsSync(home)) return [];
  const numbers = readdirSync(home).map((file) => Number.parseInt(file, 10)).sort((a, b) => a - b);
  return numbers.map((n) => JSON.parse(readFileSync(join(home, `${n}.json`), 'utf8')) as Golden);
};

/** Adds today's state of an event to its golden examples when it is new. Refuses a state that breaks an older one. */
export const goldenExamples = (root: string): Document[] =>
  allEvents.flatMap((contract) => {
    const kept = goldenOf(root, contract.type);
    const today = json({ schema: contract.schema, examples: [contract.example] });
    const breaks = kept.flatMap((golden) => incompatibilities(golden.schema, contract.schema));
    if (breaks.length > 0) throw new Error(`${contract.type} breaks what was published: ${breaks.join('; ')}. Declare the next version instead.`);
    const newest = kept.at(-1);
    if (newest && json(newest) === today) return [];
    return [{ path: `${folder}/${contract.type}/${kept.length + 1}.json`, text: today }];
  });
