import { Requires, type Principal } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { Database } from '@aftercare/event-store';
import { Controller, Get, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { cursorOf, placeOf, queueStart } from '../../persistence/queue-pages';
import { QueueFilters, queuePage } from '../../queue-filters';
import { QueuedTicket } from '../../queued-ticket';

export class ShowQueueQuery extends QueueFilters {
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

@Controller('tickets')
export class ShowQueue {
  constructor(private readonly database: Database) {}

  /** What still has to be done, the most urgent first. A branch that is not the caller's has nothing in it. */
  @Get('queue')
  @Requires('ticket:read')
  @Answers(TicketQueue)
  async handle(@Query() { after, limit = 50, ...filters }: ShowQueueQuery, @Actor() actor: Principal): Promise<TicketQueue> {
    const found = await queuePage(this.database, actor, filters, after === undefined ? queueStart : placeOf(after), limit + 1);
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return { items: page.map(({ place: _place, ...ticket }) => ticket), next: found.length > limit && last ? cursorOf(last) : null };
  }
}
