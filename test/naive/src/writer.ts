import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable, Module, type OnModuleInit } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ClientKafka, ClientsModule, Transport } from '@nestjs/microservices';
import { lastValueFrom } from 'rxjs';
import { DataSource } from 'typeorm';
import { dataSource, Movement, Parcel, type Moved } from './tables';
import { options, serveParent } from './worker';

export interface Work {
  readonly keys: readonly string[];
  /** Transactions, over all lanes. */
  readonly perSecond: number;
  /** How many transactions are open at once; 0 stops writing. */
  readonly lanes: number;
  /** Share of transactions that give up. */
  readonly aborts: number;
}

class GaveUp extends Error {}

@Injectable()
class ParcelService implements OnModuleInit {
  constructor(
    @Inject('DATA_SOURCE') private readonly source: DataSource,
    @Inject('KAFKA') private readonly client: ClientKafka,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.client.connect();
  }

  /** Saves the changes of some parcels, then tells about them. */
  async move(parcelIds: readonly string[], branchId: string, giveUp: boolean): Promise<void> {
    const write = randomUUID();
    const moved: Moved[] = [];
    await this.source.transaction(async (manager) => {
      for (const id of parcelIds) {
        await manager.createQueryBuilder().insert().into(Parcel).values({ id, version: 0 }).orIgnore().execute();
        const parcel = await manager.findOneOrFail(Parcel, { where: { id }, lock: { mode: 'pessimistic_write' } });
        for (let times = 1 + Math.floor(Math.random() * 2); times > 0; times--) {
          parcel.version += 1;
          const { eventId, parcelId, version } = await manager.save(Object.assign(new Movement(), { eventId: randomUUID(), parcelId: id, branchId, write, version: parcel.version }));
          moved.push({ eventId, parcelId, branchId, write, version });
        }
        await manager.save(parcel);
      }
      if (giveUp) throw new GaveUp();
    });
    for (const event of moved) await lastValueFrom(this.client.emit(options.moved, { key: event.parcelId, value: event }));
  }
}

@Module({
  imports: [
    ClientsModule.register([
      { name: 'KAFKA', transport: Transport.KAFKA, options: { client: { clientId: 'depot', brokers: options.brokers.split(',') }, consumer: { groupId: `depot-${options.moved}` }, producerOnlyMode: true } },
    ]),
  ],
  providers: [ParcelService, { provide: 'DATA_SOURCE', useFactory: () => dataSource(options.databaseUrl).initialize() }],
})
class DepotModule {}

const main = async (): Promise<void> => {
  const app = await NestFactory.createApplicationContext(DepotModule);
  const parcels = app.get(ParcelService);
  const failures = new Map<string, number>();

  /** One request: one or two changes of each of one to three parcels. Who asked gets an error, and does not ask again. */
  const request = async ({ keys, aborts }: Work): Promise<void> => {
    const chosen = [...new Set(Array.from({ length: 1 + Math.floor(Math.random() * 3) }, () => keys[Math.floor(Math.random() * keys.length)] as string))].sort();
    try {
      await parcels.move(chosen, 'BR05', Math.random() < aborts);
    } catch (error) {
      if (error instanceof GaveUp) return;
      const reason = String(error);
      failures.set(reason, (failures.get(reason) ?? 0) + 1);
      await delay(20);
    }
  };

  let generation = 0;
  let lanes: Promise<unknown> = Promise.resolve();
  const work = async (wanted: Work): Promise<void> => {
    const mine = ++generation;
    await lanes;
    const pause = (1_000 * wanted.lanes) / wanted.perSecond;
    lanes = Promise.all(Array.from({ length: wanted.lanes }, async () => {
      for (let next = performance.now(); mine === generation; next += pause) {
        await request(wanted);
        await delay(Math.max(0, next + pause - performance.now()));
      }
    }));
    if (wanted.lanes === 0) await lanes;
  };
  serveParent({ work, status: () => Object.fromEntries(failures) });
};

void main();
