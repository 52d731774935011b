import { Requires } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { Database, statement } from '@aftercare/event-store';
import { Controller, Get, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsArray, IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min, ValidateNested } from 'class-validator';

export class ListFaultCodesQuery {
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200) limit: number = 50;
  /** The `next` of the page before. */
  @IsOptional() @IsString() @MaxLength(64) after?: string;
}

export class ListedFaultCode {
  @IsString() faultCode!: string;
  @IsIn(['family', 'code']) level!: 'family' | 'code';
  @IsString() familyCode!: string;
  @IsString() nameZh!: string;
  @Nullable() @IsString() nameEn!: string | null;
  /** Which material, and which stage of making, the fault points at. */
  @Nullable() @IsString() material!: string | null;
  @Nullable() @IsString() processStage!: string | null;
}

export class ListedFaultCodes {
  @IsArray() @ValidateNested({ each: true }) @Type(() => ListedFaultCode) items!: ListedFaultCode[];
  /** Where the next page begins; null on the last one. */
  @Nullable() @IsString() next!: string | null;
}

const faultCodes = statement(
  'list-fault-codes',
  `SELECT fault_code AS "faultCode", level, family_code AS "familyCode", name_zh AS "nameZh", name_en AS "nameEn", material, process_stage AS "processStage"
     FROM fault_code WHERE $1::text IS NULL OR fault_code > $1 ORDER BY fault_code LIMIT $2`,
);

@Controller('fault-codes')
export class ListFaultCodes {
  constructor(private readonly database: Database) {}

  /** The fault codes of the factory, families and their codes, in the order of their codes. */
  @Get()
  @Requires('model:read')
  @Answers(ListedFaultCodes)
  async handle(@Query() { limit, after }: ListFaultCodesQuery, @Actor() actor: Actor): Promise<ListedFaultCodes> {
    const found = await this.database.read<ListedFaultCode>(actor, 'model:read', faultCodes, [after ?? null, limit + 1]);
    const items = found.slice(0, limit);
    return { items, next: found.length > limit ? (items.at(-1)?.faultCode ?? null) : null };
  }
}
