import { branchesFor, Requires, type Principal } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { branchParam, CursorMalformed, Database, statement } from '@aftercare/event-store';
import { isUuid } from '@aftercare/kernel';
import { Controller, Get, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsBooleanString, IsIn, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { priorities, type Priority } from '../../domain/service-limits';
import { ticketTypes, waitingFors, type TicketType, type WaitingFor } from '../../domain/ticket';
import { unfinishedStates, type TicketState } from '../../domain/ticket.lifecycle';
import { QueuedTicket } from '../../queued-ticket';

/** How near a limit is: it has passed, or will within the next four hours. */
const dues = ['overdue', 'soon'] as const;

export class ShowQueueQuery {
  /** `true`: only what the caller owns. */
  @IsOptional() @IsBooleanString() mine?: string;
  @IsOptional() @IsString() @Matches(/^[A-Z]{2}[0-9]{1,4}$/) branch?: string;
  @IsOptional() @IsIn(unfinishedStates) state?: TicketState;
  @IsOptional() @IsIn(ticketTypes) type?: TicketType;
  @IsOptional() @IsIn(priorities) priority?: Priority;
  @IsOptional() @IsIn(waitingFors) waitingFor?: WaitingFor;
  @IsOptional() @IsIn(dues) due?: (typeof dues)[number];
  /** The `next` of the page before. */
  @IsOptional() @IsString() @MaxLength(120) after?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200) limit?: number;
}

export class TicketQueue {
  /** The most urgent first: by the limit that comes next, what has none last. */
  @ValidateNested({ each: true }) @Type(() => QueuedTicket) items!: QueuedTicket[];
  /** Send it as `after` for what comes next; `null`: that is all. */
  @Nullable() @IsString() next!: string | null;
}

// Each branch gives its most urgent ones in the order of its index, and the most urgent of these are the page: no sorting of all that is open.
const ofBranches = statement(
  'queue-of-branches',
  `SELECT t.id, t.number, t.branch_id AS "branchId", t.type, t.channel, t.state, t.waiting_for AS "waitingFor", t.priority, t.owner_id AS "ownerId", t.offered_to AS "offeredTo",
          t.customer_id AS "customerId", t.contact_id AS "contactId", t.serial, t.escalation_level AS "escalationLevel", t.opened_at AS "openedAt",
          nullif(t.due_at, 'infinity') AS "dueAt", t.due_at < business_now() AS overdue, t.due_at::text AS place
     FROM (SELECT q.id, q.due_at
             FROM (SELECT id FROM branch WHERE $1::text[] IS NULL OR id = ANY ($1)) b
             CROSS JOIN LATERAL (
               SELECT id, due_at FROM ticket
                WHERE branch_id = b.id AND state IN ('new', 'assigned', 'in_progress', 'waiting', 'resolved') AND (due_at, id) > ($2::timestamptz, $3::uuid)
                  AND ($5::text IS NULL OR state = $5) AND ($6::text IS NULL OR type = $6) AND ($7::text IS NULL OR priority = $7)
                  AND ($8::text IS NULL OR waiting_for = $8) AND due_at <= coalesce((SELECT business_now()) + $9::interval, 'infinity')
                ORDER BY due_at, id LIMIT $4) q
            ORDER BY q.due_at, q.id LIMIT $4) page
     JOIN ticket t ON t.id = page.id ORDER BY t.due_at, t.id`,
);
const ofOwner = statement(
  'queue-of-owner',
  `SELECT id, number, branch_id AS "branchId", type, channel, state, waiting_for AS "waitingFor", priority, owner_id AS "ownerId", offered_to AS "offeredTo",
          customer_id AS "customerId", contact_id AS "contactId", serial, escalation_level AS "escalationLevel", opened_at AS "openedAt",
          nullif(due_at, 'infinity') AS "dueAt", due_at < business_now() AS overdue, due_at::text AS place
     FROM ticket
    WHERE owner_id = $10 AND state IN ('new', 'assigned', 'in_progress', 'waiting', 'resolved') AND (due_at, id) > ($2::timestamptz, $3::uuid)
      AND ($1::text[] IS NULL OR branch_id = ANY ($1)) AND ($5::text IS NULL OR state = $5) AND ($6::text IS NULL OR type = $6) AND ($7::text IS NULL OR priority = $7)
      AND ($8::text IS NULL OR waiting_for = $8) AND due_at <= coalesce((SELECT business_now()) + $9::interval, 'infinity')
    ORDER BY due_at, id LIMIT $4`,
);

const within = { overdue: '0', soon: '4 hours' } as const;
const start = ['-infinity', '00000000-0000-0000-0000-000000000000'] as const;

@Controller('tickets')
export class ShowQueue {
  constructor(private readonly database: Database) {}

  /** What still has to be done, the most urgent first. A branch that is not the caller's has nothing in it. */
  @Get('queue')
  @Requires('ticket:read')
  @Answers(TicketQueue)
  async handle(@Query() { mine, branch, state, type, priority, waitingFor, due, after, limit = 50 }: ShowQueueQuery, @Actor() actor: Principal): Promise<TicketQueue> {
    const [place, id] = after === undefined ? start : placeOf(after);
    const branches = branchesFor(actor, 'ticket:read');
    const named = branch === undefined ? branchParam(branches) : branches === '*' || branches.includes(branch) ? [branch] : [];
    const filters = [named, place, id, limit + 1, state ?? null, type ?? null, priority ?? null, waitingFor ?? null, due === undefined ? null : within[due]];
    const found = await (mine === 'true'
      ? this.database.read<QueuedTicket & { place: string }>(actor, 'ticket:read', ofOwner, [...filters, actor.subject])
      : this.database.read<QueuedTicket & { place: string }>(actor, 'ticket:read', ofBranches, filters));
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return { items: page.map(({ place: _place, ...ticket }) => ticket), next: found.length > limit && last ? `${last.place.replaceAll(' ', 'T')}~${last.id}` : null };
  }
}

const placeOf = (cursor: string): readonly [string, string] => {
  const [place = '', id = '', ...rest] = cursor.split('~');
  if (rest.length > 0 || !isUuid(id) || !/^(infinity|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?\+00)$/.test(place)) throw new CursorMalformed();
  return [place, id];
};
