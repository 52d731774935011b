import { statement, type Tx } from '@aftercare/event-store';
import { BusinessCalendar } from '@aftercare/business-time';
import { derivedId, RuleViolation } from '@aftercare/kernel';
import type { Keeping } from '@aftercare/imports';
import type { Values } from '@aftercare/tables';
import { customerCodes } from '../persistence/customer-codes';
import {
  registerBranches, registerCalendars, registerCustomers, registerDealers, registerDevices, registerFaultCodes, registerMatrices, registerModels, registerPlans,
  registerPolicies, registerStaff,
} from '../persistence/registers';
import type {
  BranchRow, CalendarRow, CustomerRow, DealerRow, DeviceRow, EscalationPlanRow, FaultCodeRow, MatrixRow, ModelRow, PolicyRow, StaffRow,
} from '../persistence/rows';
import type { KindName } from './kinds';

type Put = Keeping['put'];

const orNull = (text: string | undefined): string | null => text || null;
const numberOf = (text: string | undefined): number => Number(text);
const numberOrNull = (text: string | undefined): number | null => (text ? Number(text) : null);
const listOf = (text: string | undefined): string[] => (text ? text.split('|') : []);
/** Rows under the key that they share, in the order of their first. */
const grouped = (rows: readonly Values[], field: string): ReadonlyMap<string, readonly Values[]> =>
  new Map([...new Set(rows.map((row) => row[field] ?? ''))].map((key) => [key, rows.filter((row) => (row[field] ?? '') === key)]));

const byBranch = (put: Put): Keeping => ({ put, together: false, shared: false });
const ofAll = (put: Put): Keeping => ({ put, together: false, shared: true });
const asOne = (put: Put): Keeping => ({ put, together: true, shared: true });
const calendars = statement('import-calendars', 'SELECT calendar_code, zone, spans, exceptions FROM calendar WHERE calendar_code = ANY ($1) FOR UPDATE');
const calendarsOnFile = async (tx: Tx, codes: Iterable<string>): Promise<ReadonlyMap<string, CalendarRow>> =>
  new Map((await tx.query<CalendarRow>(calendars, [[...codes]])).map((row) => [row.calendar_code, row]));

/** A calendar that working time can be counted by. */
const sound = (calendar: CalendarRow): CalendarRow => {
  try {
    BusinessCalendar.of(calendar);
    return calendar;
  } catch (error) {
    if (!(error instanceof RuleViolation)) throw error;
    throw new RuleViolation('calendar.invalid', { calendar: calendar.calendar_code, rule: error.code, place: Object.values(error.params).join(' ') });
  }
};

const putCalendars: Put = async (tx, rows) => {
  const groups = grouped(rows, 'calendar_code');
  const known = await calendarsOnFile(tx, groups.keys());
  return registerCalendars(tx, [...groups].map(([calendar_code, spans]) => {
    const [zone = '', other] = new Set(spans.map((span) => span['time_zone'] ?? ''));
    if (other !== undefined) throw new RuleViolation('calendar.zones-differ', { calendar: calendar_code, zone, other });
    return sound({
      calendar_code, zone,
      spans: spans.map((span) => ({ weekday: numberOf(span['weekday']), from: span['from'] ?? '', to: span['to'] ?? '' })),
      exceptions: known.get(calendar_code)?.exceptions ?? [],
    });
  }));
};

/** Days come to those that the calendar has, and say what they are anew. */
const putHolidays: Put = async (tx, rows) => {
  const groups = grouped(rows, 'calendar_code');
  const known = await calendarsOnFile(tx, groups.keys());
  return registerCalendars(tx, [...groups].flatMap(([code, days]) => {
    const calendar = known.get(code);
    if (!calendar) return [];
    const exceptions = new Map(calendar.exceptions.map((day) => [day.date, day]));
    for (const { date = '', kind } of days) exceptions.set(date, { date, kind: kind as 'holiday' | 'makeup_workday' });
    return [sound({ ...calendar, exceptions: [...exceptions.values()].sort((a, b) => (a.date < b.date ? -1 : 1)) })];
  }));
};

const zones = statement('import-zones', 'SELECT calendar_code, zone FROM calendar');
const putBranches: Put = async (tx, rows) => {
  const zoneOf = new Map((await tx.query<{ calendar_code: string; zone: string }>(zones)).map(({ calendar_code, zone }) => [calendar_code, zone]));
  return registerBranches(tx, rows.map((row): BranchRow => ({
    branch_id: row['branch_code']!, name: row['name']!, short_code: row['short_code']!, kind: row['kind'] as BranchRow['kind'],
    parent_id: orNull(row['parent_code']), city: row['city']!, area_code: orNull(row['area_code']), address: orNull(row['address']), phone: orNull(row['phone']),
    calendar_code: row['calendar_code']!, opened_on: orNull(row['opened_on']), zone: zoneOf.get(row['calendar_code']!) ?? '',
  })));
};

