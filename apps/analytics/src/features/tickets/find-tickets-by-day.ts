import { branchesFor, Requires, type Principal } from '@aftercare/auth';
import { Actor, Answers } from '@aftercare/chassis';
import { branchParam, Database } from '@aftercare/event-store';
import { addCalendarDays } from '@aftercare/business-time';
import { RuleViolation } from '@aftercare/kernel';
import { Controller, Get, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsInt, IsISO8601, IsOptional, IsString, Matches, ValidateNested } from 'class-validator';
import { openedByDay } from '../../tables/tickets-by-day';

const day = /^\d{4}-\d{2}-\d{2}$/;
const longestRange = 366;

export class TicketsByDayQuery {
  /** First day, where the branch is; without it 30 days before the last one, or before today. */
  @IsOptional() @Matches(day) @IsISO8601({ strict: true }) from?: string;
  /** Last day, included; without it the newest one, at most 366 days after the first. */
  @IsOptional() @Matches(day) @IsISO8601({ strict: true }) to?: string;
  @IsOptional() @IsString() @Matches(/^[A-Z]{2}[0-9]{1,4}$/) branchId?: string;
}

export class TicketsOnDay {
  @IsString() branchId!: string;
  @IsISO8601() day!: string;
  @IsString() type!: string;
  @IsInt() opened!: number;
}

export class TicketsByDayAnswer {
  @ValidateNested({ each: true }) @Type(() => TicketsOnDay) rows!: TicketsOnDay[];
}

@Controller('tickets-by-day')
export class FindTicketsByDay {
  constructor(private readonly database: Database) {}

  /** Tickets opened, by branch, day and type, newest day first; only branches that are yours. Up to date within a blink of the call. */
  @Get()
  @Requires('analytics:read')
  @Answers(TicketsByDayAnswer)
  async handle(@Query() query: TicketsByDayQuery, @Actor() actor: Principal): Promise<TicketsByDayAnswer> {
    const branches = branchParam(branchesFor(actor, 'analytics:read'));
    const { from = null, to = null, branchId = null } = query;
    if (from !== null && to !== null && to > addCalendarDays(from, longestRange)) throw new RuleViolation('report.range-too-long', { days: longestRange });
    return { rows: await this.database.read<TicketsOnDay>(actor, 'analytics:read', openedByDay, [branches, from, to, branchId, longestRange]) };
  }
}
