import type { AwaitName } from './list';

/** Awaits at which no scene lets a process die, each with the reason. Whoever adds one says which other test comes to it. */
export const unreached: Readonly<Record<AwaitName, string>> = {
  'event-bus/kafka/group-consumer GroupConsumer.#eachBatch 3': 'after a subscriber that throws, which units never do; event-bus.int.spec.ts: a handler fails',
  'event-bus/kafka/kafka-bus KafkaBus.publishBatch 2': 'the topic is gone while its relay leads; conformance/bus.ts: never makes a topic, and says that there is none',
  'event-bus/kafka/kafka-bus KafkaBus.#whichTopic 1': 'as above',
  'event-bus/relay/sql-relay-session SqlRelaySession.#query 1': 'a heartbeat is in flight at the moment of a statement: most runs come to it, not all; relay.spec.ts: 9, 38',
  'event-store/migrate retried 2': 'two processes migrate within the same moment; every service test may, they share one server',
};
