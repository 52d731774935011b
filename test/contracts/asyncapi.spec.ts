import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allEvents, decodeRecord, topics } from '@aftercare/contracts';
import { Parser } from '@asyncapi/parser';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';

// Much computing, on a machine that runs other things too.
jest.setTimeout(60_000);

const committed = JSON.parse(readFileSync(join(__dirname, '../../docs/asyncapi.json'), 'utf8')) as {
  components: { schemas: { headers: object }; messages: Record<string, { name: string; payload: object; examples: { headers: Record<string, string>; payload: unknown }[] }> };
};

const errorsOf = async (document: object): Promise<string[]> => {
  const { diagnostics } = await new Parser().parse(JSON.stringify(document));
  return diagnostics.filter(({ severity }) => severity === 0).map(({ path, message }) => `${path.join('/')}: ${message}`);
};

describe('the AsyncAPI document', () => {
  it('is valid, and the parser would have noticed a broken channel', async () => {
    expect(await errorsOf(committed)).toEqual([]);
    expect(await errorsOf({ ...committed, channels: { broken: { messages: 7 } } })).not.toEqual([]);
  });

  // The parser does not compare examples with schemas; a reader will.
  it('shows examples that fit the documented schemas and that our own reader reads', () => {
    const ajv = addFormats(new Ajv2020());
    const headersFit = ajv.compile(committed.components.schemas.headers);
    for (const { name, payload, examples } of Object.values(committed.components.messages)) {
      for (const example of examples) {
        expect([headersFit(example.headers), headersFit.errors]).toEqual([true, null]);
        expect(ajv.validate(payload, example.payload)).toBe(true);
        const key = Buffer.from(example.headers['ce_subject']!);
        expect(decodeRecord({ key, value: Buffer.from(JSON.stringify(example.payload)), headers: example.headers })).toMatchObject({ type: name, sequence: 1, data: example.payload });
      }
    }
  });

  it('has a channel of twelve partitions for each topic and a message for each event', async () => {
    const { document } = await new Parser().parse(JSON.stringify(committed));
    const channels = document!.channels().all();
    expect(channels.map((channel) => [channel.address(), channel.bindings().get('kafka')!.value<{ partitions: number }>().partitions])).toEqual(topics.map(({ name }) => [name, 12]));
    expect(document!.messages().all().map((message) => message.name()).sort()).toEqual(allEvents.map(({ type }) => type));
  });
});
