import { appendOnly, branchWall, type Migration } from '@aftercare/event-store';

export const accountMigrations: readonly Migration[] = [
  {
    name: '0350-dealer-account-rows',
    sql: `
-- What a dealer has paid or been credited with can be more than what he owes: below nothing, we owe him.
ALTER TABLE dealer_account RENAME COLUMN charges TO balance;
ALTER TABLE dealer_account DROP CONSTRAINT dealer_account_charges_check;

-- Of what the balance is the sum: more that he owes (+), or less (−), each with the paper that it comes from. What was wrong has a further row.
CREATE TABLE dealer_account_row (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  branch_id   text COLLATE "C" NOT NULL,
  dealer_code text COLLATE "C" NOT NULL,
  currency    text NOT NULL,
  amount      numeric(16, 2) NOT NULL CHECK (amount <> 0),
  kind        text NOT NULL,
  document_id text COLLATE "C" NOT NULL,
  document    text NOT NULL,
  actor       text NOT NULL,
  entered_at  timestamptz NOT NULL
);
CREATE INDEX dealer_account_row_in_order ON dealer_account_row (dealer_code, id);
-- A request can be cancelled bit by bit and a loan come back piece by piece; everything else happens once, however often it is told.
CREATE UNIQUE INDEX dealer_account_row_once ON dealer_account_row (document_id, kind) WHERE kind NOT IN ('cancelled', 'loan_returned');

-- What was on the accounts before there were rows.
INSERT INTO dealer_account_row (branch_id, dealer_code, currency, amount, kind, document_id, document, actor, entered_at)
SELECT coalesce(d.branch_id, ''), a.dealer_code, a.currency, a.balance, 'opening', a.dealer_code || ' ' || a.currency, a.dealer_code, 'system:inventory', business_now()
  FROM dealer_account a LEFT JOIN dealer d ON d.code = a.dealer_code WHERE a.balance <> 0;

-- Whoever serves the dealer sees all of his account, also what other branches have sent him.
CREATE POLICY branch_of_dealer ON dealer_account_row FOR SELECT
  USING (EXISTS (SELECT FROM dealer d WHERE d.code = dealer_code AND d.branch_id = ANY ((SELECT string_to_array(current_setting('app.branches', true), ','))::text[])));
`,
  },
  {
    name: '0351-dealer-payment',
    sql: `
${branchWall('dealer_account_row')}
${appendOnly('dealer_account_row')}
DO $$ BEGIN EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON dealer_account_row FROM %I', current_schema() || '_app'); END $$;

CREATE TABLE dealer_payment (
  id          uuid PRIMARY KEY,
  number      text NOT NULL,
  branch_id   text COLLATE "C" NOT NULL,
  dealer_code text COLLATE "C" NOT NULL,
  amount      text NOT NULL,
  currency    text NOT NULL,
  paid_on     date NOT NULL,
  reference   text NOT NULL,
  reason      text NOT NULL,
  state       text NOT NULL,
  recorded_by text NOT NULL,
  recorded_at timestamptz NOT NULL,
  undo_reason text,
  undone_by   text,
  undone_at   timestamptz,
  version     integer NOT NULL,
  UNIQUE (number, branch_id)
);
-- One transfer of money is one payment, unless it was undone.
CREATE UNIQUE INDEX dealer_payment_of_reference ON dealer_payment (dealer_code, reference) WHERE state = 'recorded';
${branchWall('dealer_payment')}
`,
  },
  {
    name: '0352-charged-at-dispatch',
    sql: `
-- What has left for him and came back unopened is on his account line by line.
ALTER TABLE dealer_account_row
  ADD COLUMN line_no    integer,
  ADD COLUMN part       text,
  ADD COLUMN qty        integer,
  ADD COLUMN unit_price numeric(14, 2),
  ADD CHECK (num_nonnulls(line_no, part, qty, unit_price) IN (0, 4));
DROP INDEX dealer_account_row_once;
CREATE UNIQUE INDEX dealer_account_row_once ON dealer_account_row (document_id, kind, line_no) NULLS NOT DISTINCT WHERE kind NOT IN ('cancelled', 'loan_returned');

-- The requests of which something can still leave that a dealer pays for.
CREATE INDEX parts_request_promised ON parts_request (dealer_code)
  WHERE NOT under_warranty AND state IN ('approved', 'partly_approved', 'partly_shipped', 'received_with_discrepancy');

-- What is approved for a dealer and has not left: he will owe it. Of all branches that send to him, as his balance is: the owner of the view sees them all, and shows the sum.
CREATE VIEW dealer_promise AS
SELECT r.dealer_code, l ->> 'currency' AS currency, sum(((l ->> 'approved')::int - (l ->> 'cancelled')::int - (l ->> 'shipped')::int) * (l ->> 'unitPrice')::numeric)::numeric(16, 2) AS promised
  FROM parts_request r CROSS JOIN LATERAL jsonb_array_elements(r.lines) l
 WHERE r.dealer_code IS NOT NULL AND NOT r.under_warranty AND r.state IN ('approved', 'partly_approved', 'partly_shipped', 'received_with_discrepancy') GROUP BY 1, 2;
DO $$ BEGIN EXECUTE format('CREATE POLICY summed_by_owner ON parts_request FOR SELECT TO %I USING (true)', current_schema() || '_owner'); END $$;

-- It was charged when it was approved: what has not left yet is taken off again, and charged when it leaves.
SELECT set_config('app.branches', '*', true);
WITH promised AS (
       SELECT r.branch_id, r.dealer_code, l ->> 'currency' AS currency, r.id::text AS id, r.number,
              sum(((l ->> 'approved')::int - (l ->> 'cancelled')::int - (l ->> 'shipped')::int) * (l ->> 'unitPrice')::numeric) AS amount
         FROM parts_request r CROSS JOIN LATERAL jsonb_array_elements(r.lines) l
        WHERE r.dealer_code IS NOT NULL AND NOT r.under_warranty AND r.state IN ('approved', 'partly_approved', 'partly_shipped', 'received_with_discrepancy') GROUP BY 1, 2, 3, 4, 5),
     entered AS (
       INSERT INTO dealer_account_row (branch_id, dealer_code, currency, amount, kind, document_id, document, actor, entered_at)
       SELECT branch_id, dealer_code, currency, -amount, 'not_sent_yet', id, number, 'system:inventory', business_now() FROM promised WHERE amount > 0 ORDER BY id
       RETURNING dealer_code, currency, amount)
UPDATE dealer_account a SET balance = a.balance + e.amount FROM (SELECT dealer_code, currency, sum(amount) AS amount FROM entered GROUP BY 1, 2) e
 WHERE (a.dealer_code, a.currency) = (e.dealer_code, e.currency);
`,
  },
];
