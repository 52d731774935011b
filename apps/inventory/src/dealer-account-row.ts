import { branchesFor, type Principal } from '@aftercare/auth';
import { Nullable } from '@aftercare/chassis';
import { branchParam, statement, type Database } from '@aftercare/event-store';
import { NotFound } from '@aftercare/kernel';
import { IsBoolean, IsDate, IsIn, IsInt, IsISO8601, IsOptional, IsString, Matches } from 'class-validator';
import { onlyOf } from './own-requests';
import { accountRowKinds, type AccountRowKind } from './persistence/dealer-account';

export const accountRowNumber = /^[1-9]\d{0,17}$/;

/** Which rows of an account. */
export class AccountRowsFilter {
  @IsOptional() @IsIn(accountRowKinds) kind?: AccountRowKind;
  /** Entered on this day or later, and on this day or earlier, where the dealer's branch is. */
  @IsOptional() @Matches(/^\d{4}-\d{2}-\d{2}$/) @IsISO8601({ strict: true }) from?: string;
  @IsOptional() @Matches(/^\d{4}-\d{2}-\d{2}$/) @IsISO8601({ strict: true }) to?: string;
}

/** A row of an account, as both sides see it. */
export class AccountRow {
  /** The row's number: rows are numbered as they are entered. */
  @Matches(accountRowNumber) row!: string;
  /** Whose paper it is. */
  @IsString() branchId!: string;
  @IsString() dealerCode!: string;
  @IsString() currency!: string;
  /** What he owes more (+), or less (−), by it; exact. */
  @IsString() amount!: string;
  @IsIn(accountRowKinds) kind!: AccountRowKind;
  /** The paper that it comes from, by its id and by what people call it. */
  @IsString() documentId!: string;
  @IsString() document!: string;
  /** Of what was sent, or came back unopened (−): which part, how many pieces, and the price of one. */
  @Nullable() @IsString() part!: string | null;
  @Nullable() @IsInt() qty!: number | null;
  @Nullable() @IsString() unitPrice!: string | null;
  @IsString() actor!: string;
  @IsDate() enteredAt!: Date;
  /** Of a payment: the bank's reference, and the day on which the money came. */
  @Nullable() @IsString() reference!: string | null;
  @Nullable() @Matches(/^\d{4}-\d{2}-\d{2}$/) paidOn!: string | null;
  /** A payment that nobody has undone. */
  @IsBoolean() canUndo!: boolean;
}

/** The newest first; `$5`: only rows before this one. The dealer is one whom the caller may see. */
export const accountRows = statement(
  'dealer-account-rows',
  `SELECT r.id::text AS row, r.branch_id AS "branchId", r.dealer_code AS "dealerCode", r.currency, r.amount::text, r.kind, r.document_id AS "documentId", r.document, r.part, r.qty, r.unit_price::text AS "unitPrice", r.actor, r.entered_at AS "enteredAt",
          p.reference, p.paid_on::text AS "paidOn", (r.kind = 'payment' AND p.state = 'recorded') IS TRUE AS "canUndo"
     FROM dealer_account_row r
     JOIN dealer d ON d.code = r.dealer_code
     LEFT JOIN branch b ON b.id = d.branch_id
     LEFT JOIN dealer_payment p ON r.kind IN ('payment', 'payment_undone') AND p.id::text = r.document_id
    WHERE r.dealer_code = $1 AND ($2::text IS NULL OR r.kind = $2)
      AND ($3::date IS NULL OR (r.entered_at AT TIME ZONE coalesce(b.zone, 'UTC'))::date >= $3) AND ($4::date IS NULL OR (r.entered_at AT TIME ZONE coalesce(b.zone, 'UTC'))::date <= $4)
      AND ($5::bigint IS NULL OR r.id < $5)
    ORDER BY r.id DESC LIMIT $6`,
);

/** How an account stands now. */
export class DealerAccountView {
  @IsString() dealerCode!: string;
  /** Who serves him. */
  @IsString() branchId!: string;
  @IsString() currency!: string;
  /** What he owes: the sum of the rows. Below 0: what we owe him. */
  @IsString() balance!: string;
  /** What he will owe besides: what was approved for him and has not left yet. */
  @IsString() promised!: string;
  /** How much he may owe, and be promised; `null`: no limit was set. */
  @Nullable() @IsString() creditLimit!: string | null;
  /** How much of his limit is left; below 0: by how much he is beyond it. `null`: he has none. */
  @Nullable() @IsString() free!: string | null;
}

/** Accounts of dealers whom these branches serve ($1, `null`: all), of one of them ($2), and after this one in order ($3). */
export const dealerAccounts = statement(
  'dealer-accounts',
  `SELECT d.code AS "dealerCode", d.branch_id AS "branchId", s.currency, s.balance::text AS balance, s.promised::text AS promised, s."limit"::text AS "creditLimit", (s."limit" - s.balance - s.promised)::text AS free
     FROM dealer d LEFT JOIN dealer_account a ON a.dealer_code = d.code
    CROSS JOIN LATERAL (SELECT coalesce(a.currency, d.currency, 'CNY') AS currency, coalesce(a.balance, 0)::numeric(16, 2) AS balance, coalesce((SELECT promised FROM dealer_promise p WHERE p.dealer_code = d.code AND p.currency = a.currency), 0.00) AS promised,
                               CASE WHEN coalesce(d.currency, a.currency) IS NOT DISTINCT FROM a.currency OR a.currency IS NULL THEN d.credit_limit END AS "limit") s
    WHERE ($1::text[] IS NULL OR d.branch_id = ANY ($1)) AND ($2::text IS NULL OR d.code = $2) AND ($3::text IS NULL OR d.code > $3)
      AND ($2::text IS NOT NULL OR a.dealer_code IS NOT NULL)
    ORDER BY d.code, 3 LIMIT $4`,
);

/** The accounts of a dealer; one of another branch, or another one than himself, does not exist for the caller. */
export const accountsSeen = async (database: Database, dealer: string, actor: Principal): Promise<DealerAccountView[]> => {
  const self = onlyOf(actor);
  const found = self !== null && self !== dealer ? [] : await database.read<DealerAccountView>(actor, 'account:read', dealerAccounts, [branchParam(branchesFor(actor, 'account:read')), dealer, null, 20]);
  if (found.length === 0) throw new NotFound('dealer');
  return found;
};
