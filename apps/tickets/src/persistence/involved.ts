import { statement, type Tx } from '@aftercare/event-store';
import type { Involved } from '../domain/involved';

/** Who and what a ticket names, as far as it is known. */
export interface Named {
  readonly customerId: string | null;
  readonly serial: string | null;
  /** The dealer who called, or whom the ticket has pinned already: the one of the device and of the customer come first. */
  readonly dealerCode?: string | null;
}

const involvedIn = statement(
  'ticket-involved',
  `SELECT d.device, named.dealer AS "dealerCode", (SELECT representative_id FROM dealer WHERE code = named.dealer AND key_account) AS "representativeId",
          coalesce((SELECT array_agg(id) FROM staff WHERE relatives && array_remove(ARRAY[c.code, named.dealer, $3], NULL)), '{}') AS relatives
     FROM (SELECT 1) one
     LEFT JOIN LATERAL (SELECT dealer_code, jsonb_build_object('serial', serial, 'dealerCode', dealer_code, 'warrantySource', warranty_source,
                               'repairUntil', repair_until, 'replaceUntil', replace_until, 'refundUntil', refund_until) AS device
                          FROM device WHERE serial = $2) d ON true
     LEFT JOIN customer c ON c.id = $1
     CROSS JOIN LATERAL (SELECT coalesce(d.dealer_code, c.dealer_code, $3) AS dealer) named`,
);

/** What directory has told about the customer, the device and the dealer of a ticket; what it has not told yet is not known. */
export const involved = async (tx: Tx, { customerId, serial, dealerCode = null }: Named): Promise<Involved> => {
  const [row] = await tx.query<Involved>(involvedIn, [customerId, serial, dealerCode]);
  if (!row) throw new Error('one row was asked for and none has come');
  return row;
};

const faultByCode = statement('fault-by-code', 'SELECT 1 FROM fault_code WHERE code = $1');

export const faultIsKnown = async (tx: Tx, code: string): Promise<boolean> => (await tx.query(faultByCode, [code])).length > 0;
