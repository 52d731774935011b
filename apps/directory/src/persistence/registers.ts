import { StaffSignedOutV1, type ContractEvent } from '@aftercare/contracts';
import { cancelTimer, setTimer, statement, type Statement, type Tx } from '@aftercare/event-store';
import { RuleViolation } from '@aftercare/kernel';
import { initialsOf } from '@aftercare/tables';
import { branchOfDevice, soldOutsideArea } from '../domain/device';
import { warrantyFrom } from '../domain/warranty';
import {
  branchPublishes, calendarPublishes, customerPublishes, dealerPublishes, devicePublishes, faultCodePublishes, matrixPublishes, modelPublishes, planPublishes,
  policyPublishes, staffMovedPublishes, staffPublishes,
} from '../publishes';
import { dayOver, waitingCustomers } from '../timers';
import { managersOf } from './branch-managers';
import { proposeMerges } from './merge-proposals';
import type {
  BranchRow, CalendarRow, CustomerRow, DealerRow, DeviceRecord, DeviceRow, EscalationPlanRow, FaultCodeRow, MatrixRow, ModelRow, PolicyRow, StaffRow,
} from './rows';

/**
 * Puts rows on file, each with its event, and says how many of them were new or said something new. A row that says what it said last time
 * changes nothing, even if people have changed the record since. A row that says something else replaces what it names, and its event comes
 * again; what it leaves out (null) stays. No two rows of one call have the same key. A version of a policy, matrix or plan never changes.
 */
export type Register<R> = (tx: Tx, rows: readonly R[]) => Promise<number>;
type Store<R> = (tx: Tx, rows: readonly R[]) => Promise<R[]>;

/** `upsert` takes the rows as one JSON array and returns those that it wrote, as they stand now. */
const store = <R extends object>(keys: readonly (keyof R & string)[], upsert: Statement, publishes: (row: R) => ContractEvent): Store<R> => {
  const keyOf = (row: R): string => JSON.stringify(keys.map((key) => row[key]));
  return async (tx, rows) => {
    const written = new Map((await tx.query<{ row: R }>(upsert, [JSON.stringify(rows)])).map(({ row }) => [keyOf(row), row]));
    const now = await tx.now();
    const standing = rows.flatMap((row) => (written.has(keyOf(row)) ? [{ ...row, ...written.get(keyOf(row)) }] : []));
    for (const row of standing) tx.raise(publishes(row), now);
    return standing;
  };
};
const counted = <R extends object>(store: Store<R>): Register<R> => async (tx, rows) => (await store(tx, rows)).length;

