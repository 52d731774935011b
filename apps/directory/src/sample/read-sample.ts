import { BusinessCalendar } from '@aftercare/business-time';
import { derivedId, RuleViolation } from '@aftercare/kernel';
import {
  impacts, priorities, ticketTypes, type BranchRow, type CalendarRow, type CustomerRow, type EscalationPlanRow, type MatrixRow, type PolicyRow, type StaffRow,
} from '../persistence/rows';
import { byKey, readTable, SampleRefused, type Row } from './table';

export interface Sample {
  readonly calendars: readonly CalendarRow[];
  readonly branches: readonly BranchRow[];
  readonly staff: readonly StaffRow[];
  readonly customers: readonly CustomerRow[];
  readonly policies: readonly PolicyRow[];
  readonly matrices: readonly MatrixRow[];
  readonly plans: readonly EscalationPlanRow[];
}

const classes = ['key', 'regular', 'new'] as const;

/** Reads and checks the whole folder before anything is written. Throws `SampleRefused` at the first thing that is wrong. */
export const readSample = (folder: string): Sample => {
  const calendars = readCalendars(folder);
  const zones = new Map(calendars.map(({ calendar_code, zone }) => [calendar_code, zone]));
  const branches = readBranches(folder, zones);
  const branchIds = new Set(branches.map(({ branch_id }) => branch_id));
  const staff = readStaff(folder, branchIds);
  const staffIds = new Set(staff.map(({ staff_id }) => staff_id));
  return {
    calendars, branches, staff, customers: readCustomers(folder, branchIds, staffIds), policies: readPolicies(folder, zones), matrices: readMatrix(folder), plans: readPlans(folder),
  };
};

const readCalendars = (folder: string): CalendarRow[] => {
  const spans = new Map<string, Row[]>();
  for (const row of readTable(folder, 'calendars.csv', ['calendar_code', 'weekday', 'from', 'to', 'time_zone'])) {
    const code = row.text('calendar_code');
    spans.set(code, [...(spans.get(code) ?? []), row]);
  }
  const holidays = readTable(folder, 'holidays.csv', ['calendar_code', 'date', 'kind']);
  for (const row of holidays) row.known('calendar_code', spans, 'calendars.csv');
  return [...spans].map(([calendar_code, rows]) => {
    const calendar: CalendarRow = {
      calendar_code,
      zone: oneZone(rows),
      spans: rows.map((row) => ({ weekday: row.integer('weekday'), from: row.text('from'), to: row.text('to') })),
      exceptions: holidays
        .filter((row) => row.text('calendar_code') === calendar_code)
        .map((row) => ({ date: row.day('date'), kind: row.oneOf('kind', ['holiday', 'makeup_workday']) })),
    };
    return checked(calendar);
  });
};

const oneZone = (rows: readonly Row[]): string => {
  const zones = new Map(rows.map((row) => [row.text('time_zone'), row]));
  const [zone, other] = zones.keys();
  if (other !== undefined) zones.get(other)?.refuse('time_zone', '同一日历只能有一个时区', `a calendar has one zone, here are ${zone} and ${other}`);
  return zone ?? '';
};

const checked = (calendar: CalendarRow): CalendarRow => {
  try {
    BusinessCalendar.of(calendar);
    return calendar;
  } catch (error) {
    if (!(error instanceof RuleViolation)) throw error;
    const place = Object.entries(error.params).map(([name, value]) => `${name} ${value}`).join(', ');
    throw new SampleRefused(`calendars.csv/holidays.csv ${calendar.calendar_code}`, `日历无效（${error.code}）`, `the calendar breaks ${error.code}: ${place}`);
  }
};

const readBranches = (folder: string, zones: ReadonlyMap<string, string>): BranchRow[] => {
  const rows = byKey(readTable(folder, 'branches.csv', ['branch_code', 'name', 'short_code', 'kind', 'parent_code', 'city', 'area_code', 'address', 'phone', 'calendar_code', 'opened_on']), 'branch_code');
  byKey([...rows.values()], 'short_code');
  return [...rows].map(([branch_id, row]) => {
    const calendar_code = row.known('calendar_code', zones, 'calendars.csv');
    return {
      branch_id,
      name: row.text('name'),
      short_code: row.text('short_code'),
      kind: row.oneOf('kind', ['factory', 'region', 'branch']),
      parent_id: row.knownOrNull('parent_code', rows, 'branches.csv'),
      city: row.text('city'),
      area_code: row.textOrNull('area_code'),
      address: row.textOrNull('address'),
      phone: row.phone('phone'),
      calendar_code,
      opened_on: row.dayOrNull('opened_on'),
      zone: zones.get(calendar_code) ?? '',
    };
  });
};

