import { branchesFor, type Principal } from '@aftercare/auth';
import { branchParam, type Database } from '@aftercare/event-store';
import { IsBooleanString, IsIn, IsOptional, IsString, Matches } from 'class-validator';
import { priorities, type Priority } from './domain/service-limits';
import { ticketTypes, waitingFors, type TicketType, type WaitingFor } from './domain/ticket';
import { unfinishedStates, type TicketState } from './domain/ticket.lifecycle';
import { dueWithin, queueOfBranches, queueOfOwner, type QueueRow } from './persistence/queue-pages';

/** How near a limit is: it has passed, or will within the next four hours. */
const dues = ['overdue', 'soon'] as const;

/** What of the queue is asked for. */
export class QueueFilters {
  /** `true`: only what the caller owns. */
  @IsOptional() @IsBooleanString() mine?: string;
  @IsOptional() @IsString() @Matches(/^[A-Z]{2}[0-9]{1,4}$/) branch?: string;
  @IsOptional() @IsIn(unfinishedStates) state?: TicketState;
  @IsOptional() @IsIn(ticketTypes) type?: TicketType;
  @IsOptional() @IsIn(priorities) priority?: Priority;
  @IsOptional() @IsIn(waitingFors) waitingFor?: WaitingFor;
  @IsOptional() @IsIn(dues) due?: (typeof dues)[number];
}

/** At most so many of them that come after a place, the most urgent first. A branch that is not the caller's has nothing in it. */
export const queuePage = (database: Database, actor: Principal, { mine, branch, state, type, priority, waitingFor, due }: QueueFilters, [place, id]: readonly [string, string], limit: number): Promise<QueueRow[]> => {
  const branches = branchesFor(actor, 'ticket:read');
  const named = branch === undefined ? branchParam(branches) : branches === '*' || branches.includes(branch) ? [branch] : [];
  const filters = [named, place, id, limit, state ?? null, type ?? null, priority ?? null, waitingFor ?? null, due === undefined ? null : dueWithin[due]];
  return mine === 'true' ? database.read<QueueRow>(actor, 'ticket:read', queueOfOwner, [...filters, actor.subject]) : database.read<QueueRow>(actor, 'ticket:read', queueOfBranches, filters);
};