export const registerCalendars = counted(store<CalendarRow>(
  ['calendar_code'],
  statement(
    'calendar-register',
    `INSERT INTO calendar (calendar_code, zone, spans, exceptions, content_hash)
     SELECT r.calendar_code, r.zone, r.spans, r.exceptions, md5(e::text)
       FROM jsonb_array_elements($1::jsonb) e, jsonb_populate_record(NULL::calendar, e) r
     ON CONFLICT (calendar_code) DO UPDATE SET
       zone = excluded.zone, spans = excluded.spans, exceptions = excluded.exceptions, content_hash = excluded.content_hash
      WHERE calendar.content_hash IS DISTINCT FROM excluded.content_hash
     RETURNING to_jsonb(calendar) AS row`,
  ),
  calendarPublishes,
));
export const registerBranches = counted(store<BranchRow>(
  ['branch_id'],
  statement(
    'branch-register',
    `INSERT INTO branch (branch_id, name, short_code, kind, parent_id, city, area_code, address, phone, calendar_code, opened_on, content_hash)
     SELECT r.branch_id, r.name, r.short_code, r.kind, r.parent_id, r.city, r.area_code, r.address, r.phone, r.calendar_code,
            r.opened_on, md5(e::text)
       FROM jsonb_array_elements($1::jsonb) e, jsonb_populate_record(NULL::branch, e) r
     ON CONFLICT (branch_id) DO UPDATE SET
       name = excluded.name, short_code = excluded.short_code, kind = excluded.kind, parent_id = coalesce(excluded.parent_id, branch.parent_id),
       city = excluded.city, area_code = coalesce(excluded.area_code, branch.area_code), address = coalesce(excluded.address, branch.address),
       phone = coalesce(excluded.phone, branch.phone), calendar_code = excluded.calendar_code,
       opened_on = coalesce(excluded.opened_on, branch.opened_on), content_hash = excluded.content_hash
      WHERE branch.content_hash IS DISTINCT FROM excluded.content_hash
     RETURNING to_jsonb(branch) AS row`,
  ),
  branchPublishes,
));
const putStaffOnFile = store<StaffRow>(
  ['staff_id'],
  statement(
    'staff-register',
    `INSERT INTO staff (staff_id, name, role, branch_id, manager_id, skills, phone, joined_on, declared_relatives, active, content_hash)
     SELECT r.staff_id, r.name, r.role, r.branch_id, r.manager_id, r.skills, r.phone, r.joined_on, r.declared_relatives, r.active,
            md5(e::text)
       FROM jsonb_array_elements($1::jsonb) e, jsonb_populate_record(NULL::staff, e) r
     ON CONFLICT (staff_id) DO UPDATE SET
       name = excluded.name, role = excluded.role, branch_id = excluded.branch_id, manager_id = coalesce(excluded.manager_id, staff.manager_id),
       skills = excluded.skills, phone = excluded.phone, joined_on = coalesce(excluded.joined_on, staff.joined_on),
       declared_relatives = excluded.declared_relatives, active = excluded.active, content_hash = excluded.content_hash,
       signed_in_at = CASE WHEN staff.branch_id = excluded.branch_id THEN staff.signed_in_at END,
       version = staff.version + 1
      WHERE staff.content_hash IS DISTINCT FROM excluded.content_hash
     RETURNING to_jsonb(staff) AS row`,
  ),
  staffPublishes,
);
const whereStaffWas = statement(
  'staff-register-was',
  'SELECT staff_id AS "staffId", branch_id AS "branchId", signed_in_at IS NOT NULL AS "signedIn" FROM staff WHERE staff_id = ANY ($1) ORDER BY staff_id FOR UPDATE',
);
/** Who stands under another branch than before has moved there: he is signed out, and the managers of the branch that he has left hear of it. */
export const registerStaff: Register<StaffRow> = async (tx, rows) => {
  const was = new Map((await tx.query<{ staffId: string; branchId: string; signedIn: boolean }>(whereStaffWas, [rows.map((row) => row.staff_id)])).map((one) => [one.staffId, one]));
  const managers = await managersOf(tx, [...new Set([...was.values()].map(({ branchId }) => branchId))]);
  const standing = await putStaffOnFile(tx, rows);
  const at = await tx.now();
  for (const { staff_id: staffId, branch_id: to } of standing) {
    const { branchId: from, signedIn } = was.get(staffId) ?? { branchId: to, signedIn: false };
    if (from === to) continue;
    if (signedIn) {
      await cancelTimer(tx, dayOver, staffId);
      tx.raise(StaffSignedOutV1.of({ staffId, branchId: to, at: at.toISOString() }), at);
    }
    tx.raise(staffMovedPublishes(staffId, from, to, { tell: (managers.get(from) ?? []).filter((code) => code !== staffId), by: tx.context.principal.subject, at }), at);
  }
  return standing.length;
};
export const registerDealers = counted(store<DealerRow>(
  ['dealer_code'],
  statement(
    'dealer-register',
    `INSERT INTO dealer (dealer_code, name, role, contact_name, phone, branch_id, territory, parent_dealer_code, key_account, representative_id,
      address, credit_limit, currency, joined_on, remark, content_hash)
     SELECT r.dealer_code, r.name, r.role, r.contact_name, r.phone, r.branch_id, r.territory, r.parent_dealer_code, r.key_account,
            r.representative_id, r.address, r.credit_limit, r.currency, r.joined_on, r.remark, md5(e::text)
       FROM jsonb_array_elements($1::jsonb) e, jsonb_populate_record(NULL::dealer, e) r
     ON CONFLICT (dealer_code) DO UPDATE SET
       name = excluded.name, role = excluded.role, contact_name = coalesce(excluded.contact_name, dealer.contact_name), phone = excluded.phone,
       branch_id = excluded.branch_id, territory = coalesce(excluded.territory, dealer.territory),
       parent_dealer_code = coalesce(excluded.parent_dealer_code, dealer.parent_dealer_code), key_account = excluded.key_account,
       representative_id = coalesce(excluded.representative_id, dealer.representative_id), address = coalesce(excluded.address, dealer.address),
       credit_limit = coalesce(excluded.credit_limit, dealer.credit_limit), currency = coalesce(excluded.currency, dealer.currency),
       joined_on = coalesce(excluded.joined_on, dealer.joined_on), remark = coalesce(excluded.remark, dealer.remark),
       content_hash = excluded.content_hash, version = dealer.version + 1
      WHERE dealer.content_hash IS DISTINCT FROM excluded.content_hash
     RETURNING to_jsonb(dealer) || jsonb_build_object('credit_limit', credit_limit::text) AS row`,
  ),
  dealerPublishes,
));
const storeCustomers = store<CustomerRow & { readonly name_initials: string; readonly version?: number }>(
  ['source', 'external_number'],
  statement(
    'customer-register',
    `INSERT INTO customer (id, code, source, external_number, name, name_initials, phone, city, address, branch_id, dealer_code, customer_class, owner_id,
      consent_care, consent_marketing, consent_survey, channel, quiet_from, quiet_to, referrer_code, created_on, remark,
      content_hash)
     SELECT r.id, r.code, r.source, r.external_number, r.name, r.name_initials, r.phone, r.city, r.address, r.branch_id, r.dealer_code,
            r.customer_class, r.owner_id, r.consent_care, r.consent_marketing, r.consent_survey, r.channel, r.quiet_from,
            r.quiet_to, r.referrer_code, r.created_on, r.remark, md5((e - 'id' - 'code')::text)
       FROM jsonb_array_elements($1::jsonb) e, jsonb_populate_record(NULL::customer, e) r
     ON CONFLICT (source, external_number) DO UPDATE SET
       name = excluded.name, name_initials = excluded.name_initials, phone = excluded.phone, city = coalesce(excluded.city, customer.city),
       address = coalesce(excluded.address, customer.address), branch_id = excluded.branch_id,
       dealer_code = coalesce(excluded.dealer_code, customer.dealer_code), customer_class = excluded.customer_class,
       owner_id = coalesce(excluded.owner_id, customer.owner_id), consent_care = excluded.consent_care,
       consent_marketing = excluded.consent_marketing, consent_survey = excluded.consent_survey,
       channel = coalesce(excluded.channel, customer.channel), quiet_from = coalesce(excluded.quiet_from, customer.quiet_from),
       quiet_to = coalesce(excluded.quiet_to, customer.quiet_to), referrer_code = coalesce(excluded.referrer_code, customer.referrer_code),
       created_on = coalesce(excluded.created_on, customer.created_on), remark = coalesce(excluded.remark, customer.remark),
       content_hash = excluded.content_hash, version = customer.version + 1
      WHERE customer.content_hash IS DISTINCT FROM excluded.content_hash AND customer.merged_into IS NULL
     RETURNING to_jsonb(customer) AS row`,
  ),
  customerPublishes,
);
/** Also proposes to merge who has somebody else's number. One who was merged into another record stays as he is. */
export const registerCustomers: Register<CustomerRow> = async (tx, rows) => {
  const written = await storeCustomers(tx, rows.map((row) => ({ ...row, name_initials: initialsOf(row.name) })));
  await proposeMerges(tx, written);
  // Whoever is new and nobody's is offered in turn, by the branch's timer: a file may hold more of them than people can look at.
  const lookedAfterByNobody = written.filter((row) => row.version === 1 && row.customer_class === 'new' && row.owner_id === null);
  for (const branchId of new Set(lookedAfterByNobody.map((row) => row.branch_id))) {
    await setTimer(tx, { kind: waitingCustomers, subject: branchId, branchId, dueAt: await tx.now(), data: {} });
  }
  return written.length;
};
export const registerModels = counted(store<ModelRow>(
  ['model_code'],
  statement(
    'model-register',
    `INSERT INTO product_model (model_code, name, series, length_cm, volume_l, glass_mm, repair_months, replace_months, refund_months, warranty_starts,
      price, content_hash)
     SELECT r.model_code, r.name, r.series, r.length_cm, r.volume_l, r.glass_mm, r.repair_months, r.replace_months,
            r.refund_months, r.warranty_starts, r.price, md5(e::text)
       FROM jsonb_array_elements($1::jsonb) e, jsonb_populate_record(NULL::product_model, e) r
     ON CONFLICT (model_code) DO UPDATE SET
       name = excluded.name, series = coalesce(excluded.series, product_model.series),
       length_cm = coalesce(excluded.length_cm, product_model.length_cm), volume_l = coalesce(excluded.volume_l, product_model.volume_l),
       glass_mm = coalesce(excluded.glass_mm, product_model.glass_mm), repair_months = excluded.repair_months,
       replace_months = excluded.replace_months, refund_months = excluded.refund_months, warranty_starts = excluded.warranty_starts,
       price = coalesce(excluded.price, product_model.price), content_hash = excluded.content_hash
      WHERE product_model.content_hash IS DISTINCT FROM excluded.content_hash
     RETURNING to_jsonb(product_model) AS row`,
  ),
  modelPublishes,
));
export const registerFaultCodes = counted(store<FaultCodeRow>(
  ['fault_code'],
  statement(
    'fault-code-register',
    `INSERT INTO fault_code (fault_code, level, family_code, name_zh, name_en, material, process_stage, content_hash)
     SELECT r.fault_code, r.level, r.family_code, r.name_zh, r.name_en, r.material, r.process_stage, md5(e::text)
       FROM jsonb_array_elements($1::jsonb) e, jsonb_populate_record(NULL::fault_code, e) r
     ON CONFLICT (fault_code) DO UPDATE SET
       level = excluded.level, family_code = excluded.family_code, name_zh = excluded.name_zh,
       name_en = coalesce(excluded.name_en, fault_code.name_en), material = coalesce(excluded.material, fault_code.material),
       process_stage = coalesce(excluded.process_stage, fault_code.process_stage), content_hash = excluded.content_hash
      WHERE fault_code.content_hash IS DISTINCT FROM excluded.content_hash
     RETURNING to_jsonb(fault_code.*) AS row`,
  ),
  faultCodePublishes,
));
export const registerPolicies = counted(store<PolicyRow>(
  ['policy_code', 'version'],
  statement('policy-register', 'INSERT INTO service_policy SELECT * FROM jsonb_populate_recordset(NULL::service_policy, $1::jsonb) ON CONFLICT (policy_code, version) DO NOTHING RETURNING to_jsonb(service_policy) AS row'),
  policyPublishes,
));
export const registerMatrices = counted(store<MatrixRow>(
  ['matrix_code', 'version'],
  statement('matrix-register', 'INSERT INTO priority_matrix SELECT * FROM jsonb_populate_recordset(NULL::priority_matrix, $1::jsonb) ON CONFLICT (matrix_code, version) DO NOTHING RETURNING to_jsonb(priority_matrix) AS row'),
  matrixPublishes,
));
export const registerPlans = counted(store<EscalationPlanRow>(
  ['plan_code', 'valid_from'],
  statement('plan-register', 'INSERT INTO escalation_plan SELECT * FROM jsonb_populate_recordset(NULL::escalation_plan, $1::jsonb) ON CONFLICT (plan_code, valid_from) DO NOTHING RETURNING to_jsonb(escalation_plan) AS row'),
  planPublishes,
));

