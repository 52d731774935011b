import { systemPrincipal } from '@aftercare/auth';
import { auditRefusal, keyOf, lockTimeoutMs, refusalOf, type Command, type Outcome } from './command';
import type { Database } from './database';
import { IdempotencyMismatch, RequestInProgress, sqlState } from './errors';
import { statement } from './statement';
import type { Tx } from './tx';

// Sorted, so that two transactions that claim the same keys cannot wait for each other.
const claim = statement(
  'idempotency-claim-all',
  `INSERT INTO idempotency (client, key, route, body_hash)
   SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS c (client, key, route, body_hash) ORDER BY client, key ON CONFLICT (client, key) DO NOTHING RETURNING client, key`,
);
const recall = statement(
  'idempotency-recall-all',
  'SELECT client, key, route, body_hash, answer FROM idempotency JOIN unnest($1::text[], $2::text[]) AS c (client, key) USING (client, key)',
);
const record = statement(
  'commands-record',
  `WITH told AS MATERIALIZED (
     SELECT * FROM unnest($1::text[], $2::text[], $3::jsonb[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[])
       WITH ORDINALITY AS t (client, key, answer, action, subject, branch_id, outcome, code, correlation_id, reason, ord)
   ), answered AS (UPDATE idempotency i SET answer = t.answer FROM told t WHERE t.answer IS NOT NULL AND (i.client, i.key) = (t.client, t.key)
   ), unclaimed AS (DELETE FROM idempotency i USING told t WHERE t.answer IS NULL AND (i.client, i.key) = (t.client, t.key))
   INSERT INTO audit (actor, action, subject, branch_id, outcome, code, correlation_id, reason)
   SELECT client, action, subject, branch_id, outcome, code, correlation_id, reason FROM told WHERE outcome IS NOT NULL ORDER BY ord`,
);

/** Something that somebody who may do it everywhere asks to be done together with what others ask. */
interface Asked {
  readonly command: Command;
}

/**
 * What `runCommand` does for one command, for several in one transaction: claims their keys, does `work` for those that were not done before, stores each one's
 * answer and audit row. `work` tells of each, in their order, what became of it; where it rejects one, that one's key is free again and its refusal is
 * audited. Whatever it throws undoes all of them. No two may be of the same client and key, and `work` reaches every branch.
 */
export const runCommandsTogether = async <I extends Asked, T>(
  database: Database, items: readonly I[], work: (tx: Tx, items: readonly I[]) => Promise<readonly PromiseSettledResult<Outcome<T>>[]>,
): Promise<readonly PromiseSettledResult<T>[]> => {
  try {
    return await database.withTx({ principal: systemPrincipal(database.service, '*'), branches: '*', lockTimeoutMs }, async (tx) => {
      const before = await answersBefore<T>(tx, items);
      const anew = items.filter(({ command }) => !before.has(nameOf(command)));
      const outcomes = anew.length === 0 ? [] : await work(tx, anew);
      const became = new Map(anew.map(({ command }, at) => [nameOf(command), outcomes[at] ?? { status: 'rejected' as const, reason: new Error('a command has no outcome') }]));
      if (anew.length > 0) await tx.query(record, recordOf(anew, became));
      return items.map(({ command }): PromiseSettledResult<T> => {
        const outcome = became.get(nameOf(command));
        if (outcome === undefined) return before.get(nameOf(command)) as PromiseSettledResult<T>;
        return outcome.status === 'rejected' ? outcome : { status: 'fulfilled', value: outcome.value.answer };
      });
    });
  } catch (error) {
    const [only, ...others] = items;
    if (only && others.length === 0) await auditRefusal(database, only.command, error);
    throw error;
  }
};

const nameOf = ({ principal: { subject }, idempotencyKey }: Command): string => `${subject} ${idempotencyKey}`;

/** What was answered to those that were done before, by their names. The keys of the others are claimed from here on. */
const answersBefore = async <T>(tx: Tx, items: readonly Asked[]): Promise<ReadonlyMap<string, PromiseSettledResult<T>>> => {
  const commands = items.map(({ command }) => ({ ...command, client: command.principal.subject, key: keyOf(command) }));
  const clients = commands.map(({ client }) => client);
  const keys = commands.map(({ key }) => key);
  const claimed = await claimAll(tx, [clients, keys, commands.map(({ route }) => route), commands.map(({ bodyHash }) => bodyHash)]);
  if (claimed.length === commands.length) return new Map();
  const known = await tx.query<{ client: string; key: string; route: string; body_hash: string; answer: { answer: T } | null }>(recall, [clients, keys]);
  const stored = new Map(known.map((row) => [`${row.client} ${row.key}`, row]));
  const mine = new Set(claimed.map(({ client, key }) => `${client} ${key}`));
  return new Map(commands.filter((command) => !mine.has(nameOf(command))).map((command): [string, PromiseSettledResult<T>] => {
    const row = stored.get(nameOf(command));
    if (!row?.answer) return [nameOf(command), { status: 'rejected', reason: new RequestInProgress() }];
    if (row.route !== command.route || row.body_hash !== command.bodyHash) return [nameOf(command), { status: 'rejected', reason: new IdempotencyMismatch(command.key) }];
    return [nameOf(command), { status: 'fulfilled', value: row.answer.answer }];
  }));
};

const claimAll = async (tx: Tx, values: readonly unknown[]): Promise<{ readonly client: string; readonly key: string }[]> => {
  try {
    return await tx.query<{ client: string; key: string }>(claim, values);
  } catch (error) {
    if (sqlState(error) === '55P03') throw new RequestInProgress();
    throw error;
  }
};

/** A column per array. Without an answer the key is given back; without an outcome nothing is audited: that is no refusal but a failure. */
const recordOf = <T>(items: readonly Asked[], became: ReadonlyMap<string, PromiseSettledResult<Outcome<T>>>): readonly unknown[] => {
  const rows = items.map(({ command }) => {
    const outcome = became.get(nameOf(command));
    const told = [command.principal.subject, command.idempotencyKey];
    if (outcome?.status === 'fulfilled') {
      const { answer, subject, branchId, reason = null } = outcome.value;
      return [...told, JSON.stringify({ answer }), command.route, subject, branchId, 'done', null, command.correlationId, reason];
    }
    const refused = refusalOf(outcome?.reason);
    return [...told, null, command.route, null, null, refused?.outcome ?? null, refused?.code ?? null, command.correlationId, null];
  });
  return (rows[0] ?? []).map((_, column) => rows.map((row) => row[column]));
};
