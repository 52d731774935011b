import { localYear } from '@aftercare/business-time';
import { documentNumber, statement, type Tx } from '@aftercare/event-store';
import { Unavailable } from '@aftercare/kernel';
import type { Involved } from '../domain/involved';
import type { Candidate } from '../domain/ownership';
import type { ServiceTerms } from '../domain/service-limits';
import type { TicketType } from '../domain/ticket';
import { involved } from './involved';
import { serviceTerms } from './service-terms';
import { staffInService } from './staff-in-service';

/** What a new ticket is about, as far as that is known. */
export interface Asked {
  readonly branchId: string;
  readonly type: TicketType;
  readonly customerId: string | null;
  readonly serial: string | null;
  /** The dealer who called. */
  readonly dealerCode?: string | null;
}

/** What only the database can say to a new ticket. */
export interface Opening {
  readonly number: string;
  readonly terms: ServiceTerms;
  readonly involved: Involved;
  readonly staff: readonly Candidate[];
}

const branchById = statement('branch-by-id', 'SELECT short_code AS "shortCode" FROM branch WHERE id = $1');

/** Draws the number and finds who could own it, last: whoever else opens a ticket of the branch waits from here on. */
export const openingOf = async (tx: Tx, asked: Asked, now: Date): Promise<Opening> => {
  const { branchId } = asked;
  const [branch] = await tx.query<{ shortCode: string }>(branchById, [branchId]);
  // Directory knows the branch: what it has registered is still on its way to us.
  if (!branch) throw new Unavailable('branch.not-known-yet', 1);
  const terms = await serviceTerms(tx, asked);
  const staff = await staffInService(tx, branchId);
  const about = await involved(tx, asked);
  const number = await documentNumber(tx, { kind: 'TK', branchId, shortCode: branch.shortCode, year: localYear(now, terms.calendar.zone) });
  return { number, terms, involved: about, staff };
};
