import { branchWall, type Migration } from '@aftercare/event-store';

export const discrepancyMigrations: readonly Migration[] = [
  {
    name: '0330-discrepancy',
    sql: `
CREATE TABLE discrepancy (
  id               uuid PRIMARY KEY,
  number           text NOT NULL,
  branch_id        text COLLATE "C" NOT NULL,
  note_id          uuid NOT NULL REFERENCES delivery_note,
  note_number      text NOT NULL,
  shipment_id      uuid,
  request_id       uuid NOT NULL,
  request_line     integer,
  line_no          integer NOT NULL,
  ticket_id        uuid,
  dealer_code      text COLLATE "C",
  received_by_whom text COLLATE "C" NOT NULL,
  receiver_account jsonb NOT NULL,
  location         text COLLATE "C" NOT NULL REFERENCES location,
  type             text NOT NULL,
  part             text COLLATE "C" NOT NULL,
  came_instead     text COLLATE "C",
  qty              integer NOT NULL CHECK (qty > 0),
  in_transit       integer NOT NULL CHECK (0 <= in_transit AND in_transit <= qty),
  photos           jsonb NOT NULL,
  unit_price       text NOT NULL,
  currency         text NOT NULL,
  state            text NOT NULL,
  cause            text,
  findings_id      uuid,
  offers           jsonb NOT NULL,
  resend_id        uuid,
  awaits_resend    boolean NOT NULL,
  awaits_return    boolean NOT NULL,
  settled_qty      integer NOT NULL CHECK (settled_qty <= qty),
  opened_by        text NOT NULL,
  opened_at        timestamptz NOT NULL,
  agreed_by        text,
  agreed_at        timestamptz,
  settled_at       timestamptz,
  version          integer NOT NULL,
  UNIQUE (number, branch_id)
);
CREATE INDEX discrepancy_in_order ON discrepancy (branch_id, id);
CREATE INDEX discrepancy_open ON discrepancy (branch_id, id) WHERE state <> 'settled';
CREATE INDEX discrepancy_of_dealer ON discrepancy (dealer_code, id);
CREATE INDEX discrepancy_of_note ON discrepancy (note_id, line_no);
CREATE INDEX discrepancy_of_request ON discrepancy (request_id) WHERE state <> 'settled';
${branchWall('discrepancy')}

CREATE TABLE carrier_claim (
  id             uuid PRIMARY KEY,
  branch_id      text COLLATE "C" NOT NULL,
  discrepancy_id uuid NOT NULL REFERENCES discrepancy UNIQUE,
  carrier        text COLLATE "C" NOT NULL REFERENCES carrier,
  amount         text NOT NULL,
  currency       text NOT NULL,
  deadline       date NOT NULL,
  recovered      text NOT NULL,
  state          text NOT NULL,
  made_at        timestamptz NOT NULL,
  ended_at       timestamptz,
  version        integer NOT NULL
);
CREATE INDEX carrier_claim_in_order ON carrier_claim (branch_id, deadline, id);
${branchWall('carrier_claim')}

-- Good bins in which pieces lie that were thought to have left; a count of the bin takes its line away.
CREATE TABLE recount_due (
  location       text COLLATE "C" NOT NULL REFERENCES location,
  part           text COLLATE "C" NOT NULL REFERENCES part,
  branch_id      text COLLATE "C" NOT NULL,
  discrepancy_id uuid NOT NULL,
  since          timestamptz NOT NULL,
  PRIMARY KEY (location, part)
);
${branchWall('recount_due')}

-- The difference for which a request sends again what was missing.
ALTER TABLE parts_request ADD COLUMN resend_of uuid;
`,
  },
  {
    name: '0331-discrepancy-shown',
    sql: `
-- As both sides are shown it: the offer that stands beside all that were made.
CREATE VIEW discrepancy_shown WITH (security_invoker = true) AS
SELECT id, number, branch_id AS "branchId", note_id AS "noteId", note_number AS "noteNumber", line_no AS "lineNo", request_id AS "requestId", ticket_id AS "ticketId", dealer_code AS "dealerCode",
       received_by_whom AS "receivedByWhom", type, part, came_instead AS "cameInstead", qty, in_transit AS "inTransit", photos, unit_price AS "unitPrice", currency, state, cause, findings_id AS "findingsId",
       offers, offers->-1 AS offer, resend_id AS "resendId", awaits_resend AS "awaitsResend", awaits_return AS "awaitsReturn", settled_qty AS "settledQty", opened_by AS "openedBy",
       opened_at AS "openedAt", agreed_by AS "agreedBy", agreed_at AS "agreedAt", settled_at AS "settledAt", version,
       array_remove(ARRAY[CASE WHEN received_by_whom = dealer_code THEN NULL ELSE received_by_whom END, dealer_code, branch_id], NULL) AS "seenBy"
  FROM discrepancy;
`,
  },
  {
    name: '0332-discrepancy-told',
    sql: `
-- Cases that were opened before are told to nobody any more.
ALTER TABLE discrepancy ADD COLUMN tell jsonb NOT NULL DEFAULT '{"staff": [], "dealerCode": null, "customerId": null}';
ALTER TABLE discrepancy ALTER COLUMN tell DROP DEFAULT;

-- By when a day will be named for what is owed without one.
ALTER TABLE parts_request ADD COLUMN day_named_by timestamptz;
`,
  },
];
