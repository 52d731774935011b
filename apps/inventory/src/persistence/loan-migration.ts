import { branchWall, type Migration } from '@aftercare/event-store';

export const loanMigrations: readonly Migration[] = [
  {
    name: '0340-loan',
    sql: `
ALTER TABLE stock_balance DROP CONSTRAINT stock_balance_bin_check;
ALTER TABLE stock_balance ADD CONSTRAINT stock_balance_bin_check CHECK (bin IN ('good', 'bad', 'quarantine', 'in_transit', 'lent'));

CREATE TABLE loan (
  id             uuid PRIMARY KEY,
  number         text NOT NULL,
  branch_id      text COLLATE "C" NOT NULL,
  zone           text NOT NULL,
  location       text COLLATE "C" NOT NULL REFERENCES location,
  borrower_kind  text NOT NULL,
  borrower       text COLLATE "C" NOT NULL,
  borrower_code  text COLLATE "C" NOT NULL,
  ticket_id      uuid,
  serial         text COLLATE "C",
  part           text COLLATE "C" REFERENCES part,
  qty            integer NOT NULL CHECK (qty > 0),
  unit_price     text,
  currency       text NOT NULL,
  due_on         date NOT NULL,
  lent_by        text NOT NULL,
  lent_at        timestamptz NOT NULL,
  state          text NOT NULL,
  returned_qty   integer NOT NULL CHECK (returned_qty >= 0),
  charged_qty    integer NOT NULL CHECK (charged_qty >= 0),
  charged_amount text,
  ended_at       timestamptz,
  version        integer NOT NULL,
  CHECK (returned_qty + charged_qty <= qty),
  CHECK ((serial IS NULL) <> (part IS NULL)),
  UNIQUE (number, branch_id)
);
CREATE INDEX loan_in_order ON loan (branch_id, due_on, id);
CREATE INDEX loan_of_borrower ON loan (borrower_code, due_on, id);
-- A device is with one borrower at a time, in whatever branch.
CREATE UNIQUE INDEX loan_of_device ON loan (serial) WHERE ended_at IS NULL AND serial IS NOT NULL;
${branchWall('loan')}
`,
  },
];