const putStaff: Put = (tx, rows) =>
  registerStaff(tx, rows.map((row): StaffRow => ({
    staff_id: row['staff_code']!, name: row['name']!, role: row['role']!, branch_id: row['branch_code']!, manager_id: orNull(row['manager_code']),
    skills: listOf(row['skills']), phone: row['phone']!, joined_on: orNull(row['joined_on']), declared_relatives: listOf(row['declared_relatives']),
    active: row['active'] !== 'no',
  })));

const putPolicies: Put = (tx, rows) =>
  registerPolicies(tx, rows.map((row): PolicyRow => ({
    policy_code: row['policy_code']!, version: numberOf(row['version']), valid_from: row['valid_from']!, ticket_type: row['ticket_type'] as PolicyRow['ticket_type'],
    priority: row['priority'] as PolicyRow['priority'], customer_class: row['customer_class'] as PolicyRow['customer_class'],
    first_response_min: numberOf(row['first_response_min']), next_update_min: numberOf(row['next_update_min']), resolution_min: numberOf(row['resolution_min']),
    calendar_code: row['calendar_code']!,
  })));

const newestMatrix = statement('import-matrix', "SELECT version, cells FROM priority_matrix WHERE matrix_code = 'STANDARD' ORDER BY version DESC LIMIT 1");
/** The one matrix of the house; a change of it is a new version. */
const putMatrix: Put = async (tx, rows) => {
  const [newest] = await tx.query<Pick<MatrixRow, 'version' | 'cells'>>(newestMatrix);
  const cells = rows.map(({ urgency, impact, priority }) => ({ urgency, impact, priority })) as MatrixRow['cells'];
  const said = (matrix: MatrixRow['cells']): string => JSON.stringify(matrix.map(({ urgency, impact, priority }) => [urgency, impact, priority]).sort());
  if (newest && said(newest.cells) === said(cells)) return 0;
  return registerMatrices(tx, [{ matrix_code: 'STANDARD', version: (newest?.version ?? 0) + 1, cells }]);
};

/** Tiers of one first valid day are one plan. */
const putPlans: Put = (tx, rows) =>
  registerPlans(tx, [...grouped(rows, 'valid_from')].map(([valid_from, tiers]): EscalationPlanRow => ({
    plan_code: 'STANDARD', valid_from,
    tiers: tiers.map((tier) => ({ tier: numberOf(tier['tier']), atPct: numberOf(tier['at_pct']), action: tier['action'] as 'notify' | 'reassign', toRole: tier['to_role']! })),
  })));

// Three look-ups, not one with OR: while a first import fills the table, nobody knows its size yet, and OR would read all of it each time.
const customersOnFile = statement(
  'import-customers-on-file',
  `SELECT DISTINCT id, code, source, external_number, name, phone, customer_class, consent_care, consent_marketing, consent_survey
     FROM (SELECT * FROM customer WHERE code = ANY ($1)
           UNION ALL SELECT * FROM customer WHERE phone = ANY ($2)
           UNION ALL SELECT * FROM customer WHERE source = $3 AND external_number = ANY ($4)) one`,
);
type KnownCustomer = Pick<CustomerRow, 'id' | 'code' | 'source' | 'external_number' | 'name' | 'phone' | 'customer_class' | 'consent_care' | 'consent_marketing' | 'consent_survey'>;

const bare = (name: string | undefined): string => (name ?? '').replace(/\s/g, '');
/** Who a row is about: our own number, else the sender's, else the telephone and the name. */
const numberThere = (row: Values): string => row['customer_code'] || row['external_number'] || derivedId('customer', row['phone'] ?? '', bare(row['name']));

/**
 * Somebody of the same name and number who is on file from elsewhere is the same person: his row changes nothing. What a sheet does not say of
 * a customer on file stays as it is.
 */
