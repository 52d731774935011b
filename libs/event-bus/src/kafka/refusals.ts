import { RecordRefused, TopicRefused } from '../event-bus';

/** What a record is refused for however often it is sent. Not `INVALID_TIMESTAMP`: that is a clock's fault, and hits every record. */
const ofRecords = new Set(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE', 'INVALID_RECORD']);
const ofTopics = new Set(['UNKNOWN_TOPIC_OR_PARTITION', 'INVALID_TOPIC_EXCEPTION', 'TOPIC_AUTHORIZATION_FAILED', 'CLUSTER_AUTHORIZATION_FAILED']);

/** The broker's own word for an error, which kafkajs wraps when it has given up retrying. */
export const typeOf = (error: unknown): string | undefined => {
  const { type, cause } = (error ?? {}) as { type?: unknown; cause?: { type?: unknown } };
  const found = type ?? cause?.type;
  return typeof found === 'string' ? found : undefined;
};

/** The refusal that a failed send is, or null when its outcome is unknown. */
export const refusalOf = (error: unknown): RecordRefused | null => {
  const type = typeOf(error);
  return type !== undefined && ofRecords.has(type) ? new RecordRefused(type, (error as Error).message, { cause: error }) : null;
};

export const isTopicTrouble = (error: unknown): boolean => ofTopics.has(typeOf(error) ?? '');

/** The same work; when it fails for one of its topics, with a failure that says so. */
export const about = <T>(topics: readonly string[], work: Promise<T>): Promise<T> =>
  work.catch((error: unknown) => {
    throw isTopicTrouble(error) ? topicRefused(topics, error) : error;
  });

export const topicRefused = (topics: readonly string[], error: unknown): TopicRefused => {
  const names = topics.join(', ');
  return new TopicRefused(
    `主题 ${names} 不存在或不允许本服务使用:请以 12 个分区创建它,或授予 DESCRIBE、READ 与 WRITE 权限 / topic ${names} does not exist or this service may not use it: create it with 12 partitions, or grant DESCRIBE, READ and WRITE (${typeOf(error)})`,
    { cause: error },
  );
};
