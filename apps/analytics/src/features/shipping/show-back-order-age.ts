import { branchesFor, Requires, type Principal } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { branchParam, Database } from '@aftercare/event-store';
import { Controller, Get, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsDate, IsInt, IsOptional, IsString, Matches, MaxLength, ValidateNested } from 'class-validator';
import { waitingByDealer } from '../../tables/back-order-age';

export class BackOrderAgeQuery {
  @IsOptional() @IsString() @Matches(/^[A-Z]{2}[0-9]{1,4}$/) branch?: string;
  @IsOptional() @IsString() @MaxLength(64) dealer?: string;
}

/** Pieces that somebody waits for now, by how many days of 24 hours he has waited. */
export class WaitingPieces {
  @IsString() branchId!: string;
  @Nullable() @IsString() dealerCode!: string | null;
  @IsInt() lines!: number;
  @IsInt() to7Days!: number;
  @IsInt() to30Days!: number;
  /** These are served first. */
  @IsInt() over30Days!: number;
  @IsDate() oldestSince!: Date;
}

export class BackOrderAge {
  /** Whoever has waited longest first. */
  @ValidateNested({ each: true }) @Type(() => WaitingPieces) waiting!: WaitingPieces[];
}

@Controller('back-order-age')
export class ShowBackOrderAge {
  constructor(private readonly database: Database) {}

  /** How many approved pieces are not on their way for lack of stock, and for how long, by branch and dealer; only branches that are yours. */
  @Get()
  @Requires('analytics:read')
  @Answers(BackOrderAge)
  async handle(@Query() { branch, dealer }: BackOrderAgeQuery, @Actor() actor: Principal): Promise<BackOrderAge> {
    const branches = branchParam(branchesFor(actor, 'analytics:read'), branch);
    return { waiting: await this.database.read<WaitingPieces>(actor, 'analytics:read', waitingByDealer, [branches, dealer ?? null]) };
  }
}
