import 'reflect-metadata';
import { awaitsHit, dieAt } from './awaits';
import { setTimeout as delay } from 'node:timers/promises';
import { systemPrincipal } from '@aftercare/auth';
import type { ReceivedEvent } from '@aftercare/contracts';
import { EventUnits, KafkaBus, Projects, realSurroundings, Relays, requestRebuild, SqlTimerStore, Timers, When, type Firing, type UnitLimits } from '@aftercare/event-bus';
import { Database, moveClock, setTimer, statement, type Tx } from '@aftercare/event-store';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { contractsOf, isNoticed, type Moved } from './contracts';
import { errandMoves, type ErrandInput, type ErrandState } from './errand';
import { arm, placesSeen, release as goOn, watchedBus, watchStatements, type Failpoint } from './failpoint';
import { tallyOf } from './tally';
import { commonCalls, serveParent, workerLogger, workerOptions, type WorkerOptions } from './worker';

export interface ReaderOptions extends WorkerOptions {
  /** Time constants of the units, where the test wants shorter ones. */
  readonly limits?: Partial<UnitLimits>;
  /** Has a reaction to `Withdrawn` besides, as the next release has: to all of it, or from now on. */
  readonly withdrawn?: 'all' | 'now';
}

/** How the handlers behave from now on. */
export interface Conduct {
  readonly viewMs?: number;
  readonly reactionMs?: number;
  /** Keys at which handlers and timers throw a TypeError. */
  readonly broken?: readonly string[];
  /** Keys at which the database is busy with something else. */
  readonly troubled?: readonly string[];
}

const writeEffects = statement(
  'write-effects',
  'INSERT INTO effect (unit, topic, key, sequence, event_id) SELECT $1, * FROM unnest($2::text[], $3::text[], $4::bigint[], $5::uuid[])',
);

/** Timers that ring. They are due in `inMs` of business time. */
export interface Bells {
  readonly ids: readonly string[];
  readonly inMs: number;
}

const lockTimeout = statement('time-out', "DO $$ BEGIN RAISE EXCEPTION 'the lock is not free' USING ERRCODE = '55P03'; END $$");

