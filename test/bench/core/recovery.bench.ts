import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '@aftercare/testing';
import type { BenchContext, Series } from '../../../tools/bench/bench.ts';
import { startKafka } from '../../../tools/platform/kafka.ts';
import { portProblem } from '../../../tools/platform/ports.ts';
import { startPostgres } from '../../../tools/platform/postgres.ts';
import { waitForExit } from '../../../tools/platform/processes.ts';
import { crashFolder } from '../../../tools/runner/servers.ts';
import { BenchProcess, progress, startStack } from './stack.ts';

export const name = 'recovery';
export const expectedSeconds = 110;

/**
 * 200 events/s, and one process dies by kill -9 and is started again at once (Postgres by an immediate stop, the broker once its
 * ports are free). From the kill until everything has taken effect that was committed by the first moment at which something is
 * committed again. The servers are this bench's own.
 */
export async function run({ runs, say }: BenchContext): Promise<readonly Series[]> {
  const folder = crashFolder();
  const postgresOptions = { dataDir: join(folder.path, 'postgres'), logFile: join(folder.path, 'postgres.log') };
  const kafkaOptions = { dataDir: join(folder.path, 'kafka'), logFile: join(folder.path, 'kafka.log') };
  let writer: BenchProcess | null = null;
  let reader: BenchProcess | null = null;
  try {
    let postgres = await startPostgres(postgresOptions);
    let kafka = await startKafka(kafkaOptions);
    const stack = await startStack(postgres.url, kafka.brokers);
    const startWriter = async (): Promise<void> => {
      writer = await BenchProcess.start('writer', stack);
      await writer.call('relay');
      await writer.call('writeOn', 200);
    };
    const startReader = async (): Promise<void> => {
      reader = await BenchProcess.start('reader', stack);
      await reader.call('listen');
    };
    const victims: Readonly<Record<string, () => Promise<void>>> = {
      'the writing service, with its relay': async () => {
        await writer?.kill();
        await startWriter();
      },
      'the reading service': async () => {
        await reader?.kill();
        await startReader();
      },
      'the broker': async () => {
        process.kill(kafka.process.pid, 'SIGKILL');
        await waitForExit(kafka.process, 10_000);
        await eventually(async () => {
          if ((await portProblem(kafka.port)) !== null) throw new Error('the port is not free yet');
        });
        kafka = await startKafka({ ...kafkaOptions, port: kafka.port });
      },
      Postgres: async () => {
        process.kill(postgres.process.pid, 'SIGQUIT');
        await waitForExit(postgres.process, 10_000);
        postgres = await startPostgres({ ...postgresOptions, port: postgres.port });
      },
    };
    /** Of a server that is away nothing can be asked. */
    const now = async (): Promise<{ committed: number; applied: number }> => eventually(() => progress(stack), { within: 30_000 });
    const caughtUp = async (): Promise<void> => eventually(async () => {
      const { committed, applied } = await now();
      if (committed === 0 || committed - applied > 100) throw new Error(`${applied} of ${committed} events took effect`);
    }, { within: 60_000 });

    await startReader();
    await startWriter();
    const series: Series[] = [];
    for (const [victim, killed] of Object.entries(victims)) {
      const values: number[] = [];
      for (let round = 1; round <= runs; round++) {
        await caughtUp();
        await delay(500);
        const before = await now();
        const from = performance.now();
        await killed();
        let target: number | null = null;
        for (;;) {
          const { committed, applied } = await now();
          if (target === null && committed > before.committed) target = committed;
          if (target !== null && applied >= target) break;
          if (performance.now() - from > 120_000) throw new Error(`after the kill of ${victim}: ${applied} of ${target} events took effect`);
          await delay(20);
        }
        values.push((performance.now() - from) / 1000);
        say(`${victim}, run ${round}: ${values.at(-1)!.toFixed(2)} s`);
      }
      series.push({ name: `all applied again after kill -9 of ${victim}`, unit: 's', target: victim === 'the reading service' ? { of: 'value', atMost: 12 } : null, values });
    }
    await Promise.all([(writer as BenchProcess | null)?.kill(), (reader as BenchProcess | null)?.kill()]);
    await stack.close();
    return series;
  } finally {
    await Promise.all([(writer as BenchProcess | null)?.kill(), (reader as BenchProcess | null)?.kill()]);
    await folder.clear();
  }
}
