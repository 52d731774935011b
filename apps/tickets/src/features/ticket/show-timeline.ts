import { branchesFor, Requires, type Principal } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { branchParam, Database, statement } from '@aftercare/event-store';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsDate, IsInt, IsObject, IsOptional, IsString, IsUUID, Max, MaxLength, Min, ValidateNested } from 'class-validator';

export class ShowTimelineQuery {
  /** The `next` of the page before. */
  @IsOptional() @IsString() @MaxLength(40) after?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200) limit?: number;
}

export class TimelineLine {
  @IsUUID() eventId!: string;
  @IsDate() at!: Date;
  /** What happened, e.g. `intake_completed`. */
  @IsString() fact!: string;
  @Nullable() @IsString() by!: string | null;
  /** What was written about it: `GET /notes/{noteId}` of directory, for the first line `GET /contacts/{noteId}`. */
  @Nullable() @IsUUID() noteId!: string | null;
  @IsObject() details!: Record<string, unknown>;
}

export class TicketTimeline {
  /** In the order in which it happened. */
  @ValidateNested({ each: true }) @Type(() => TimelineLine) items!: TimelineLine[];
  /** Send it as `after` for what comes next; `null`: there is no more yet. */
  @Nullable() @IsString() next!: string | null;
}

const ticketExists = statement('timeline-ticket', 'SELECT id FROM ticket WHERE (id = $1 OR number = $2) AND ($3::text[] IS NULL OR branch_id = ANY ($3))');
const page = statement(
  'timeline-page',
  `SELECT event_id AS "eventId", at, fact, by_whom AS by, note_id AS "noteId", details FROM timeline
    WHERE ticket_id = $1 AND ($2::uuid IS NULL OR (at, sequence, event_id) > (SELECT at, sequence, event_id FROM timeline WHERE ticket_id = $1 AND event_id = $2))
    ORDER BY at, sequence, event_id LIMIT $3`,
);

@Controller('tickets')
export class ShowTimeline {
  constructor(private readonly database: Database) {}

  /** Everything that happened to a ticket, from the first call on. It follows the events and is a moment behind them. */
  @Get(':id/timeline')
  @Requires('ticket:read')
  @Answers(TicketTimeline)
  async handle(@Param('id') id: string, @Query() { after, limit = 100 }: ShowTimelineQuery, @Actor() actor: Principal): Promise<TicketTimeline> {
    const branches = branchParam(branchesFor(actor, 'ticket:read'));
    const [ticket] = await this.database.read<{ id: string }>(actor, 'ticket:read', ticketExists, [isUuid(id) ? id : null, id.toUpperCase(), branches]);
    if (!ticket) throw new NotFound('ticket');
    const from = after !== undefined && isUuid(after) ? after : null;
    const lines = await this.database.read<TimelineLine>(actor, 'ticket:read', page, [ticket.id, from, limit + 1]);
    return { items: lines.slice(0, limit), next: lines.length > limit ? (lines[limit - 1]?.eventId ?? null) : null };
  }
}
