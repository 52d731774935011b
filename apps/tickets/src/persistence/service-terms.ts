import { BusinessCalendar, type CalendarSpec } from '@aftercare/business-time';
import { statement, type Tx } from '@aftercare/event-store';
import { Unavailable } from '@aftercare/kernel';
import type { EscalationPlan, MatrixCell, PolicyLine, ServiceTerms } from '../domain/service-limits';
import type { TicketType } from '../domain/ticket';

// A customer who is not known here is a new one.
const terms = statement(
  'service-terms',
  `SELECT (SELECT c.spec FROM branch b JOIN calendar c ON c.code = b.calendar_code WHERE b.id = $1) AS calendar,
          (SELECT coalesce(jsonb_agg(jsonb_build_object('code', code, 'version', version, 'validFrom', valid_from, 'priority', priority,
                                                        'firstResponseMin', first_response_min, 'resolutionMin', resolution_min)), '[]')
             FROM service_policy WHERE ticket_type = $2 AND customer_class = coalesce((SELECT customer_class FROM customer WHERE id = $3), 'new')) AS lines,
          (SELECT cells FROM priority_matrix ORDER BY version DESC, code LIMIT 1) AS matrix,
          (SELECT coalesce(jsonb_agg(jsonb_build_object('validFrom', valid_from, 'tiers', tiers)), '[]') FROM escalation_plan) AS plans`,
);

interface TermsRow {
  readonly calendar: CalendarSpec | null;
  readonly lines: readonly PolicyLine[];
  readonly matrix: readonly MatrixCell[] | null;
  readonly plans: readonly EscalationPlan[];
}

/** What is promised there to a ticket of this type and customer. `calendar.not-known-yet`: what directory has published is still on its way. */
export const serviceTerms = async (tx: Tx, { branchId, type, customerId }: { branchId: string; type: TicketType; customerId: string | null }): Promise<ServiceTerms> => {
  const [row] = await tx.query<TermsRow>(terms, [branchId, type, customerId]);
  if (!row?.calendar) throw new Unavailable('calendar.not-known-yet', 1);
  return { calendar: BusinessCalendar.of(row.calendar), lines: row.lines, matrix: row.matrix ?? [], plans: row.plans };
};
