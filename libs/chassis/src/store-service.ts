import type { DynamicModule, Type } from '@nestjs/common';
import { Database, forgetOldCommands, type DatabaseOptions } from '@aftercare/event-store';
import type { ConfigOf, ServiceConfig, storeSettings } from './config';
import { ServiceLogger } from './logger';
import { Metrics } from './metrics';
import { EventPlaces } from './ops/verify-events';
import { startService, type RunningService, type ServiceOptions } from './service';

export interface StoreServiceOptions extends Pick<ServiceOptions, 'service' | 'title' | 'rules' | 'checks'> {
  readonly config: ServiceConfig & ConfigOf<typeof storeSettings>;
  /** The aggregates of the service; none when it only keeps rows. */
  readonly mappings?: DatabaseOptions['mappings'];
}

/** A command holds one connection for some milliseconds; two cores keep no more than this many busy. */
const poolSize = 16;

/** Boots a service that owns a schema and takes part in the events: `Database` can be injected everywhere in `module`. */
export const startStoreService = async (module: Type | DynamicModule, options: StoreServiceOptions): Promise<RunningService> => {
  const { service, config, mappings = [], ...rest } = options;
  // Not for a service without events.
  const { EventUnits, KafkaBus, Relays } = await import('@aftercare/event-bus');
  const log = new ServiceLogger({ service, level: config.LOG_LEVEL });
  const metrics = new Metrics();
  const database = await Database.open({ url: config.DATABASE_URL, service, poolSize, mappings });
  const openBus = () => new KafkaBus({ brokers: config.KAFKA_BROKERS, clientId: service, logger: log.lines });
  const bus = openBus();
  return startService(withDatabase(module, database, new EventPlaces(config.DATABASE_URL, config.KAFKA_BROKERS, log.lines)), {
    ...rest,
    service,
    config,
    log,
    metrics,
    database,
    bus,
    relay: new Relays({ databaseUrl: config.DATABASE_URL, service, openBus, logger: log.lines, metrics: metrics.relay }),
    units: new EventUnits({ service, bus, database, logger: log.lines, metrics: metrics.units }),
    jobs: [housekeeping(database, log)],
  });
};

const tenMinutes = 600_000;

/** Deletes what the core's tables need no longer. */
const housekeeping = (database: Database, log: ServiceLogger) => {
  let round: Promise<unknown> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  const clean = (): void => {
    round = forgetOldCommands(database).catch((error: unknown) => { log.warn(`old commands could not be deleted yet: ${String(error)}`); });
  };
  return {
    start: () => {
      clean();
      timer = setInterval(clean, tenMinutes);
    },
    stop: async () => {
      clearInterval(timer);
      await round;
    },
  };
};

/** A module in which `Database` and the places of its events can be injected, besides `module` itself. */
export const withDatabase = (module: Type | DynamicModule, database: Database, places: EventPlaces): DynamicModule => ({
  module: class StoreService {},
  global: true,
  imports: [module],
  providers: [{ provide: Database, useValue: database }, { provide: EventPlaces, useValue: places }],
  exports: [Database, EventPlaces],
});
