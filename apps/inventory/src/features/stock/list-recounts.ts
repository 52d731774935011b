import { branchesFor, Requires, type Principal } from '@aftercare/auth';
import { Actor, Answers } from '@aftercare/chassis';
import { branchParam, Database, statement } from '@aftercare/event-store';
import { Controller, Get } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsDate, IsString, IsUUID, ValidateNested } from 'class-validator';

export class RecountDue {
  @IsString() branchId!: string;
  @IsString() location!: string;
  @IsString() part!: string;
  /** The difference that says so. */
  @IsUUID() discrepancyId!: string;
  @IsDate() since!: Date;
}

export class RecountsDue {
  /** Those that have waited longest first; at most 500. */
  @ValidateNested({ each: true }) @Type(() => RecountDue) items!: RecountDue[];
}

const due = statement(
  'recounts-due',
  'SELECT branch_id AS "branchId", location, part, discrepancy_id AS "discrepancyId", since FROM recount_due WHERE $1::text[] IS NULL OR branch_id = ANY ($1) ORDER BY since, location, part LIMIT 500',
);

@Controller('recounts')
export class ListRecounts {
  constructor(private readonly database: Database) {}

  /** Good bins to count again: pieces lie there that were thought to have left. A count of the bin takes its line away. */
  @Get()
  @Requires('stock:read')
  @Answers(RecountsDue)
  async handle(@Actor() actor: Principal): Promise<RecountsDue> {
    return { items: await this.database.read<RecountDue>(actor, 'stock:read', due, [branchParam(branchesFor(actor, 'stock:read'))]) };
  }
}
