import type { Principal } from '@aftercare/auth';
import { statement, type Database } from '@aftercare/event-store';

const customerByCode = statement('customer-by-code', 'SELECT id FROM customer WHERE code = $1');

/** As whom the notices of a person are kept: customers by their id, everybody else by his code. `null`: a customer of whom we have not heard yet. */
export const receiverOf = async (database: Database, actor: Principal): Promise<string | null> => {
  if (actor.kind !== 'customer') return actor.subject;
  const [customer] = await database.read<{ id: string }>(actor, 'notice:own', customerByCode, [actor.subject]);
  return customer?.id ?? null;
};
