export type { BusAdmin, BusRecord, EventBus, LogRecord, PartitionRange, PublishedAck, RecordBatch, RecordHeaders, Subscriber, SubscribeOptions, Subscription } from './event-bus';
export { KafkaBus, type KafkaBusOptions } from './kafka/kafka-bus';
export { ensureTopics, UnsupportedBroker, waitForBroker } from './kafka/provision';
export type { Logger } from './logger';
export { HistoryLost } from './relay/log-check';
export { Relay, type RelayMetrics, type RelayOptions, type RelayStatus } from './relay/relay';
export { EventUnits, type EventUnitsOptions } from './units/event-units';
export { Projects, When, type UnitName } from './units/handlers';
export type { UnitMetrics, UnitStatus } from './units/unit';