const main = async (): Promise<void> => {
  const { databaseUrl, brokers, tag, limits, kafka, credentials, release, withdrawn } = workerOptions<ReaderOptions>();
  watchStatements();
  const contracts = contractsOf(tag);
  const { Noticed, Stray, Granted, Refused, Withdrawn } = contracts;
  const Moved = release === 'later' ? (contracts.MovedLater as unknown as typeof contracts.Moved) : contracts.Moved;
  const service = 'desk';
  let conduct: Conduct = {};
  const stumble = (key: string): void => {
    if (!conduct.broken?.includes(key)) return;
    counts.stumbled += 1;
    (null as unknown as { seal(): void }).seal();
  };
  const counts = { applied: 0, duplicates: 0, skipped: 0, parked: 0, gaps: 0, failed: 0, withGrams: 0, withoutGrams: 0, stumbled: 0 };
  const write = async (unit: string, events: readonly ReceivedEvent[], tx: Tx): Promise<void> => {
    for (const { key, type, data } of events) {
      stumble(key);
      if (type === Moved.type) counts['grams' in (data as object) ? 'withGrams' : 'withoutGrams'] += 1;
    }
    if (events.some(({ key }) => conduct.troubled?.includes(key))) await tx.query(lockTimeout);
    await tx.query(writeEffects, [unit, events.map(({ type }) => type.split('.').slice(0, 3).join('.')), events.map((e) => e.key), events.map((e) => e.sequence), events.map((e) => e.id)]);
  };

  @Controller()
  class View {
    @Projects(Moved, Noticed, Stray)
    async apply(events: readonly ReceivedEvent<Moved>[], tx: Tx): Promise<void> {
      await delay(conduct.viewMs ?? 0);
      await write('views', events, tx);
    }
  }
  @Controller()
  class Reaction {
    @When(Moved)
    async notice(event: ReceivedEvent<Moved>, tx: Tx): Promise<void> {
      await delay(conduct.reactionMs ?? 0);
      await write('reactions', [event], tx);
      const { parcelId, branchId, write: cause } = event.data;
      if (isNoticed(event.sequence)) tx.raise(Noticed.of({ parcelId, branchId, write: cause }), event.occurredAt);
    }
  }
  /** One step of an errand, whoever brings it about. */
  const step = async (id: string, input: ErrandInput, tx: Tx): Promise<void> => {
    const [errand] = await tx.query<{ state: ErrandState }>('SELECT state FROM errand WHERE id = $1 FOR UPDATE', [id]);
    if (!errand) throw new Error(`${input}, but nobody has asked for ${id} yet`);
    const { to, tell } = errandMoves[errand.state][input];
    await tx.query('UPDATE errand SET state = $2 WHERE id = $1', [id, to]);
    if (tell) await tx.query('INSERT INTO errand_word (errand_id, word) VALUES ($1, $2)', [id, tell]);
  };
  @Controller()
  class Errands {
    @When(Granted)
    async granted({ key }: ReceivedEvent<Moved>, tx: Tx): Promise<void> {
      await step(key, 'granted', tx);
    }

    @When(Refused)
    async refused({ key }: ReceivedEvent<Moved>, tx: Tx): Promise<void> {
      await step(key, 'refused', tx);
    }
  }
  const withdrawing = (event: ReceivedEvent<Moved>, tx: Tx): Promise<void> => write('reactions', [event], tx);
  @Controller()
  class AllWithdrawals {
    @When(Withdrawn)
    withdrawn(event: ReceivedEvent<Moved>, tx: Tx): Promise<void> {
      return withdrawing(event, tx);
    }
  }
  @Controller()
  class NewWithdrawals {
    @When(Withdrawn, { since: 'now' })
    withdrawn(event: ReceivedEvent<Moved>, tx: Tx): Promise<void> {
      return withdrawing(event, tx);
    }
  }
  const upgrade = { none: [], all: [AllWithdrawals], now: [NewWithdrawals] }[withdrawn ?? 'none'];
  @Module({ controllers: [tallyOf({ Moved, Noticed, Stray }), View, Reaction, Errands, ...upgrade] })
  class Desk {}

  const database = await Database.open({ url: databaseUrl, service, poolSize: 8, statementMs: 4_000 });
  const principal = systemPrincipal(service, '*');
  const openBus = () => new KafkaBus({ brokers: brokers.split(','), clientId: service, logger: workerLogger, limits: kafka, credentials });
  const bus = openBus();
  const metrics = {
    applied: (_: string, n: number) => void (counts.applied += n),
    duplicates: (_: string, n: number) => void (counts.duplicates += n),
    skipped: (_: string, n: number) => void (counts.skipped += n),
    parked: (_: string, n: number) => void (counts.parked += n),
    gap: () => void (counts.gaps += 1),
    failed: () => void (counts.failed += 1),
  };
  const units = new EventUnits({ service, bus, database, logger: workerLogger, metrics, ...(limits ? { limits } : {}) });
  const relay = new Relays({ databaseUrl, service, openBus: () => watchedBus(openBus()), logger: workerLogger, topics: [Noticed.topic], answerMs: 5_000 });
  database.onCommitted(() => relay.kick());
  const firings = new Map<string, Firing<Tx>>([
    ['errand', { lock: async (tx, id) => void (await tx.query('SELECT 1 FROM errand WHERE id = $1 FOR UPDATE', [id])), fire: ({ subject }, tx) => step(subject, 'timed out', tx) }],
    ['bell', {
      lock: async (tx, id) => void (await tx.query('SELECT 1 FROM bell WHERE id = $1 FOR UPDATE', [id])),
      fire: async ({ subject, dueAt }, tx) => {
        stumble(subject);
        await tx.query('INSERT INTO ring (bell_id, due_at, stumbled) VALUES ($1, $2, $3)', [subject, dueAt, counts.stumbled]);
      },
    }],
  ]);
  const timers = new Timers({ service, firings, store: new SqlTimerStore(database), surroundings: realSurroundings, logger: workerLogger, limits: { firstRetryMs: 20, longestRetryMs: 50, attempts: 100_000 } });
  const setTimers = (table: 'errand' | 'bell', { ids, inMs }: Bells) => database.withTx({ principal, branches: '*' }, async (tx) => {
    const dueAt = new Date((await tx.now()).getTime() + inMs);
    for (const id of ids) {
      await tx.query(table === 'bell' ? 'INSERT INTO bell (id) VALUES ($1)' : "INSERT INTO errand (id, state) VALUES ($1, 'waiting')", [id]);
      await setTimer(tx, { kind: table, subject: id, branchId: null, dueAt, data: {} });
    }
  });
  const app = await NestFactory.createMicroservice(Desk, { strategy: units, logger: false });
  await app.listen();
  relay.start();
  timers.start();

  const stop = async (): Promise<void> => {
    await app.close();
    await Promise.all([relay.stop(), timers.stop()]);
    await bus.close();
    await database.close();
  };
  serveParent({
    dieAt,
    awaits: awaitsHit,
    arm: (failpoint: Failpoint | null) => arm(failpoint),
    release: goOn,
    places: placesSeen,
    rebuild: (projection: string | null) => database.withTx({ principal, branches: [] }, (tx) => requestRebuild(tx, { projection: projection ?? 'Tally', acceptDifference: false, actor: 'ST002', reason: 'fault 45', correlationId: null })),
    conduct: (wanted: Conduct) => void (conduct = wanted),
    status: () => ({ units: units.unitStatus(), relay: relay.status(), counts, megabytes: process.memoryUsage().rss / 2 ** 20 }),
    ...commonCalls,
    /** Gives how often anything has stumbled until they were set. */
    ring: async (bells: Bells) => {
      await setTimers('bell', bells);
      return counts.stumbled;
    },
    ask: (errands: Bells) => setTimers('errand', errands),
    /** Business time goes forward by so much. */
    passTime: async (ms: number) => {
      await moveClock(database, ms);
      timers.kick();
    },
  }, stop);
};

void main();
