import { branchesFor, mayIn, Requires, type Principal } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { branchParam, CursorMalformed, Database, statement } from '@aftercare/event-store';
import { isUuid } from '@aftercare/kernel';
import { Controller, Get, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { loanMoves, loanMovesFor, loanStates, type LoanMove, type LoanState } from '../../domain/loan.lifecycle';
import { loanMoveNames, LoanView } from '../../loan-view';
import { onlyOf } from '../../own-requests';

export class FindLoansQuery {
  @IsOptional() @IsString() @Matches(/^[A-Z]{2}[0-9]{1,4}$/) branch?: string;
  /** The loan with this id or number. */
  @IsOptional() @IsString() @MaxLength(64) loan?: string;
  @IsOptional() @IsString() @MaxLength(64) borrower?: string;
  @IsOptional() @IsIn(loanStates) state?: LoanState;
  /** `yes`: only those of which something is out. */
  @IsOptional() @IsIn(['yes']) open?: 'yes';
  /** The `next` of the page before. */
  @IsOptional() @IsString() @MaxLength(40) after?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200) limit?: number;
}

export class FoundLoan extends LoanView {
  /** What the caller can do with it now. */
  @IsIn(loanMoveNames, { each: true }) can!: LoanMove[];
}

export class FoundLoans {
  /** The newest first. */
  @ValidateNested({ each: true }) @Type(() => FoundLoan) items!: FoundLoan[];
  @Nullable() @IsString() next!: string | null;
}

const newestFirst = statement(
  'loans-newest-first',
  `SELECT id, number, branch_id AS "branchId", location, borrower_kind AS "borrowerKind", borrower, ticket_id AS "ticketId", serial, part, qty, returned_qty AS "returnedQty", charged_qty AS "chargedQty",
          qty - returned_qty - charged_qty AS "openQty", unit_price AS "unitPrice", currency, charged_amount AS "chargedAmount", due_on::text AS "dueOn",
          ended_at IS NULL AND due_on < (business_now() AT TIME ZONE zone)::date AS overdue, state, lent_by AS "lentBy", lent_at AS "lentAt", ended_at AS "endedAt", version
     FROM loan
    WHERE ($1::text[] IS NULL OR branch_id = ANY ($1)) AND ($2::text IS NULL OR borrower_code = $2) AND ($3::text IS NULL OR id::text = $3 OR number = $3) AND ($4::text IS NULL OR borrower = $4)
      AND ($5::text IS NULL OR state = $5) AND ($6::text IS NULL OR ended_at IS NULL) AND ($7::uuid IS NULL OR id < $7)
    ORDER BY id DESC LIMIT $8`,
);

@Controller('loans')
export class FindLoans {
  constructor(private readonly database: Database) {}

  /** What is lent, or was, with what the caller can do next; a dealer sees his own. */
  @Get()
  @Requires('parts:read')
  @Answers(FoundLoans)
  async handle(@Query() { branch, loan, borrower, state, open, after, limit = 50 }: FindLoansQuery, @Actor() actor: Principal): Promise<FoundLoans> {
    if (after !== undefined && !isUuid(after)) throw new CursorMalformed();
    const branches = branchParam(branchesFor(actor, 'parts:read'), branch);
    const found = await this.database.read<LoanView>(actor, 'parts:read', newestFirst, [branches, onlyOf(actor), loan ?? null, borrower ?? null, state ?? null, open ?? null, after ?? null, limit + 1]);
    const items = found.slice(0, limit).map((one): FoundLoan => ({
      ...one, can: loanMovesFor(one.state).filter((move) => { const { permission } = loanMoves[move]; return permission !== null && mayIn(actor, permission, one.branchId); }),
    }));
    return { items, next: found.length > limit ? (items.at(-1)?.id ?? null) : null };
  }
}
