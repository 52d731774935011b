import { branchesFor, type Principal } from '@aftercare/auth';
import { branchParam, type Database } from '@aftercare/event-store';
import { IsBooleanString, IsIn, IsOptional, IsString, Matches } from 'class-validator';
import { priorities, type Priority } from './domain/service-limits';
import { ticketTypes, waitingFors, type TicketType, type WaitingFor } from './domain/ticket';
import { unfinishedStates, type TicketState } from './domain/ticket.lifecycle';
import { dues, dueWithin, queueOfBranches, queueOfOwner, type Due, type QueueRow } from './persistence/queue-pages';

/** What of the queue is asked for. */
export class QueueFilters {
  /** `true`: only what the caller owns. */
  @IsOptional() @IsBooleanString() mine?: string;
  @IsOptional() @IsString() @Matches(/^[A-Z]{2}[0-9]{1,4}$/) branch?: string;
  @IsOptional() @IsIn(unfinishedStates) state?: TicketState;
  @IsOptional() @IsIn(ticketTypes) type?: TicketType;
  @IsOptional() @IsIn(priorities) priority?: Priority;
  @IsOptional() @IsIn(waitingFors) waitingFor?: WaitingFor;
  @IsOptional() @IsIn(dues) due?: Due;
  /** Only what this member of staff owns. */
  @IsOptional() @IsString() @Matches(/^ST\d{3,6}$/) owner?: string;
}

/** At most so many of them that come after a place, the most urgent first. A branch that is not the caller's has nothing in it. */
export const queuePage = (database: Database, actor: Principal, { mine, branch, state, type, priority, waitingFor, due, owner }: QueueFilters, [place, id]: readonly [string, string], limit: number): Promise<QueueRow[]> => {
  const branches = branchesFor(actor, 'ticket:read');
  const named = branch === undefined ? branchParam(branches) : branches === '*' || branches.includes(branch) ? [branch] : [];
  const filters = [named, place, id, limit, state ?? null, type ?? null, priority ?? null, waitingFor ?? null, due === undefined ? null : dueWithin[due]];
  // Who asks for his own and for somebody else's asks for nothing.
  if (mine === 'true' && owner !== undefined && owner !== actor.subject) return Promise.resolve([]);
  const whose = mine === 'true' ? actor.subject : (owner ?? null);
  return database.read<QueueRow>(actor, 'ticket:read', whose === null ? queueOfBranches : queueOfOwner, whose === null ? filters : [...filters, whose]);
};
