import type { Migration } from '@aftercare/event-store';

/** By the last four characters of a number something is found as people say it; each has an index of its own that the wall of branches does not stand in the way of. */
export const documentMigrations: readonly Migration[] = [
  {
    name: '0500-numbers-by-ending',
    sql: `
ALTER TABLE parts_request ADD COLUMN number_last4 text NOT NULL GENERATED ALWAYS AS (right(number, 4)) STORED;
CREATE INDEX parts_request_by_ending ON parts_request (number_last4, id);
ALTER TABLE delivery_note ADD COLUMN number_last4 text NOT NULL GENERATED ALWAYS AS (right(number, 4)) STORED;
CREATE INDEX delivery_note_by_ending ON delivery_note (number_last4, id);
ALTER TABLE shipment ADD COLUMN number_last4 text NOT NULL GENERATED ALWAYS AS (right(number, 4)) STORED, ADD COLUMN waybill_last4 text NOT NULL GENERATED ALWAYS AS (right(upper(waybill), 4)) STORED;
CREATE INDEX shipment_by_ending ON shipment (number_last4, id);
CREATE INDEX shipment_by_waybill_ending ON shipment (waybill_last4, id);
ALTER TABLE discrepancy ADD COLUMN number_last4 text NOT NULL GENERATED ALWAYS AS (right(number, 4)) STORED;
CREATE INDEX discrepancy_by_ending ON discrepancy (number_last4, id);
`,
  },
];
