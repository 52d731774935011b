import { appendOnly, branchWall, type Migration } from '@aftercare/event-store';

export const shippingMigrations: readonly Migration[] = [
  {
    name: '0320-picking',
    sql: `
CREATE TABLE picking (
  id         uuid PRIMARY KEY,
  branch_id  text COLLATE "C" NOT NULL,
  number     text NOT NULL,
  request_id uuid NOT NULL,
  ticket_id  uuid,
  location   text COLLATE "C" NOT NULL REFERENCES location,
  state      text NOT NULL,
  lines      jsonb NOT NULL,
  picker     text NOT NULL,
  checker    text,
  started_at timestamptz NOT NULL,
  picked_at  timestamptz,
  checked_at timestamptz,
  boxes      integer,
  weight_g   integer,
  note_id    uuid,
  version    integer NOT NULL,
  UNIQUE (number, branch_id)
);
CREATE INDEX picking_of_request ON picking (request_id);
CREATE INDEX picking_open ON picking (branch_id, id) WHERE state <> 'put_back' AND note_id IS NULL;
${branchWall('picking')}

CREATE TABLE delivery_note (
  id               uuid PRIMARY KEY,
  branch_id        text COLLATE "C" NOT NULL,
  number           text NOT NULL,
  request_id       uuid NOT NULL,
  picking_id       uuid NOT NULL,
  ticket_id        uuid,
  dealer_code      text,
  receiver         jsonb NOT NULL,
  received_by_whom text NOT NULL,
  location         text COLLATE "C" NOT NULL REFERENCES location,
  requested_by     text NOT NULL,
  followers        jsonb NOT NULL,
  currency         text NOT NULL,
  dispatch_due_on  date NOT NULL,
  state            text NOT NULL,
  lines            jsonb NOT NULL,
  issued_by        text NOT NULL,
  issued_at        timestamptz NOT NULL,
  reprints         integer NOT NULL,
  printed_at       timestamptz,
  void_reason      text,
  shipment_id      uuid,
  dispatched_at    timestamptz,
  dispatched_on    date,
  received_by      text,
  received_at      timestamptz,
  received_on      date,
  version          integer NOT NULL,
  UNIQUE (number, branch_id)
);
CREATE INDEX delivery_note_of_request ON delivery_note (request_id);
CREATE INDEX delivery_note_in_order ON delivery_note (branch_id, id);
CREATE INDEX delivery_note_of_dealer ON delivery_note (dealer_code, id) WHERE dealer_code IS NOT NULL;
${branchWall('delivery_note')}

-- What has left the house, a row per line of a note. Whatever was entered wrongly is put right by a further row.
CREATE TABLE dispatch_ledger (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  branch_id   text COLLATE "C" NOT NULL,
  note_id     uuid NOT NULL REFERENCES delivery_note,
  line_no     integer NOT NULL,
  request_id  uuid NOT NULL,
  shipment_id uuid NOT NULL,
  dealer_code text,
  part        text COLLATE "C" NOT NULL REFERENCES part,
  qty         integer NOT NULL CHECK (qty <> 0),
  reason      text NOT NULL,
  corrects    bigint REFERENCES dispatch_ledger,
  actor       text NOT NULL,
  entered_on  date NOT NULL,
  entered_at  timestamptz NOT NULL,
  CHECK ((reason = 'dispatched') = (corrects IS NULL)),
  CHECK (corrects IS NOT NULL OR qty > 0)
);
CREATE INDEX dispatch_ledger_in_order ON dispatch_ledger (branch_id, id);
CREATE INDEX dispatch_ledger_of_note ON dispatch_ledger (note_id, id);
CREATE INDEX dispatch_ledger_of_request ON dispatch_ledger (request_id, id);
${branchWall('dispatch_ledger')}
${appendOnly('dispatch_ledger')}
DO $$ BEGIN EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON dispatch_ledger FROM %I', current_schema() || '_app'); END $$;
`,
  },
  {
    name: '0321-shipment',
    sql: `
CREATE TABLE shipment (
  id                   uuid PRIMARY KEY,
  branch_id            text COLLATE "C" NOT NULL,
  number               text NOT NULL,
  carrier              text COLLATE "C" NOT NULL REFERENCES carrier,
  waybill              text COLLATE "C" NOT NULL,
  receiver             jsonb NOT NULL,
  location             text COLLATE "C" NOT NULL REFERENCES location,
  notes                jsonb NOT NULL,
  ticket_ids           jsonb NOT NULL,
  tell                 jsonb NOT NULL,
  boxes                integer NOT NULL,
  weight_g             integer,
  freight              text,
  currency             text NOT NULL,
  freight_payer        text NOT NULL,
  stale_after_h        integer NOT NULL,
  zone                 text NOT NULL,
  state                text NOT NULL,
  dispatched_at        timestamptz NOT NULL,
  dispatched_on        date NOT NULL,
  promised_on          date NOT NULL,
  estimated_on         date,
  arrived_at           timestamptz,
  arrived_on           date,
  late                 boolean NOT NULL,
  last_heard_at        timestamptz NOT NULL,
  silent               boolean NOT NULL,
  facts                jsonb NOT NULL,
  followed_days        jsonb NOT NULL,
  travelled_until      date,
  awaited              jsonb NOT NULL,
  receipt_steps_done   integer NOT NULL,
  next_receipt_step_at timestamptz,
  version              integer NOT NULL,
  UNIQUE (number, branch_id)
);
-- One waybill is one shipment until it has ended: carriers use their numbers again.
CREATE UNIQUE INDEX shipment_by_waybill ON shipment (carrier, waybill) WHERE travelled_until IS NULL;
CREATE INDEX shipment_of_waybill ON shipment (waybill, dispatched_at);
CREATE INDEX shipment_travelling ON shipment (branch_id, id) WHERE travelled_until IS NULL;
CREATE INDEX shipment_until ON shipment (branch_id, travelled_until) WHERE travelled_until IS NOT NULL;
CREATE INDEX shipment_awaited ON shipment (branch_id, arrived_on) WHERE awaited <> '[]' AND arrived_on IS NOT NULL;
CREATE INDEX shipment_in_order ON shipment (branch_id, id);
CREATE INDEX shipment_of_dealer ON shipment ((tell->>'dealerCode'), id);
${branchWall('shipment')}

CREATE TABLE follow_up (
  id             uuid PRIMARY KEY,
  branch_id      text COLLATE "C" NOT NULL UNIQUE,
  next_cut_off_at timestamptz NOT NULL,
  last_day       date,
  version        integer NOT NULL
);
${branchWall('follow_up')}

-- What carriers say, as they said it: before anybody knows whose it is.
CREATE TABLE carrier_message (
  carrier     text COLLATE "C" NOT NULL REFERENCES carrier,
  message_id  text COLLATE "C" NOT NULL,
  waybill     text COLLATE "C" NOT NULL,
  code        text NOT NULL,
  event_at    timestamptz NOT NULL,
  received_at timestamptz NOT NULL,
  raw         jsonb NOT NULL,
  shipment_id uuid,
  PRIMARY KEY (carrier, message_id)
);
CREATE INDEX carrier_message_unmatched ON carrier_message (carrier, waybill, event_at) WHERE shipment_id IS NULL;
CREATE INDEX carrier_message_of_shipment ON carrier_message (shipment_id, event_at) WHERE shipment_id IS NOT NULL;
`,
  },
  {
    name: '0322-no-words-of-carriers',
    sql: `
-- What a carrier writes may name a person, who signed for instance: people are in directory only.
UPDATE carrier_message SET raw = raw - 'text' || jsonb_build_object('textSha256', encode(sha256(convert_to(raw ->> 'text', 'UTF8')), 'hex'));
COMMENT ON COLUMN carrier_message.raw IS 'What the carrier said, without his own words: of these the SHA-256, by which his copy can be recognised.';
`,
  },
  {
    name: '0323-no-trace-of-words',
    sql: `
-- Whoever tries the few ways in which a carrier says that somebody has signed, with every name he knows, finds the one whose SHA-256 it is.
UPDATE carrier_message SET raw = raw - 'textSha256' WHERE raw ? 'textSha256';
COMMENT ON COLUMN carrier_message.raw IS 'What the carrier said: the fields that we know, and nothing of his own words.';
`,
  },
];

/** A carrier's message comes before anybody knows which branch it is about; it is shown to those only who see its shipment. */
export const shippingTablesWithoutWall: readonly string[] = ['carrier_message'];