interface DeviceFacts {
  /** Its place in the list of rows. */
  readonly place: number;
  readonly old: DeviceRecord | null;
  readonly terms: { readonly repair: number; readonly replace: number; readonly refund: number } | null;
  readonly dealer_branch: string | null;
  readonly owner: string | null;
  readonly owner_branch: string | null;
  readonly factory: string;
}

// What a row says is taken out of its JSON first: a join by an expression may not use an index behind the branch wall.
const deviceFacts = statement(
  'device-register-facts',
  `WITH given AS MATERIALIZED (
     SELECT place::int, md5(e::text) AS content_hash, e ->> 'serial' AS serial, e ->> 'model_code' AS model_code, e ->> 'dealer_code' AS dealer_code, e ->> 'customer_code' AS customer_code
       FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS listed (e, place)
   ), told AS MATERIALIZED (
     SELECT given.place, given.model_code, to_jsonb(old) AS old, coalesce(given.dealer_code, old.dealer_code) AS seller, coalesce(named.merged_into, named.id, old.customer_id) AS owner
       FROM given LEFT JOIN device old ON old.serial = given.serial LEFT JOIN customer named ON named.code = given.customer_code
      WHERE old.content_hash IS DISTINCT FROM given.content_hash
   )
   SELECT place, old, dealer.branch_id AS dealer_branch, owner.id AS owner, owner.branch_id AS owner_branch,
          CASE WHEN m.model_code IS NOT NULL THEN jsonb_build_object('repair', m.repair_months, 'replace', m.replace_months, 'refund', m.refund_months) END AS terms,
          (SELECT branch_id FROM branch WHERE kind = 'factory' ORDER BY branch_id LIMIT 1) AS factory
     FROM told LEFT JOIN product_model m ON m.model_code = told.model_code LEFT JOIN dealer ON dealer.dealer_code = told.seller LEFT JOIN customer owner ON owner.id = told.owner
    ORDER BY place`,
);
const deviceUpsert = statement(
  'device-register',
  `INSERT INTO device (serial, model_code, lot, process_stage_notes, made_on, shipped_on, dealer_code, customer_id, installed_on, authenticity_code, remark,
      branch_id, sold_outside_area, warranty_source, repair_until, replace_until, refund_until, content_hash)
     SELECT r.serial, r.model_code, r.lot, r.process_stage_notes, r.made_on, r.shipped_on, r.dealer_code, r.customer_id, r.installed_on, r.authenticity_code, r.remark,
            r.branch_id, r.sold_outside_area, r.warranty_source, r.repair_until, r.replace_until, r.refund_until, md5((e -> 'given')::text)
       FROM jsonb_array_elements($1::jsonb) e, jsonb_populate_record(NULL::device, e) r
     ON CONFLICT (serial) DO UPDATE SET
       model_code = excluded.model_code, lot = excluded.lot, process_stage_notes = excluded.process_stage_notes, made_on = excluded.made_on,
       shipped_on = excluded.shipped_on, dealer_code = excluded.dealer_code, customer_id = excluded.customer_id, installed_on = excluded.installed_on,
       authenticity_code = excluded.authenticity_code, remark = excluded.remark, branch_id = excluded.branch_id,
       sold_outside_area = excluded.sold_outside_area, content_hash = excluded.content_hash, version = device.version + 1,
       warranty_source = CASE WHEN device.warranty_source = 'manual' THEN 'manual' ELSE excluded.warranty_source END,
       repair_until = CASE WHEN device.warranty_source = 'manual' THEN device.repair_until ELSE excluded.repair_until END,
       replace_until = CASE WHEN device.warranty_source = 'manual' THEN device.replace_until ELSE excluded.replace_until END,
       refund_until = CASE WHEN device.warranty_source = 'manual' THEN device.refund_until ELSE excluded.refund_until END
     RETURNING to_jsonb(device) AS row`,
);

