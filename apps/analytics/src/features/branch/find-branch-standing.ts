import { branchesFor, Requires, type Principal } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { branchParam, Database } from '@aftercare/event-store';
import { Controller, Get } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsArray, IsInt, IsString, ValidateNested } from 'class-validator';
import { standingByBranch } from '../../tables/branch-standing';

export class StandingOfBranch {
  @IsString() branchId!: string;
  /** `null`: tickets have told of it, the directory has not yet. */
  @Nullable() @IsString() name!: string | null;
  /** The level above; `null` = none, or not known yet. */
  @Nullable() @IsString() parentId!: string | null;
  @IsInt() opened!: number;
  @IsInt() takenUp!: number;
  /** Of those taken up, the ones with a response limit, and the ones that kept it. */
  @IsInt() limited!: number;
  @IsInt() inTime!: number;
  @IsInt() escalated!: number;
}

export class BranchStandingAnswer {
  @IsArray() @ValidateNested({ each: true }) @Type(() => StandingOfBranch) rows!: StandingOfBranch[];
}

@Controller('branch-standing')
export class FindBranchStanding {
  constructor(private readonly database: Database) {}

  /** How each branch stands: tickets opened, taken up, within their limit or not, escalated; only branches that are yours. */
  @Get()
  @Requires('analytics:read')
  @Answers(BranchStandingAnswer)
  async handle(@Actor() actor: Principal): Promise<BranchStandingAnswer> {
    const branches = branchParam(branchesFor(actor, 'analytics:read'));
    return { rows: await this.database.read<StandingOfBranch>(actor, 'analytics:read', standingByBranch, [branches]) };
  }
}
