import { statement, type Tx } from '@aftercare/event-store';
import { BusinessCalendar, type CalendarSpec } from '@aftercare/business-time';
import { NotFound } from '@aftercare/kernel';

const zone = statement('branch-zone', 'SELECT zone FROM branch JOIN calendar USING (calendar_code) WHERE branch_id = $1');

/** The zone by which a branch's days are counted. `NotFound` for a branch that does not exist for the caller. */
export const zoneOf = async (tx: Tx, branchId: string): Promise<string> => {
  const [row] = await tx.query<{ zone: string }>(zone, [branchId]);
  if (!row) throw new NotFound('branch');
  return row.zone;
};

const calendar = statement('branch-calendar', 'SELECT zone, spans, exceptions FROM branch JOIN calendar USING (calendar_code) WHERE branch_id = $1');

/** When a branch works. `NotFound` for a branch that does not exist for the caller. */
export const calendarOf = async (tx: Tx, branchId: string): Promise<BusinessCalendar> => {
  const [row] = await tx.query<CalendarSpec>(calendar, [branchId]);
  if (!row) throw new NotFound('branch');
  return BusinessCalendar.of(row);
};
