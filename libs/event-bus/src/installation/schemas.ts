import { allEvents } from '@aftercare/contracts';
import { escapeIdentifier, type Client } from 'pg';

/** Which of these services' `event` tables holds a topic's events: those of `aftercare.dealer_returns.claim` are in `dealer-returns`. */
export const ownerOf = (topic: string, services: readonly string[]): string | null => services.find((service) => service.replaceAll('-', '_') === topic.split('.')[1]?.replaceAll('-', '_')) ?? null;

export const topicsOf = (service: string): string[] => [...new Set(allEvents.map(({ topic }) => topic).filter((topic) => ownerOf(topic, [service]) !== null))];

/** From now on until the transaction ends names without a schema are this service's. */
export const enter = async (client: Client, service: string): Promise<void> => {
  await client.query("SELECT set_config('search_path', $1, true)", [escapeIdentifier(service)]);
};

/** Everything that `work` reads is of one moment, whatever goes on meanwhile, in all schemas. */
export const inSnapshot = <T>(client: Client, work: () => Promise<T>): Promise<T> => within(client, 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', work);

/** All that `work` does is done, or nothing. */
export const inTransaction = <T>(client: Client, work: () => Promise<T>): Promise<T> => within(client, 'BEGIN', work);

const within = async <T>(client: Client, begin: string, work: () => Promise<T>): Promise<T> => {
  await client.query(begin);
  try {
    const result = await work();
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
};
