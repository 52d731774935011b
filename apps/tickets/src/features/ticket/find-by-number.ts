import { branchesFor, Requires, type Principal } from '@aftercare/auth';
import { Actor, Answers } from '@aftercare/chassis';
import { branchParam, Database, statement } from '@aftercare/event-store';
import { Controller, Get, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsIn, IsString, IsUUID, Matches, ValidateNested } from 'class-validator';
import { ticketStates, type TicketState } from '../../domain/ticket.lifecycle';

export class FindByNumberQuery {
  /** The end of a number, four characters at least: `0123`, `2026-000123`, or the whole of it. */
  @IsString() @Matches(/^[A-Za-z0-9-]{4,40}$/) ending!: string;
}

export class NumberedTicket {
  @IsUUID() id!: string;
  @IsString() number!: string;
  @IsString() branchId!: string;
  @IsIn(ticketStates) state!: TicketState;
}

export class NumberedTickets {
  /** The newest first, eight at most: of more somebody has to say more of the number. */
  @ValidateNested({ each: true }) @Type(() => NumberedTicket) items!: NumberedTicket[];
}

const byEnding = statement(
  'tickets-by-ending',
  `SELECT id, number, branch_id AS "branchId", state FROM ticket
    WHERE number_last4 = right($1, 4) AND right(number, length($1)) = $1 AND ($2::text[] IS NULL OR branch_id = ANY ($2)) ORDER BY id DESC LIMIT 8`,
);

@Controller('tickets')
export class FindByNumber {
  constructor(private readonly database: Database) {}

  /** Tickets by the end of their number, as people say it on the phone; only branches that are yours. */
  @Get('by-number')
  @Requires('ticket:read')
  @Answers(NumberedTickets)
  async handle(@Query() { ending }: FindByNumberQuery, @Actor() actor: Principal): Promise<NumberedTickets> {
    return { items: await this.database.read<NumberedTicket>(actor, 'ticket:read', byEnding, [ending.toUpperCase(), branchParam(branchesFor(actor, 'ticket:read'))]) };
  }
}
