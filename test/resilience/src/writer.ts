import { fdatasyncSync, openSync, writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { awaitsHit, dieAt } from './awaits';
import { systemPrincipal } from '@aftercare/auth';
import { KafkaBus, Relays } from '@aftercare/event-bus';
import { Database, type Tx } from '@aftercare/event-store';
import { newId } from '@aftercare/kernel';
import { branch, contractsOf } from './contracts';
import { arm, placesSeen, release as goOn, watchedBus, watchStatements, type Failpoint } from './failpoint';
import { commonCalls, serveParent, workerLogger, workerOptions, type WorkerOptions } from './worker';

export interface WriterOptions extends WorkerOptions {
  /** `? write` when one begins, `+ write` when its COMMIT was acknowledged, `- write` when it gave up by itself. */
  readonly ledger: string;
}

export interface Work {
  readonly keys: readonly string[];
  /** Transactions, over all lanes; 0 = as many as go. */
  readonly perSecond: number;
  /** How many transactions are open at once; 0 stops writing. */
  readonly lanes: number;
  /** Share of transactions that give up after they have raised everything. */
  readonly aborts: number;
  /** Rows are locked in the order of chance, so that transactions meet in deadlocks. */
  readonly crossing?: boolean;
}

class GaveUp extends Error {}

const main = async (): Promise<void> => {
  const { databaseUrl, brokers, tag, ledger, kafka, credentials, release } = workerOptions<WriterOptions>();
  watchStatements();
  const { Moved, MovedLater } = contractsOf(tag);
  const service = 'depot';
  const principal = systemPrincipal(service, '*');
  const database = await Database.open({ url: databaseUrl, service, poolSize: 12, statementMs: 4_000 });
  const openBus = () => watchedBus(new KafkaBus({ brokers: brokers.split(','), clientId: service, logger: workerLogger, limits: kafka, credentials }));
  const relay = new Relays({ databaseUrl, service, openBus, logger: workerLogger, topics: [Moved.topic], answerMs: 5_000 });
  database.onCommitted(() => relay.kick());
  relay.start();

  const file = openSync(ledger, 'a');
  const note = (mark: string, write: string): void => {
    writeSync(file, `${mark} ${write}\n`);
    if (mark === '+') fdatasyncSync(file);
  };
  const failures = new Map<string, number>();

  /** One transaction: one or two changes of each of one to three parcels, every change with its event. */
  const writeOnce = async (work: Work): Promise<void> => {
    const write = newId();
    const chosen = [...new Set(Array.from({ length: 1 + Math.floor(Math.random() * 3) }, () => work.keys[Math.floor(Math.random() * work.keys.length)] as string))];
    const keys = work.crossing ? chosen : chosen.sort();
    const giveUp = Math.random() < work.aborts;
    note('?', write);
    try {
      await database.withTx({ principal, branches: '*' }, async (tx) => {
        for (const key of keys) await move(tx, key, write, 1 + Math.floor(Math.random() * 2));
        if (giveUp) throw new GaveUp();
      });
      note('+', write);
    } catch (error) {
      if (error instanceof GaveUp) return note('-', write);
      const reason = String(error);
      failures.set(reason, (failures.get(reason) ?? 0) + 1);
      await delay(20);
    }
  };
  const move = async (tx: Tx, parcelId: string, write: string, times: number): Promise<void> => {
    await tx.query('INSERT INTO parcel (id, version) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET version = parcel.version + excluded.version, changed_tx = DEFAULT', [parcelId, times]);
    const fact = { parcelId, branchId: branch, write };
    for (let n = 0; n < times; n++) tx.raise(release === 'later' ? MovedLater.of({ ...fact, grams: n }) : Moved.of(fact), await tx.now());
  };

  let generation = 0;
  let lanes: Promise<unknown> = Promise.resolve();
  const work = async (wanted: Work): Promise<void> => {
    const mine = ++generation;
    await lanes;
    const pause = wanted.perSecond > 0 ? (1_000 * wanted.lanes) / wanted.perSecond : 0;
    lanes = Promise.all(Array.from({ length: wanted.lanes }, async () => {
      for (let next = performance.now(); mine === generation; next += pause) {
        await writeOnce(wanted);
        if (pause > 0) await delay(Math.max(0, next + pause - performance.now()));
      }
    }));
    if (wanted.lanes === 0) await lanes;
  };

  const stop = async (): Promise<void> => {
    generation += 1;
    await lanes;
    await relay.stop();
    await database.close();
  };
  serveParent({
    work,
    dieAt,
    awaits: awaitsHit,
    arm: (failpoint: Failpoint | null) => arm(failpoint),
    release: goOn,
    places: placesSeen,
    status: () => ({ ...relay.status(), failures: Object.fromEntries(failures), megabytes: process.memoryUsage().rss / 2 ** 20 }),
    ...commonCalls,
    /** Takes every connection of the pool for a while. */
    exhaust: async (ms: number) => {
      await Promise.all(Array.from({ length: 12 }, () => database.withTx({ principal, branches: '*' }, (tx) => tx.query('SELECT pg_sleep($1)', [ms / 1_000]))));
    },
    /** Raises an event of the given size; the answer is what the transaction threw, or null. */
    large: async ({ key, bytes }: { key: string; bytes: number }) => {
      try {
        await database.withTx({ principal, branches: '*' }, async (tx) => tx.raise(Moved.of({ parcelId: key, branchId: branch, write: newId(), ballast: 'x'.repeat(bytes) }), await tx.now()));
        return null;
      } catch (error) {
        return (error as Error).constructor.name;
      }
    },
  }, stop);
};

void main();
