export type { BusAdmin, BusRecord, EventBus, LogRecord, PartitionEnd, PartitionRange, PublishedAck, RecordBatch, RecordHeaders, Subscriber, SubscribeOptions, Subscription } from './event-bus';
export { RecordRefused, TopicRefused } from './event-bus';
export type {
  Backlog, Failure, Key, KeyRun, KeyState, OffsetMove, ParkedFate, ParkedPlace, ParkedRecord, ParkedStatus, Published, Reached, RelaySession, Standing, StoredOffset, Surroundings, Timer, TimersStanding, TimerStore, UnitStore, WaitingEvent,
} from './event-store';
export { KafkaBus, type KafkaBusOptions } from './kafka/kafka-bus';
export { ensureTopics, UnsupportedBroker, waitForBroker } from './kafka/provision';
export type { Logger } from './logger';
export { HistoryLost } from './relay/log-check';
export { Relay, type RelayMetrics, type RelayOptions, type RelayStatus } from './relay/relay';
export { Relays, ShardRelays, type RelaysOptions, type ShardRelaysOptions } from './relay/relays';
export { releaseKey } from './relay/release-key';
export { SqlRelaySession, type SqlRelaySessionOptions } from './relay/sql-relay-session';
export { realSurroundings } from './surroundings';
export { Fires, firingsOf, type Fired } from './timers/fires';
export { SqlTimerStore } from './timers/sql-timer-store';
export { Timers, type Firing, type TimerLimits, type TimerMetrics, type TimersOptions } from './timers/timers';
export { EventUnits, type EventUnitsOptions } from './units/event-units';
export type { Handler } from './units/handler-calls';
export { Projects, When, type UnitName } from './units/handlers';
export type { UnitLimits } from './units/limits';
export { SqlUnitStore } from './units/sql-unit-store';
export { Unit, type UnitMetrics, type UnitOptions, type UnitStatus } from './units/unit';
