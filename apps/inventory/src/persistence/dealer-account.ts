import { statement, type Tx } from '@aftercare/event-store';
import { Money } from '@aftercare/kernel';
import type { DeliveryNote } from '../domain/delivery-note';

/**
 * Why there is a row on a dealer's account. Above 0 is what he owes: what was `dispatched` to him, what he keeps and pays for, penalties; below 0 what
 * he has paid, or owes no longer. `approved`, `cancelled` and `not_sent_yet` are of the time when he was charged at the approval.
 */
export const accountRowKinds = [
  'opening', 'approved', 'cancelled', 'not_sent_yet', 'dispatched', 'returned', 'difference_charged', 'difference_credited', 'loan_charged', 'loan_returned', 'penalty', 'payment', 'payment_undone',
] as const;
export type AccountRowKind = (typeof accountRowKinds)[number];

/** From which paper a row comes: `number` is what people call it. */
export interface AccountDocument {
  readonly id: string;
  readonly number: string;
}

/** A row to be entered: `line` says for which pieces of the paper. */
interface Entry {
  readonly amount: Money;
  readonly line: { readonly lineNo: number; readonly part: string; readonly qty: number; readonly unitPrice: string } | null;
}

// Holds the row: who decides for the same dealer meanwhile sees this decision.
const hold = statement(
  'dealer-account-hold',
  `WITH account AS (
     INSERT INTO dealer_account AS a (dealer_code, currency, balance) VALUES ($1, $2, 0) ON CONFLICT (dealer_code, currency) DO UPDATE SET balance = a.balance RETURNING balance
   )
   SELECT balance::text, (SELECT credit_limit::text FROM dealer WHERE code = $1 AND coalesce(currency, $2) = $2) AS "creditLimit" FROM account`,
);
const promised = statement('dealer-account-promised', 'SELECT promised::text FROM dealer_promise WHERE dealer_code = $1 AND currency = $2');
// The rows and the balance in one statement: there is no moment at which one is there without the other, and what is told again changes neither.
const enter = statement(
  'dealer-account-enter',
  `WITH entered AS (
     INSERT INTO dealer_account_row (branch_id, dealer_code, currency, amount, kind, document_id, document, actor, entered_at, line_no, part, qty, unit_price)
     SELECT $1, $2, $3, amount, $4, $5, $6, $7, $8, "lineNo", part, qty, "unitPrice" FROM jsonb_to_recordset($9::jsonb) AS l (amount numeric, "lineNo" integer, part text, qty integer, "unitPrice" numeric)
     ON CONFLICT (document_id, kind, line_no) WHERE kind NOT IN ('cancelled', 'loan_returned') DO NOTHING RETURNING dealer_code, currency, amount
   )
   INSERT INTO dealer_account AS a (dealer_code, currency, balance) SELECT dealer_code, currency, sum(amount) FROM entered GROUP BY 1, 2
   ON CONFLICT (dealer_code, currency) DO UPDATE SET balance = a.balance + excluded.balance`,
);

/** What a dealer owes; below 0, we owe him. The balance is the caller's until the transaction ends. `limit` is null where none was set. */
export const holdAccount = async (tx: Tx, dealerCode: string, currency: string): Promise<{ readonly balance: Money; readonly limit: Money | null }> => {
  const [account] = await tx.query<{ balance: string; creditLimit: string | null }>(hold, [dealerCode, currency]);
  if (!account) throw new Error('the account gave no row');
  return { balance: Money.of(account.balance, currency), limit: account.creditLimit === null ? null : Money.of(account.creditLimit, currency) };
};

/**
 * What he will owe besides: everything that is approved for him and has not left, at the prices of the approval. Nobody keeps it, so nothing can be
 * forgotten when a line is cancelled, leaves or comes back. To be asked after the account is held: who decided for him before has promised by then.
 */
export const promisedTo = async (tx: Tx, dealerCode: string, currency: string): Promise<Money> => {
  const [row] = await tx.query<{ promised: string }>(promised, [dealerCode, currency]);
  return Money.of(row?.promised ?? '0', currency);
};

/** He owes so much more, or less where it is negative, by this paper of the branch. Nothing is no row; told twice, it is one. The account comes before stock, and after requests. */
export const enterRow = (tx: Tx, branchId: string, dealerCode: string, amount: Money, kind: AccountRowKind, document: AccountDocument): Promise<void> =>
  enterAll(tx, branchId, dealerCode, kind, document, [{ amount, line: null }]);

/** What has just left for him outside warranty is charged to him, line by line; where its box came back unopened it is taken off again. */
export const enterNote = async (tx: Tx, note: DeliveryNote, kind: 'dispatched' | 'returned'): Promise<void> => {
  if (note.dealerCode === null) return;
  const sign = kind === 'dispatched' ? 1 : -1;
  const entries = note.charged.map(({ lineNo, part, qty, unitPrice }) => ({ amount: Money.of(unitPrice, note.currency).times(sign * qty), line: { lineNo, part, qty: sign * qty, unitPrice } }));
  await enterAll(tx, note.branchId, note.dealerCode, kind, note, entries);
};

/** The only writer of accounts. */
const enterAll = async (tx: Tx, branchId: string, dealerCode: string, kind: AccountRowKind, { id, number }: AccountDocument, entries: readonly Entry[]): Promise<void> => {
  const some = entries.filter(({ amount }) => amount.rounded().compare(Money.zero(amount.currency)) !== 0);
  const [first] = some;
  if (!first) return;
  const rows = JSON.stringify(some.map(({ amount, line }) => ({ amount: amount.toString(), ...line })));
  await tx.query(enter, [branchId, dealerCode, first.amount.currency, kind, id, number, tx.context.principal.subject, await tx.now(), rows]);
};
