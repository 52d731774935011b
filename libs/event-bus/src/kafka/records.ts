import type { KafkaMessage } from 'kafkajs';
import type { LogRecord } from '../event-bus';

export const toLogRecord = (topic: string, partition: number, { offset, key, value, headers }: KafkaMessage): LogRecord => ({
  topic,
  partition,
  offset: BigInt(offset),
  key,
  value,
  headers: headers ?? {},
});
