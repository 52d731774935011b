import { appendOnly, branchWall, filledBy, type Migration } from '@aftercare/event-store';

export const stockMigrations: readonly Migration[] = [
  {
    name: '0300-registers',
    sql: `
CREATE TABLE part (
  code          text COLLATE "C" PRIMARY KEY,
  name          text NOT NULL,
  name_initials text NOT NULL,
  unit          text NOT NULL,
  fault_family  text,
  fits_models   text[] NOT NULL,
  price         numeric(14, 2) NOT NULL CHECK (price >= 0),
  currency      text NOT NULL,
  return_days   integer CHECK (return_days >= 0),
  substitutes   text[] NOT NULL,
  safety_stock  integer NOT NULL CHECK (safety_stock >= 0),
  remark        text,
  withdrawn     boolean NOT NULL DEFAULT false,
  content_hash  text NOT NULL
);
CREATE INDEX part_fits ON part USING gin (fits_models);
COMMENT ON COLUMN part.return_days IS 'Days within which the old part comes back; null = it need not.';

CREATE TABLE location (
  code         text COLLATE "C" PRIMARY KEY,
  kind         text NOT NULL CHECK (kind IN ('warehouse', 'van')),
  branch_id    text COLLATE "C" NOT NULL,
  holder_id    text,
  name         text NOT NULL,
  content_hash text NOT NULL
);
CREATE INDEX location_by_branch ON location (branch_id, code);

CREATE TABLE carrier (
  code                       text COLLATE "C" PRIMARY KEY,
  name                       text NOT NULL,
  tracking_prefix            text NOT NULL,
  promised_days_same_region  integer NOT NULL CHECK (promised_days_same_region >= 0),
  promised_days_cross_region integer NOT NULL CHECK (promised_days_cross_region >= 0),
  stale_after_hours          integer NOT NULL CHECK (stale_after_hours > 0),
  phone                      text,
  content_hash               text NOT NULL
);
`,
  },
  {
    name: '0301-ledger',
    sql: `
-- What lies in an account, in pieces and in money. Places of ours never hold less than nothing, nor less than is reserved there.
CREATE TABLE stock_balance (
  part      text COLLATE "C" NOT NULL REFERENCES part,
  account   text COLLATE "C" NOT NULL,
  branch_id text COLLATE "C" NOT NULL,
  location  text COLLATE "C" REFERENCES location,
  bin       text CHECK (bin IN ('good', 'bad', 'quarantine', 'in_transit')),
  on_hand   integer NOT NULL DEFAULT 0,
  reserved  integer NOT NULL DEFAULT 0,
  value     numeric(16, 2) NOT NULL DEFAULT 0,
  PRIMARY KEY (part, account, branch_id),
  CHECK ((location IS NULL) = (bin IS NULL)),
  CHECK (CASE WHEN location IS NULL THEN reserved = 0 ELSE 0 <= reserved AND reserved <= on_hand AND value >= 0 AND (on_hand > 0 OR value = 0) END),
  CHECK (reserved = 0 OR bin = 'good')
) WITH (fillfactor = 70);
CREATE INDEX stock_balance_by_location ON stock_balance (location, part);
${branchWall('stock_balance')}

-- The ledger: so many pieces, and so much money, left one account for another. What was wrong is put right by a transfer back.
CREATE TABLE stock_transfer (
  id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  branch_id       text COLLATE "C" NOT NULL,
  part            text COLLATE "C" NOT NULL REFERENCES part,
  qty             integer NOT NULL CHECK (qty > 0),
  value           numeric(16, 2) NOT NULL CHECK (value >= 0),
  from_account    text COLLATE "C" NOT NULL,
  to_account      text COLLATE "C" NOT NULL CHECK (to_account <> from_account),
  reason          text NOT NULL,
  document_kind   text NOT NULL,
  document_id     text COLLATE "C" NOT NULL,
  corrects        bigint REFERENCES stock_transfer,
  actor           text NOT NULL,
  moved_at        timestamptz NOT NULL
);
-- Pages go from the newest back.
CREATE INDEX stock_transfer_of_branch ON stock_transfer (branch_id, moved_at, id);
CREATE INDEX stock_transfer_from ON stock_transfer (from_account, moved_at, id);
CREATE INDEX stock_transfer_to ON stock_transfer (to_account, moved_at, id);
CREATE INDEX stock_transfer_of_part ON stock_transfer (part, moved_at, id);
CREATE INDEX stock_transfer_of_document ON stock_transfer (document_id, moved_at, id);
-- For what is rare: a scrapping among a million dispatches.
CREATE INDEX stock_transfer_of_reason ON stock_transfer (branch_id, reason, moved_at, id);
CREATE UNIQUE INDEX stock_transfer_corrected_once ON stock_transfer (corrects) WHERE corrects IS NOT NULL;
${branchWall('stock_transfer')}
${appendOnly('stock_transfer')}
DO $$ BEGIN EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON stock_transfer FROM %I', current_schema() || '_app'); END $$;

-- Pieces of a good bin that are promised to a line of a request and have not left yet.
CREATE TABLE stock_reservation (
  request_id uuid NOT NULL,
  line_no    integer NOT NULL,
  part       text COLLATE "C" NOT NULL REFERENCES part,
  location   text COLLATE "C" NOT NULL REFERENCES location,
  branch_id  text COLLATE "C" NOT NULL,
  qty        integer NOT NULL CHECK (qty > 0),
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (request_id, line_no, part, location)
);
CREATE INDEX stock_reservation_there ON stock_reservation (part, location);
${branchWall('stock_reservation')}
`,
  },
  {
    name: '0302-product-model',
    sql: `
CREATE TABLE product_model (
  code text COLLATE "C" PRIMARY KEY
);
${filledBy('ProductModels', 'product_model')}`,
  },
  {
    name: '0303-transfer',
    sql: `
CREATE TABLE transfer (
  id            uuid PRIMARY KEY,
  number        text NOT NULL UNIQUE,
  branch_id     text COLLATE "C" NOT NULL,
  from_location text COLLATE "C" NOT NULL REFERENCES location,
  to_branch_id  text COLLATE "C" NOT NULL,
  to_location   text COLLATE "C" NOT NULL REFERENCES location,
  lines         jsonb NOT NULL,
  prepared_by   text NOT NULL,
  prepared_at   timestamptz NOT NULL,
  state         text NOT NULL,
  sent_by       text,
  sent_at       timestamptz,
  received_by   text,
  received_at   timestamptz,
  version       integer NOT NULL,
  CHECK (branch_id <> to_branch_id)
);
CREATE INDEX transfer_out ON transfer (branch_id, id);
CREATE INDEX transfer_in ON transfer (to_branch_id, id);
${branchWall('transfer')}
-- Whoever receives sees it too.
CREATE POLICY receiving_branch ON transfer
  USING (to_branch_id = ANY ((SELECT string_to_array(current_setting('app.branches', true), ','))::text[]))
  WITH CHECK (to_branch_id = ANY ((SELECT string_to_array(current_setting('app.branches', true), ','))::text[]));
`,
  },
  {
    name: '0304-stock-count',
    sql: `
CREATE TABLE stock_count (
  id         uuid PRIMARY KEY,
  branch_id  text COLLATE "C" NOT NULL,
  location   text COLLATE "C" NOT NULL REFERENCES location,
  part       text COLLATE "C" NOT NULL REFERENCES part,
  bin        text NOT NULL,
  counted    integer NOT NULL CHECK (counted >= 0),
  expected   integer NOT NULL,
  variance   text NOT NULL,
  currency   text NOT NULL,
  state      text NOT NULL,
  counted_by text NOT NULL,
  counted_at timestamptz NOT NULL,
  decided_by text,
  decided_at timestamptz,
  version    integer NOT NULL,
  CHECK (decided_by <> counted_by)
);
CREATE INDEX stock_count_in_order ON stock_count (branch_id, id);
CREATE INDEX stock_count_waiting ON stock_count (branch_id, id) WHERE state = 'waiting';
${branchWall('stock_count')}
`,
  },
  {
    name: '0305-outside-by-branch',
    sql: `
-- What a posting over several branches took from outside had been put down to one of them: each has what its own rows say.
SELECT set_config('app.branches', '*', true);
INSERT INTO stock_balance (part, account, branch_id, on_hand, value)
SELECT part, 'opening', branch_id, sum(CASE to_account WHEN 'opening' THEN qty ELSE -qty END), sum(CASE to_account WHEN 'opening' THEN value ELSE -value END)
  FROM stock_transfer WHERE 'opening' IN (from_account, to_account) GROUP BY part, branch_id
    ON CONFLICT (part, account, branch_id) DO UPDATE SET on_hand = excluded.on_hand, value = excluded.value;
`,
  },
  {
    name: '0306-stock-count-reason',
    sql: `
ALTER TABLE stock_count ADD COLUMN reason text;
`,
  },
];

export const stockTablesWithoutWall: readonly string[] = ['part', 'location', 'carrier', 'product_model', 'import_columns'];