/**
 * Guarantees are counted once, from the day of installation and what the model promises then; a later change of the model takes nothing
 * away from who has bought already. What a person has set stays. Throws `device.reference-unknown` for a model, dealer or customer that is not on file.
 */
export const registerDevices: Register<DeviceRow> = async (tx, rows) => {
  const facts = await tx.query<DeviceFacts>(deviceFacts, [JSON.stringify(rows)]);
  const records = facts.map((known) => deviceRecord(rows[known.place - 1]!, known));
  return (await storeDevices(tx, records)).length;
};
const storeDevices = store<DeviceRecord>(['serial'], deviceUpsert, devicePublishes);

const deviceRecord = (given: DeviceRow, { old, terms, dealer_branch, owner, owner_branch, factory }: DeviceFacts): DeviceRecord & { readonly given: DeviceRow } => {
  const refuse = (field: keyof DeviceRow): never => { throw new RuleViolation('device.reference-unknown', { serial: given.serial, field }); };
  if (!terms) return refuse('model_code');
  if (given.dealer_code !== null && dealer_branch === null) refuse('dealer_code');
  if (given.customer_code !== null && owner === null) refuse('customer_code');
  const { customer_code: _owner, ...said } = given;
  const known = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== null)) as Partial<DeviceRow>;
  const device = { ...said, ...old, ...known };
  const countedAlready = old !== null && old.installed_on === device.installed_on && old.model_code === device.model_code;
  const { source, until } = warrantyFrom(device.installed_on, terms);
  return {
    ...device,
    customer_id: owner,
    branch_id: branchOfDevice(owner_branch, dealer_branch, factory),
    sold_outside_area: soldOutsideArea(owner_branch, dealer_branch),
    ...(countedAlready ? {} : { warranty_source: source, repair_until: until.repair, replace_until: until.replace, refund_until: until.refund }),
    given,
  } as DeviceRecord & { given: DeviceRow };
};
