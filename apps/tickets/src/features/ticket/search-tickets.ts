import type { IncomingHttpHeaders } from 'node:http';
import { branchesFor, Requires, type Principal } from '@aftercare/auth';
import { Actor, Answers } from '@aftercare/chassis';
import { branchParam, Database, statement } from '@aftercare/event-store';
import { Body, Controller, Headers, Post } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsBoolean, IsIn, IsOptional, IsString, Matches, MaxLength, ValidateNested } from 'class-validator';
import { DirectoryClient } from '../../directory/directory-client';
import { priorities, type Priority } from '../../domain/service-limits';
import { ticketTypes, waitingFors, type TicketType, type WaitingFor } from '../../domain/ticket';
import { ticketStates, type TicketState } from '../../domain/ticket.lifecycle';
import { dues, dueWithin, type Due } from '../../persistence/queue-pages';
import { QueuedTicket } from '../../queued-ticket';

export class SearchTicketsBody {
  /** What the customer said or somebody noted; two characters at least, e.g. `漏水`. */
  @IsString() @MaxLength(60) text!: string;
  @IsOptional() @IsIn(ticketStates) state?: TicketState | null;
  @IsOptional() @IsIn(ticketTypes) type?: TicketType | null;
  /** Only what is in the queue, the most urgent first; the filters below are the queue's. */
  @IsOptional() @IsBoolean() queued?: boolean;
  @IsOptional() @IsBoolean() mine?: boolean;
  @IsOptional() @IsString() @Matches(/^[A-Z]{2}[0-9]{1,4}$/) branch?: string | null;
  @IsOptional() @IsIn(priorities) priority?: Priority | null;
  @IsOptional() @IsIn(waitingFors) waitingFor?: WaitingFor | null;
  @IsOptional() @IsIn(dues) due?: Due | null;
  @IsOptional() @IsString() @Matches(/^ST\d{3,6}$/) owner?: string | null;
}

export class FoundTickets {
  /** The newest first; of the queue, the most urgent. */
  @ValidateNested({ each: true }) @Type(() => QueuedTicket) items!: QueuedTicket[];
  /** The words stand in more than what is shown: look for more of them. */
  @IsBoolean() more!: boolean;
}

const byWords = statement(
  'tickets-by-words',
  `SELECT id, number, branch_id AS "branchId", type, channel, state, waiting_for AS "waitingFor", priority, owner_id AS "ownerId", offered_to AS "offeredTo",
          customer_id AS "customerId", contact_id AS "contactId", serial, escalation_level AS "escalationLevel", opened_at AS "openedAt",
          nullif(due_at, 'infinity') AS "dueAt", due_at < business_now() AS overdue
     FROM ticket
    WHERE (contact_id = ANY ($1) OR id = ANY ($2)) AND ($3::text[] IS NULL OR branch_id = ANY ($3)) AND ($4::text IS NULL OR state = $4) AND ($5::text IS NULL OR type = $5)
      AND (NOT $6 OR state IN ('new', 'assigned', 'in_progress', 'waiting', 'resolved')) AND ($7::text IS NULL OR owner_id = $7) AND ($8::text IS NULL OR branch_id = $8)
      AND ($9::text IS NULL OR priority = $9) AND ($10::text IS NULL OR waiting_for = $10) AND due_at <= coalesce((SELECT business_now()) + $11::interval, 'infinity') AND ($12::text IS NULL OR owner_id = $12)
    ORDER BY CASE WHEN $6 THEN due_at END, opened_at DESC, id`,
);

@Controller('tickets')
export class SearchTickets {
  constructor(
    private readonly database: Database,
    private readonly directory: DirectoryClient,
  ) {}

  /**
   * The tickets in whose story a word stands: what the customer said, what was noted, what he was told. Directory looks for it, since it alone
   * has the words, with the caller's own right to read them. A POST that changes nothing, because what people say must not stand in a URL.
   */
  @Post('search')
  @Requires('ticket:read')
  @Answers(FoundTickets, 200)
  async handle(@Body() body: SearchTicketsBody, @Actor() actor: Principal, @Headers() headers: IncomingHttpHeaders): Promise<FoundTickets> {
    const { text, state = null, type = null, queued = false, mine = false, branch = null, priority = null, waitingFor = null, due = null, owner = null } = body;
    const { contacts, about, more } = await this.directory.findWords(text, headers);
    const filters = [branchParam(branchesFor(actor, 'ticket:read')), state, type, queued, mine ? actor.subject : null, branch, priority, waitingFor, due && dueWithin[due], owner];
    const items = await this.database.read<QueuedTicket>(actor, 'ticket:read', byWords, [contacts, about, ...filters]);
    return { items, more };
  }
}
