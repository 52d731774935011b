import { branchesFor, Requires, type Principal } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { branchParam, Database } from '@aftercare/event-store';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Matches, ValidateNested } from 'class-validator';
import type { GroupOfFigure } from '../../figures/figure';
import { figureNamed } from '../../figures/figures';

export class FigureGroupsQuery {
  @IsString() @Matches(/^\d{4}-(0[1-9]|1[0-2])$/) month!: string;
  @IsOptional() @IsString() @Matches(/^[A-Z]{2}[0-9]{1,4}$/) branch?: string;
}

/** Each of the five is `null` where the figure is not told apart by it. */
export class FigureGroup {
  @Nullable() @IsString() branchId!: string | null;
  @Nullable() @IsString() dealerCode!: string | null;
  @Nullable() @IsString() carrier!: string | null;
  /** The warehouse or van. */
  @Nullable() @IsString() location!: string | null;
  /** Who was asked. */
  @Nullable() @IsString() partyRole!: string | null;
  @IsInt() numerator!: number;
  @IsInt() denominator!: number;
  @Nullable() @IsString() rate!: string | null;
}

export class FigureGroups {
  @ValidateNested({ each: true }) @Type(() => FigureGroup) groups!: FigureGroup[];
}

@Controller('figures')
export class ShowFigureGroups {
  constructor(private readonly database: Database) {}

  /** A figure of a month told apart by branch, dealer, carrier, place or who was asked, whichever it has; only branches that are yours. */
  @Get(':figure/groups')
  @Requires('analytics:read')
  @Answers(FigureGroups)
  async handle(@Param('figure') name: string, @Query() { month, branch }: FigureGroupsQuery, @Actor() actor: Principal): Promise<FigureGroups> {
    const { statement, values } = figureNamed(name).groups(month, branchParam(branchesFor(actor, 'analytics:read'), branch));
    const [, ...groups] = await this.database.read<GroupOfFigure>(actor, 'analytics:read', statement, values);
    return { groups: groups.map(({ branchId = null, dealerCode = null, carrier = null, location = null, partyRole = null, numerator, denominator, rate }) => ({ branchId, dealerCode, carrier, location, partyRole, numerator, denominator, rate })) };
  }
}
