import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { Controller, Inject, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ClientKafka, ClientsModule, EventPattern, Payload, Transport, type MicroserviceOptions } from '@nestjs/microservices';
import { lastValueFrom } from 'rxjs';
import { DataSource } from 'typeorm';
import { dataSource, Effect, Notice, type Moved, type Noticed } from './tables';
import { options, serveParent } from './worker';

const client = { clientId: 'desk', brokers: options.brokers.split(',') };

/** Keeps rows of what it hears. */
@Controller()
class View {
  constructor(@Inject('DATA_SOURCE') private readonly source: DataSource) {}

  @EventPattern<Record<string, Moved>>(options.moved)
  async moved(@Payload() { parcelId, eventId }: Moved): Promise<void> {
    await this.source.getRepository(Effect).save({ unit: 'views', topic: options.moved, parcelId, eventId });
  }

  @EventPattern<Record<string, Noticed>>(options.noticed)
  async noticed(@Payload() { parcelId, eventId }: Noticed): Promise<void> {
    await this.source.getRepository(Effect).save({ unit: 'views', topic: options.noticed, parcelId, eventId });
  }
}

/** Answers every third change of a parcel with a notice of its own. */
@Controller()
class Reaction {
  constructor(
    @Inject('DATA_SOURCE') private readonly source: DataSource,
    @Inject('KAFKA') private readonly kafka: ClientKafka,
  ) {}

  @EventPattern<Record<string, Moved>>(options.moved)
  async notice(@Payload() { parcelId, eventId, version }: Moved): Promise<void> {
    const sent = version % 3 === 0 ? { eventId: randomUUID(), parcelId, cause: eventId } : null;
    await this.source.transaction(async (manager) => {
      await manager.save(Object.assign(new Effect(), { unit: 'reactions', topic: options.moved, parcelId, eventId }));
      if (sent) await manager.save(Object.assign(new Notice(), sent));
    });
    if (sent) await lastValueFrom(this.kafka.emit(options.noticed, { key: parcelId, value: sent }));
  }
}

@Module({
  imports: [ClientsModule.register([{ name: 'KAFKA', transport: Transport.KAFKA, options: { client, producerOnlyMode: true } }])],
  controllers: [View, Reaction],
  providers: [{ provide: 'DATA_SOURCE', useFactory: () => dataSource(options.databaseUrl).initialize() }],
})
class DeskModule {}

const main = async (): Promise<void> => {
  const app = await NestFactory.createMicroservice<MicroserviceOptions>(DeskModule, {
    transport: Transport.KAFKA,
    options: { client, consumer: { groupId: `desk-${options.moved}` } },
  });
  await app.listen();
  serveParent({});
};

void main();
