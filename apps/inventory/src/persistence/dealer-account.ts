import { statement, type Tx } from '@aftercare/event-store';
import { Money } from '@aftercare/kernel';

// Holds the row: who decides for the same dealer meanwhile sees this decision.
const hold = statement(
  'dealer-account-hold',
  `WITH account AS (
     INSERT INTO dealer_account AS a (dealer_code, currency, charges) VALUES ($1, $2, 0) ON CONFLICT (dealer_code, currency) DO UPDATE SET charges = a.charges RETURNING charges
   )
   SELECT charges::text, (SELECT credit_limit::text FROM dealer WHERE code = $1 AND coalesce(currency, $2) = $2) AS "creditLimit" FROM account`,
);
const add = statement('dealer-account-add', 'UPDATE dealer_account SET charges = charges + $3::numeric WHERE dealer_code = $1 AND currency = $2');

/**
 * What a dealer owes and will owe for what was approved for him; the balance is his until the transaction ends. `limit` is null where none was
 * set. What he pays is the business of settlements.
 */
export const holdAccount = async (tx: Tx, dealerCode: string, currency: string): Promise<{ readonly charges: Money; readonly limit: Money | null }> => {
  const [account] = await tx.query<{ charges: string; creditLimit: string | null }>(hold, [dealerCode, currency]);
  if (!account) throw new Error('the account gave no row');
  return { charges: Money.of(account.charges, currency), limit: account.creditLimit === null ? null : Money.of(account.creditLimit, currency) };
};

/** So much more, or less where it is negative, will be charged to him. */
export const charge = async (tx: Tx, dealerCode: string, amount: Money): Promise<void> => {
  await tx.query(add, [dealerCode, amount.currency, amount.toString()]);
};
