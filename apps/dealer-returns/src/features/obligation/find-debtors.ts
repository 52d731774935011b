import { branchesFor, Requires, type Principal } from '@aftercare/auth';
import { Actor, Answers } from '@aftercare/chassis';
import { branchParam, Database, statement } from '@aftercare/event-store';
import { Controller, Get, Query } from '@nestjs/common';
import { IsInt, IsOptional, IsString, Matches, ValidateNested } from 'class-validator';
import { Type } from 'class-transformer';
import { onlyOf } from '../../own-duties';

export class FindDebtorsQuery {
  @IsOptional() @IsString() @Matches(/^[A-Z]{2}[0-9]{1,4}$/) branch?: string;
}

export class Debtor {
  @IsString() dealerCode!: string;
  /** Duties of which something is open. */
  @IsInt() duties!: number;
  /** Pieces that are owed. */
  @IsInt() openQty!: number;
  /** Of these, those whose due day is over. */
  @IsInt() overdueQty!: number;
  /** The earliest due day. */
  @Matches(/^\d{4}-\d{2}-\d{2}$/) dueOn!: string;
  /** Calendar days that it is over; 0 before. */
  @IsInt() daysOverdue!: number;
  /** Duties that finance has to decide about. */
  @IsInt() waiversAsked!: number;
}

export class DebtorList {
  /** Who owes longest first. */
  @ValidateNested({ each: true }) @Type(() => Debtor) items!: Debtor[];
}

const debtors = statement(
  'debtors',
  `SELECT dealer_code AS "dealerCode", sum(duties)::int AS duties, sum(open_qty)::int AS "openQty", coalesce(sum(open_qty) FILTER (WHERE days > 0), 0)::int AS "overdueQty", min(due_on)::text AS "dueOn",
          greatest(0, max(days)) AS "daysOverdue", sum(waivers)::int AS "waiversAsked"
     FROM (SELECT *, ((SELECT business_now()) AT TIME ZONE zone)::date - due_on AS days
             FROM owed_by_day WHERE duties > 0 AND ($1::text[] IS NULL OR branch_id = ANY ($1)) AND ($2::text IS NULL OR dealer_code = $2)) owed
    GROUP BY dealer_code ORDER BY min(due_on), dealer_code`,
);

@Controller('debtors')
export class FindDebtors {
  constructor(private readonly database: Database) {}

  /** The dealers who owe old parts, with how many and since when; a dealer sees himself. There are as many lines as dealers. */
  @Get()
  @Requires('returns:read')
  @Answers(DebtorList)
  async handle(@Query() { branch }: FindDebtorsQuery, @Actor() actor: Principal): Promise<DebtorList> {
    const branches = branchesFor(actor, 'returns:read');
    const named = branch === undefined ? branchParam(branches) : branches === '*' || branches.includes(branch) ? [branch] : [];
    return { items: await this.database.read<Debtor>(actor, 'returns:read', debtors, [named, onlyOf(actor)]) };
  }
}