const readStaff = (folder: string, branches: ReadonlySet<string>): StaffRow[] => {
  const rows = byKey(readTable(folder, 'staff.csv', ['staff_code', 'name', 'role', 'branch_code', 'manager_code', 'skills', 'phone', 'joined_on', 'declared_relatives', 'active']), 'staff_code');
  return [...rows].map(([staff_id, row]) => ({
    staff_id,
    name: row.text('name'),
    role: row.text('role'),
    branch_id: row.known('branch_code', branches, 'branches.csv'),
    manager_id: row.knownOrNull('manager_code', rows, 'staff.csv'),
    skills: row.list('skills'),
    phone: row.phone('phone'),
    joined_on: row.dayOrNull('joined_on'),
    declared_relatives: row.list('declared_relatives'),
    active: row.yes('active'),
  }));
};

const readCustomers = (folder: string, branches: ReadonlySet<string>, staff: ReadonlySet<string>): CustomerRow[] => {
  const rows = byKey(readTable(folder, 'customers.csv', [
    'customer_code', 'name', 'phone', 'city', 'address', 'branch_code', 'dealer_code', 'class', 'owner_code', 'consent_care', 'consent_marketing',
    'consent_survey', 'channel', 'quiet_from', 'quiet_to', 'referrer_code', 'created_on',
  ]), 'customer_code');
  return [...rows].map(([code, row]) => ({
    id: derivedId('customer', code),
    code,
    source: 'sample',
    external_number: code,
    name: row.text('name'),
    phone: row.phone('phone'),
    city: row.textOrNull('city'),
    address: row.textOrNull('address'),
    branch_id: row.known('branch_code', branches, 'branches.csv'),
    dealer_code: row.textOrNull('dealer_code'),
    customer_class: row.oneOf('class', classes),
    owner_id: row.knownOrNull('owner_code', staff, 'staff.csv'),
    consent_care: row.yes('consent_care'),
    consent_marketing: row.yes('consent_marketing'),
    consent_survey: row.yes('consent_survey'),
    channel: row.textOrNull('channel'),
    quiet_from: row.timeOrNull('quiet_from'),
    quiet_to: row.timeOrNull('quiet_to'),
    referrer_code: row.knownOrNull('referrer_code', rows, 'customers.csv'),
    created_on: row.dayOrNull('created_on'),
    remark: null,
  }));
};

const readPolicies = (folder: string, calendars: ReadonlyMap<string, string>): PolicyRow[] => {
  const rows = readTable(folder, 'service_policies.csv', [
    'policy_code', 'version', 'valid_from', 'ticket_type', 'priority', 'customer_class', 'first_response_min', 'next_update_min', 'resolution_min', 'clock', 'calendar_code',
  ]);
  return [...byKey(rows, 'policy_code', 'version').values()].map((row) => {
    row.oneOf('clock', ['business']);
    return {
      policy_code: row.text('policy_code'),
      version: row.integer('version'),
      valid_from: row.day('valid_from'),
      ticket_type: row.oneOf('ticket_type', ticketTypes),
      priority: row.oneOf('priority', priorities),
      customer_class: row.oneOf('customer_class', classes),
      first_response_min: row.integer('first_response_min'),
      next_update_min: row.integer('next_update_min'),
      resolution_min: row.integer('resolution_min'),
      calendar_code: row.known('calendar_code', calendars, 'calendars.csv'),
    };
  });
};

/** The one matrix of the factory; a change of it is a new version. */
const readMatrix = (folder: string): MatrixRow[] => {
  const cells = byKey(readTable(folder, 'priority_matrix.csv', ['urgency', 'impact', 'priority']), 'urgency', 'impact');
  return [{
    matrix_code: 'STANDARD',
    version: 1,
    cells: [...cells.values()].map((row) => ({ urgency: row.oneOf('urgency', priorities), impact: row.oneOf('impact', impacts), priority: row.oneOf('priority', priorities) })),
  }];
};

/** Tiers of one first valid day are one plan. */
const readPlans = (folder: string): EscalationPlanRow[] => {
  const rows = [...byKey(readTable(folder, 'escalation_tiers.csv', ['tier', 'at_pct', 'action', 'to_role', 'clock', 'valid_from']), 'tier', 'valid_from').values()];
  for (const row of rows) row.oneOf('clock', ['resolution']);
  return [...new Set(rows.map((row) => row.day('valid_from')))].map((valid_from) => ({
    plan_code: 'STANDARD',
    valid_from,
    tiers: rows
      .filter((row) => row.day('valid_from') === valid_from)
      .map((row) => ({ tier: row.integer('tier'), atPct: row.integer('at_pct'), action: row.oneOf('action', ['notify', 'reassign']), toRole: row.text('to_role') })),
  }));
};
