import 'reflect-metadata';
import { setTimeout as delay } from 'node:timers/promises';
import { systemPrincipal } from '@aftercare/auth';
import type { ReceivedEvent } from '@aftercare/contracts';
import { EventUnits, KafkaBus, Projects, Relays, requestRebuild, When, type UnitLimits } from '@aftercare/event-bus';
import { Database, statement, type Tx } from '@aftercare/event-store';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { contractsOf, isNoticed, type Moved } from './contracts';
import { arm, placesSeen, release, watchedBus, watchStatements, type Failpoint } from './failpoint';
import { tallyOf } from './tally';
import { block, serveParent, workerLogger, workerOptions } from './worker';

export interface ReaderOptions {
  readonly databaseUrl: string;
  readonly brokers: string;
  readonly tag: string;
  /** Time constants of the units, where the test wants shorter ones. */
  readonly limits?: Partial<UnitLimits>;
}

/** How the handlers behave from now on. */
export interface Conduct {
  readonly viewMs?: number;
  readonly reactionMs?: number;
  /** Keys at which handlers throw a TypeError. */
  readonly broken?: readonly string[];
}

const writeEffects = statement(
  'write-effects',
  'INSERT INTO effect (unit, topic, key, sequence, event_id) SELECT $1, * FROM unnest($2::text[], $3::text[], $4::bigint[], $5::uuid[])',
);

const main = async (): Promise<void> => {
  const { databaseUrl, brokers, tag, limits } = workerOptions<ReaderOptions>();
  watchStatements();
  const { Moved, Noticed, Stray } = contractsOf(tag);
  const service = 'desk';
  let conduct: Conduct = {};
  const write = async (unit: string, events: readonly ReceivedEvent[], tx: Tx): Promise<void> => {
    for (const { key } of events) if (conduct.broken?.includes(key)) (null as unknown as { seal(): void }).seal();
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
      if (isNoticed(event.sequence)) tx.raise(Noticed.of(event.data), event.occurredAt);
    }
  }
  @Module({ controllers: [tallyOf({ Moved, Noticed, Stray }), View, Reaction] })
  class Desk {}

  const database = await Database.open({ url: databaseUrl, service, poolSize: 8, statementMs: 5_000 });
  const openBus = () => new KafkaBus({ brokers: brokers.split(','), clientId: service, logger: workerLogger });
  const bus = openBus();
  const counts = { applied: 0, duplicates: 0, skipped: 0, parked: 0, gaps: 0, failed: 0 };
  const metrics = {
    applied: (_: string, n: number) => void (counts.applied += n),
    duplicates: (_: string, n: number) => void (counts.duplicates += n),
    skipped: (_: string, n: number) => void (counts.skipped += n),
    parked: (_: string, n: number) => void (counts.parked += n),
    gap: () => void (counts.gaps += 1),
    failed: () => void (counts.failed += 1),
  };
  const units = new EventUnits({ service, bus, database, logger: workerLogger, metrics, ...(limits ? { limits } : {}) });
  const relay = new Relays({ databaseUrl, service, openBus: () => watchedBus(openBus()), logger: workerLogger, topics: [Noticed.topic] });
  database.onCommitted(() => relay.kick());
  const app = await NestFactory.createMicroservice(Desk, { strategy: units, logger: false });
  await app.listen();
  relay.start();

  const stop = async (): Promise<void> => {
    await app.close();
    await relay.stop();
    await bus.close();
    await database.close();
  };
  serveParent({
    arm: (failpoint: Failpoint | null) => arm(failpoint),
    release,
    places: placesSeen,
    rebuild: () => database.withTx({ principal: systemPrincipal(service, []), branches: [] }, (tx) => requestRebuild(tx, { projection: 'Tally', acceptDifference: false, actor: 'ST002', reason: 'fault 45', correlationId: null })),
    conduct: (wanted: Conduct) => void (conduct = wanted),
    status: () => ({ units: units.unitStatus(), relay: relay.status(), counts, megabytes: process.memoryUsage().rss / 2 ** 20 }),
    block,
  }, stop);
};

void main();
