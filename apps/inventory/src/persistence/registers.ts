import type { ContractEvent } from '@aftercare/contracts';
import { statement, type Statement, type Tx } from '@aftercare/event-store';
import { initialsOf } from '@aftercare/tables';
import { carrierPublishes, locationPublishes, partPublishes } from '../publishes';
import type { CarrierRow, LocationRow, PartRow } from './rows';

/**
 * Puts rows on file, each with its event, and says how many of them were new or said something new. A row that says what it said last time
 * changes nothing. A row that says something else replaces what it names, and its event comes again; what it leaves out (null) stays. No two
 * rows of one call have the same code.
 */
export type Register<R> = (tx: Tx, rows: readonly R[]) => Promise<number>;

/** `upsert` takes the rows as one JSON array and returns those that it wrote, as they stand now. */
const register = <R extends { readonly code: string }>(upsert: Statement, publishes: (row: R) => ContractEvent): Register<R> => async (tx, rows) => {
  const written = await tx.query<{ row: R }>(upsert, [JSON.stringify(rows)]);
  const now = await tx.now();
  for (const { row } of written) tx.raise(publishes(row), now);
  return written.length;
};

const storeParts = register<PartRow>(
  statement(
    'part-register',
    `INSERT INTO part (code, name, name_initials, unit, fault_family, fits_models, price, currency, return_days, substitutes, safety_stock, remark, content_hash)
     SELECT r.code, r.name, r.name_initials, r.unit, r.fault_family, r.fits_models, r.price, r.currency, r.return_days, r.substitutes, r.safety_stock, r.remark, md5(e::text)
       FROM jsonb_array_elements($1::jsonb) e, jsonb_populate_record(NULL::part, e) r ORDER BY r.code
     ON CONFLICT (code) DO UPDATE SET
       name = excluded.name, name_initials = excluded.name_initials, unit = excluded.unit, fault_family = coalesce(excluded.fault_family, part.fault_family),
       fits_models = excluded.fits_models, price = excluded.price, currency = excluded.currency, return_days = excluded.return_days, substitutes = excluded.substitutes,
       safety_stock = excluded.safety_stock, remark = coalesce(excluded.remark, part.remark), content_hash = excluded.content_hash
      WHERE part.content_hash IS DISTINCT FROM excluded.content_hash
     RETURNING to_jsonb(part) || jsonb_build_object('price', price::text) AS row`,
  ),
  partPublishes,
);

export const registerParts: Register<Omit<PartRow, 'withdrawn'>> = (tx, rows) =>
  storeParts(tx, rows.map((row) => ({ ...row, name_initials: initialsOf(row.name), withdrawn: false })));

const withdraw = statement(
  'part-withdraw',
  `WITH found AS MATERIALIZED (SELECT code, withdrawn FROM part WHERE code = $1 FOR UPDATE)
   UPDATE part p SET withdrawn = true FROM found f WHERE p.code = f.code
   RETURNING to_jsonb(p) || jsonb_build_object('price', p.price::text) AS row, f.withdrawn AS already`,
);

/** The part is not to be had any more. `false`: there is no such part. */
export const withdrawPart = async (tx: Tx, code: string): Promise<boolean> => {
  const [found] = await tx.query<{ row: PartRow; already: boolean }>(withdraw, [code]);
  if (found && !found.already) tx.raise(partPublishes(found.row), await tx.now());
  return found !== undefined;
};

export const registerLocations = register<LocationRow>(
  statement(
    'location-register',
    `INSERT INTO location (code, kind, branch_id, holder_id, name, content_hash)
     SELECT r.code, r.kind, r.branch_id, r.holder_id, r.name, md5(e::text)
       FROM jsonb_array_elements($1::jsonb) e, jsonb_populate_record(NULL::location, e) r ORDER BY r.code
     ON CONFLICT (code) DO UPDATE SET holder_id = coalesce(excluded.holder_id, location.holder_id), name = excluded.name, content_hash = excluded.content_hash
      WHERE location.content_hash IS DISTINCT FROM excluded.content_hash
     RETURNING to_jsonb(location) AS row`,
  ),
  locationPublishes,
);

export const registerCarriers = register<CarrierRow>(
  statement(
    'carrier-register',
    `INSERT INTO carrier (code, name, tracking_prefix, promised_days_same_region, promised_days_cross_region, stale_after_hours, phone, content_hash)
     SELECT r.code, r.name, r.tracking_prefix, r.promised_days_same_region, r.promised_days_cross_region, r.stale_after_hours, r.phone, md5(e::text)
       FROM jsonb_array_elements($1::jsonb) e, jsonb_populate_record(NULL::carrier, e) r ORDER BY r.code
     ON CONFLICT (code) DO UPDATE SET
       name = excluded.name, tracking_prefix = excluded.tracking_prefix, promised_days_same_region = excluded.promised_days_same_region,
       promised_days_cross_region = excluded.promised_days_cross_region, stale_after_hours = excluded.stale_after_hours,
       phone = coalesce(excluded.phone, carrier.phone), content_hash = excluded.content_hash
      WHERE carrier.content_hash IS DISTINCT FROM excluded.content_hash
     RETURNING to_jsonb(carrier) AS row`,
  ),
  carrierPublishes,
);
