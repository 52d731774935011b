import { setTimeout as delay } from 'node:timers/promises';
import { KafkaBus, Relays } from '@aftercare/event-bus';
import { eventually } from '@aftercare/testing';
import type { BenchContext, Series } from '../../../tools/bench/bench.ts';
import { BenchProcess, fillEvents, fillOutbox, progress, quiet, startStack } from './stack.ts';

export const name = 'rebuild';
export const expectedSeconds = 140;

const million = 1_000_000;

/** A views unit that begins at offset 0 of a topic with a million events, until the last one took effect. Three runs: they are long. */
export async function run({ runs, postgres, kafka, say }: BenchContext): Promise<readonly Series[]> {
  const stack = await startStack(await postgres(), await kafka());
  const { databaseUrl, brokers, topic, admin } = stack;
  try {
    await fillEvents(stack, million);
    await fillOutbox(stack, million, 2);
    const relays = new Relays({ databaseUrl, service: 'bench', logger: quiet, topics: [topic], openBus: () => new KafkaBus({ brokers: [brokers], clientId: 'bench', logger: quiet }) });
    relays.start();
    await eventually(async () => {
      await delay(500);
      const { rows } = await admin.query<{ waiting: boolean }>('SELECT EXISTS (SELECT FROM outbox) AS waiting');
      if (rows[0]!.waiting) throw new Error('events wait to be published');
    }, { within: 600_000 });
    await relays.stop();
    say('a million events are in the log');
    const values: number[] = [];
    for (let round = 1; round <= Math.min(runs, 3); round++) {
      await admin.query('TRUNCATE consumer_offset, key_seq, view');
      const reader = await BenchProcess.start('reader', stack);
      try {
        const from = await reader.call<number>('listen');
        await eventually(async () => {
          await delay(200);
          const count = await reader.call<number>('count');
          if (count < million) throw new Error(`${count} events took effect`);
        }, { within: 300_000 });
        const { last } = await reader.call<{ last: number }>('taken');
        values.push((last - from) / 1000);
        if ((await progress(stack)).applied !== million) throw new Error('the guard and the count differ');
      } finally {
        await reader.kill();
      }
      say(`run ${round}: ${values.at(-1)!.toFixed(1)} s, ${(million / values.at(-1)!).toFixed(0)}/s`);
    }
    return [{ name: 'rebuild, a view of 1 M events from offset 0', unit: 's', target: { of: 'value', atMost: 40 }, values }];
  } finally {
    await stack.close();
  }
}