const putCustomers: Put = async (tx, rows, source) => {
  const known = await tx.query<KnownCustomer>(customersOnFile, [rows.map((row) => row['customer_code']).filter(Boolean), rows.map((row) => row['phone']), source, rows.map(numberThere)]);
  const byCode = new Map(known.map((one) => [one.code, one]));
  const byNumber = new Map(known.filter((one) => one.source === source).map((one) => [one.external_number, one]));
  const persons = new Set(known.map(({ phone, name }) => `${phone} ${bare(name)}`));
  const told = rows.flatMap((row) => {
    const standing = byCode.get(row['customer_code'] ?? '') ?? byNumber.get(numberThere(row));
    const isNamed = Boolean(row['customer_code'] || row['external_number']);
    return !standing && !isNamed && persons.has(`${row['phone']} ${bare(row['name'])}`) ? [] : [{ row, standing }];
  });
  const unnumbered = told.filter(({ row, standing }) => !standing && !row['customer_code']);
  const given = await customerCodes(tx, unnumbered.length);
  const customers = told.map(({ row, standing }): CustomerRow => {
    const code = standing?.code ?? (row['customer_code'] || given.shift()!);
    const says = (field: string, otherwise: boolean | undefined): boolean => (row[field] ? row[field] === 'yes' : (otherwise ?? false));
    return {
      id: standing?.id ?? derivedId('customer', code), code, source: standing?.source ?? source, external_number: standing?.external_number ?? numberThere(row),
      name: row['name']!, phone: row['phone']!, city: orNull(row['city']), address: orNull(row['address']), branch_id: row['branch_code']!,
      dealer_code: orNull(row['dealer_code']), customer_class: (row['class'] || (standing?.customer_class ?? 'new')) as CustomerRow['customer_class'],
      owner_id: orNull(row['owner_code']), consent_care: says('consent_care', standing?.consent_care),
      consent_marketing: says('consent_marketing', standing?.consent_marketing), consent_survey: says('consent_survey', standing?.consent_survey),
      channel: orNull(row['channel']), quiet_from: orNull(row['quiet_from']), quiet_to: orNull(row['quiet_to']), referrer_code: orNull(row['referrer_code']),
      created_on: orNull(row['created_on']), remark: orNull(row['remark']),
    };
  });
  // Two rows can be about one customer: by our number the one, by name and telephone the other.
  return registerCustomers(tx, [...new Map(customers.map((one) => [`${one.source} ${one.external_number}`, one])).values()]);
};

const putDealers: Put = (tx, rows) =>
  registerDealers(tx, rows.map((row): DealerRow => ({
    dealer_code: row['dealer_code']!, name: row['name']!, role: (row['role'] || 'dealer') as DealerRow['role'], contact_name: orNull(row['contact_name']),
    phone: row['phone']!, branch_id: row['branch_code']!, territory: orNull(row['territory']), parent_dealer_code: orNull(row['parent_dealer_code']),
    key_account: row['key_account'] === 'yes', representative_id: orNull(row['representative_code']), address: orNull(row['address']),
    credit_limit: orNull(row['credit_limit']), currency: orNull(row['currency']), joined_on: orNull(row['joined_on']), remark: orNull(row['remark']),
  })));

const putModels: Put = (tx, rows) =>
  registerModels(tx, rows.map((row): ModelRow => ({
    model_code: row['model_code']!, name: row['name']!, series: orNull(row['series']), length_cm: numberOrNull(row['length_cm']), volume_l: numberOrNull(row['volume_l']),
    glass_mm: numberOrNull(row['glass_mm']), repair_months: numberOf(row['repair_months']), replace_months: numberOf(row['replace_months']),
    refund_months: numberOf(row['refund_months']), warranty_starts: 'installed_on', price: orNull(row['price']),
  })));

const putFaultCodes: Put = (tx, rows) =>
  registerFaultCodes(tx, rows.map((row): FaultCodeRow => ({
    fault_code: row['fault_code']!, level: row['level'] as FaultCodeRow['level'], family_code: row['family_code']!, name_zh: row['name_zh']!,
    name_en: orNull(row['name_en']), material: orNull(row['material']), process_stage: orNull(row['process_stage']),
  })));

const putDevices: Put = (tx, rows) =>
  registerDevices(tx, rows.map((row): DeviceRow => ({
    serial: row['serial']!, model_code: row['model_code']!, lot: orNull(row['lot']), process_stage_notes: orNull(row['process_stage_notes']), made_on: orNull(row['made_on']),
    shipped_on: orNull(row['shipped_on']), dealer_code: orNull(row['dealer_code']), customer_code: orNull(row['customer_code']), installed_on: orNull(row['installed_on']),
    authenticity_code: orNull(row['authenticity_code']), remark: orNull(row['remark']),
  })));

/** How each kind gets on file. */
export const keeping: Readonly<Record<KindName, Keeping>> = {
  calendars: asOne(putCalendars),
  holidays: asOne(putHolidays),
  branches: ofAll(putBranches),
  staff: ofAll(putStaff),
  dealers: byBranch(putDealers),
  models: ofAll(putModels),
  'fault-codes': ofAll(putFaultCodes),
  customers: byBranch(putCustomers),
  devices: byBranch(putDevices),
  'service-policies': ofAll(putPolicies),
  'priority-matrix': asOne(putMatrix),
  'escalation-tiers': asOne(putPlans),
};
