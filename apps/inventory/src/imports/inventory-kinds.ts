import type { Branches } from '@aftercare/auth';
import { branchParam, statement, type Tx } from '@aftercare/event-store';
import { ImportKinds, lookingAhead, type Judging, type Keeping } from '@aftercare/imports';
import type { Values } from '@aftercare/tables';
import { Injectable } from '@nestjs/common';
import { OpeningStock } from '../persistence/opening-stock';
import { PastShipmentStore } from '../persistence/past-shipment.store';
import { registerCarriers, registerLocations, registerParts } from '../persistence/registers';
import { describedKinds, kindsOf, type KindName, type Register } from './kinds';
import { pastShipmentId, pastShipments } from './past-shipments';

const registers = statement(
  'import-registers',
  `SELECT 'branch' AS register, id AS code FROM branch UNION ALL SELECT 'staff', id FROM staff UNION ALL SELECT 'product_model', code FROM product_model
   UNION ALL SELECT 'part', code FROM part UNION ALL SELECT 'carrier', code FROM carrier UNION ALL SELECT 'dealer', code FROM dealer UNION ALL SELECT 'location', code FROM location WHERE $1::text[] IS NULL OR branch_id = ANY ($1)`,
);
const today = statement('import-today', 'SELECT max((business_now() AT TIME ZONE zone)::date)::text AS today FROM branch');
const tickets = statement('import-tickets', 'SELECT number FROM ticket WHERE number = ANY ($1)');
// A number is told apart from those of all branches.
const numbers = statement('import-note-numbers', 'SELECT number, id::text FROM delivery_note WHERE number = ANY ($1) UNION ALL SELECT note_number, id::text FROM past_shipment WHERE note_number = ANY ($1)');

const orNull = (text: string | undefined): string | null => text || null;
const numberOf = (text: string | undefined): number => Number(text || 0);
const listOf = (text: string | undefined): string[] => (text ? text.split('|') : []);
const ofAll = (put: Keeping['put']): Keeping => ({ put, together: false, shared: true });
const ofBranches = (put: Keeping['put']): Keeping => ({ put, together: false, shared: false });

const putParts: Keeping['put'] = (tx, rows) =>
  registerParts(tx, rows.map((row) => ({
    code: row['part_code']!, name: row['name']!, unit: row['unit']!, fault_family: orNull(row['fault_family']), fits_models: listOf(row['fits_models']), price: row['price']!,
    currency: row['currency'] || 'CNY', return_days: row['returnable_old_part'] === 'yes' ? numberOf(row['return_days']) : null, substitutes: listOf(row['substitutes']),
    safety_stock: numberOf(row['safety_stock']), remark: orNull(row['remark']),
  })));

const putLocations: Keeping['put'] = (tx, rows) =>
  registerLocations(tx, rows.map((row) => ({
    code: row['location_code']!, kind: row['kind'] as 'warehouse' | 'van', branch_id: row['branch_code']!, holder_id: orNull(row['holder_code']), name: row['name']!,
  })));

const putCarriers: Keeping['put'] = (tx, rows) =>
  registerCarriers(tx, rows.map((row) => ({
    code: row['carrier_code']!, name: row['name']!, tracking_prefix: row['tracking_prefix']!, promised_days_same_region: numberOf(row['promised_days_same_region']),
    promised_days_cross_region: numberOf(row['promised_days_cross_region']), stale_after_hours: numberOf(row['stale_after_hours']), phone: orNull(row['phone']),
  })));

const openingOf = (row: Values) => ({ location: row['location_code']!, part: row['part_code']!, bin: row['bin_kind'] as 'good', qty: numberOf(row['qty']) });

/** The tables that this service takes in: the registers, what lies where when the ledger begins, and deliveries of an earlier system. */
@Injectable()
export class InventoryKinds extends ImportKinds {
  readonly described = describedKinds;
  readonly keeping: Readonly<Record<KindName, Keeping>>;

  constructor(opening: OpeningStock, shipments: PastShipmentStore) {
    super();
    this.keeping = {
      parts: ofAll(putParts), locations: ofAll(putLocations), carriers: ofAll(putCarriers),
      stock: ofBranches((tx, rows) => opening.put(tx, rows.map(openingOf))),
      shipments: ofBranches(pastShipments(shipments)),
    };
  }

  async judging(tx: Tx, reach: Branches, kind: KindName, source: string): Promise<Judging> {
    const onFile = new Set((await tx.query<{ register: Register; code: string }>(registers, [branchParam(reach)])).map(({ register, code }) => `${register} ${code}`));
    const [{ today: now } = { today: '' }] = await tx.query<{ today: string }>(today);
    let ahead = new Set<string>();
    let holders = new Map<string, string>();
    const look = async (texts: readonly string[]): Promise<void> => {
      ahead = new Set((await tx.query<{ number: string }>(tickets, [texts])).map(({ number }) => `ticket ${number}`));
      await tx.within('*');
      holders = new Map((await tx.query<{ number: string; id: string }>(numbers, [texts])).map(({ number, id }) => [number, id]));
      await tx.within(reach);
    };
    const isFree = (number: string): boolean => [undefined, pastShipmentId(source, number)].includes(holders.get(number));
    return {
      kind: kindsOf({ has: (register, code) => onFile.has(`${register} ${code}`) || ahead.has(`${register} ${code}`), isFree, today: now })[kind],
      watching: (table) => (kind === 'shipments' ? lookingAhead(table, look) : table),
      own: null,
    };
  }
}
