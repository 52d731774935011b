import type { ContractEvent } from '@aftercare/contracts';
import { statement, type Statement, type Tx } from '@aftercare/event-store';
import { branchPublishes, calendarPublishes, customerPublishes, matrixPublishes, planPublishes, policyPublishes, staffPublishes } from '../publishes';
import type { BranchRow, CalendarRow, CustomerRow, EscalationPlanRow, MatrixRow, PolicyRow, StaffRow } from './rows';

/** Puts rows on file that are not there yet, each with its event, and says how many those were. What is there stays as it is. */
export type Register<R> = (tx: Tx, rows: readonly R[]) => Promise<number>;

/** `insert` takes the rows as one JSON array and returns the keys of those that were not there. */
const register = <R extends object>(keys: readonly (keyof R & string)[], insert: Statement, publishes: (row: R) => ContractEvent): Register<R> => {
  const keyOf = (row: R): string => JSON.stringify(keys.map((key) => row[key]));
  return async (tx, rows) => {
    const fresh = new Set((await tx.query<R>(insert, [JSON.stringify(rows)])).map(keyOf));
    const now = await tx.now();
    for (const row of rows) if (fresh.has(keyOf(row))) tx.raise(publishes(row), now);
    return fresh.size;
  };
};

export const registerCalendars = register<CalendarRow>(
  ['calendar_code'],
  statement('calendar-register', 'INSERT INTO calendar SELECT * FROM jsonb_populate_recordset(NULL::calendar, $1::jsonb) ON CONFLICT (calendar_code) DO NOTHING RETURNING calendar_code'),
  calendarPublishes,
);
export const registerBranches = register<BranchRow>(
  ['branch_id'],
  statement('branch-register', 'INSERT INTO branch SELECT * FROM jsonb_populate_recordset(NULL::branch, $1::jsonb) ON CONFLICT (branch_id) DO NOTHING RETURNING branch_id'),
  branchPublishes,
);
export const registerStaff = register<StaffRow>(
  ['staff_id'],
  statement('staff-register', 'INSERT INTO staff SELECT * FROM jsonb_populate_recordset(NULL::staff, $1::jsonb) ON CONFLICT (staff_id) DO NOTHING RETURNING staff_id'),
  staffPublishes,
);
export const registerCustomers = register<CustomerRow>(
  ['id'],
  statement('customer-register', 'INSERT INTO customer SELECT * FROM jsonb_populate_recordset(NULL::customer, $1::jsonb) ON CONFLICT (id) DO NOTHING RETURNING id'),
  customerPublishes,
);
export const registerPolicies = register<PolicyRow>(
  ['policy_code', 'version'],
  statement('policy-register', 'INSERT INTO service_policy SELECT * FROM jsonb_populate_recordset(NULL::service_policy, $1::jsonb) ON CONFLICT (policy_code, version) DO NOTHING RETURNING policy_code, version'),
  policyPublishes,
);
export const registerMatrices = register<MatrixRow>(
  ['matrix_code', 'version'],
  statement('matrix-register', 'INSERT INTO priority_matrix SELECT * FROM jsonb_populate_recordset(NULL::priority_matrix, $1::jsonb) ON CONFLICT (matrix_code, version) DO NOTHING RETURNING matrix_code, version'),
  matrixPublishes,
);
export const registerPlans = register<EscalationPlanRow>(
  ['plan_code', 'valid_from'],
  statement('plan-register', 'INSERT INTO escalation_plan SELECT * FROM jsonb_populate_recordset(NULL::escalation_plan, $1::jsonb) ON CONFLICT (plan_code, valid_from) DO NOTHING RETURNING plan_code, valid_from::text'),
  planPublishes,
);
