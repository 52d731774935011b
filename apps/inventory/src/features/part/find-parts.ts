import { Requires } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { Database, statement } from '@aftercare/event-store';
import { Controller, Get, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsArray, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { FoundPart } from '../../found-part';

export class FindPartsQuery {
  /** Part of a code or name, or the beginning of the name's pinyin initials: `PT039`, `加热棒`, `jrb`. */
  @IsOptional() @IsString() @MaxLength(64) text?: string;
  /** These, with commas between their codes, 100 at most. */
  @IsOptional() @Matches(/^[^,\s]{1,64}(,[^,\s]{1,64}){0,99}$/) codes?: string;
  /** Only what fits this model. */
  @IsOptional() @IsString() @MaxLength(64) model?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200) limit: number = 50;
  /** The `next` of the page before. */
  @IsOptional() @IsString() @MaxLength(64) after?: string;
}

export class FoundParts {
  @IsArray() @ValidateNested({ each: true }) @Type(() => FoundPart) items!: FoundPart[];
  /** Where the next page begins; null on the last one. */
  @Nullable() @IsString() next!: string | null;
}

// A catalogue has thousands of parts, not millions: it is read from end to end.
const parts = statement(
  'find-parts',
  `SELECT code AS "partCode", name, unit, fault_family AS "faultFamily", fits_models AS "fitsModels", price::text, currency, return_days AS "returnDays", substitutes,
          safety_stock AS "safetyStock", withdrawn
     FROM part
    WHERE ($1::text IS NULL OR strpos(lower(code), lower($1)) > 0 OR strpos(lower(name), lower($1)) > 0 OR starts_with(name_initials, lower($1)))
      AND ($2::text IS NULL OR fits_models @> ARRAY[$2]) AND ($3::text IS NULL OR code > $3) AND ($5::text[] IS NULL OR code = ANY ($5))
    ORDER BY code LIMIT $4`,
);

@Controller('parts')
export class FindParts {
  constructor(private readonly database: Database) {}

  /** The catalogue, by code, name, pinyin initials and the model that it fits, in the order of the codes. */
  @Get()
  @Requires('part:read')
  @Answers(FoundParts)
  async handle(@Query() { text, codes, model, limit, after }: FindPartsQuery, @Actor() actor: Actor): Promise<FoundParts> {
    const found = await this.database.read<FoundPart>(actor, 'part:read', parts, [text?.trim() || null, model ?? null, after ?? null, limit + 1, codes?.split(',') ?? null]);
    const items = found.slice(0, limit);
    return { items, next: found.length > limit ? (items.at(-1)?.partCode ?? null) : null };
  }
}
