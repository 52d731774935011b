import { branchWall, type Migration } from '@aftercare/event-store';

export const pastShipmentMigrations: readonly Migration[] = [
  {
    name: '0360-past-shipment',
    sql: `
CREATE TABLE past_shipment (
  id            uuid PRIMARY KEY,
  branch_id     text COLLATE "C" NOT NULL,
  note_number   text NOT NULL,
  source        text NOT NULL,
  ticket_id     uuid,
  dealer_code   text COLLATE "C",
  location      text COLLATE "C" NOT NULL REFERENCES location,
  carrier       text COLLATE "C" NOT NULL REFERENCES carrier,
  waybill       text COLLATE "C" NOT NULL,
  part          text COLLATE "C" NOT NULL REFERENCES part,
  qty           integer NOT NULL CHECK (qty > 0),
  dispatched_on date NOT NULL,
  promised_on   date NOT NULL,
  arrived_on    date,
  received_qty  integer,
  difference    text,
  zone          text NOT NULL,
  version       integer NOT NULL,
  UNIQUE (note_number, branch_id)
);
CREATE INDEX past_shipment_in_order ON past_shipment (branch_id, dispatched_on, id);
CREATE INDEX past_shipment_of_dealer ON past_shipment (dealer_code, dispatched_on, id) WHERE dealer_code IS NOT NULL;
CREATE INDEX past_shipment_of_ticket ON past_shipment (ticket_id) WHERE ticket_id IS NOT NULL;
CREATE INDEX past_shipment_of_waybill ON past_shipment (waybill);
${branchWall('past_shipment')}
`,
  },
  {
    name: '0361-past-of-a-customer',
    sql: `
CREATE INDEX ticket_by_customer ON ticket (customer_id) WHERE customer_id IS NOT NULL;
CREATE INDEX ticket_by_serial ON ticket (serial) WHERE serial IS NOT NULL;
CREATE INDEX customer_by_survivor ON customer (merged_into) WHERE merged_into IS NOT NULL;

-- The tickets of a customer, and of the records that were found to be his.
CREATE FUNCTION tickets_of(customer uuid) RETURNS uuid[] LANGUAGE sql STABLE AS $$
  WITH RECURSIVE same AS (SELECT customer AS id UNION SELECT c.id FROM customer c JOIN same ON c.merged_into = same.id)
  SELECT array(SELECT t.id FROM ticket t WHERE t.customer_id = ANY (ARRAY(SELECT id FROM same)))
$$;
`,
  },
];
