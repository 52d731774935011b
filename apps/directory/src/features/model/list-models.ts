import { Requires } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { Database, statement } from '@aftercare/event-store';
import { Controller, Get, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsArray, IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { publishableFacts, type PublishedFact } from '../../published-facts';

export class ListModelsQuery {
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200) limit: number = 50;
  /** The `next` of the page before. */
  @IsOptional() @IsString() @MaxLength(64) after?: string;
}

export class ListedModel {
  @IsString() modelCode!: string;
  @IsString() name!: string;
  @Nullable() @IsString() series!: string | null;
  /** 包修、包换、包退, in months from the day of installation. */
  @IsInt() repairMonths!: number;
  @IsInt() replaceMonths!: number;
  @IsInt() refundMonths!: number;
  /** What everybody may know who asks whether a device of this model is genuine. */
  @IsIn(publishableFacts, { each: true }) publishedFacts!: PublishedFact[];
}

export class ListedModels {
  @IsArray() @ValidateNested({ each: true }) @Type(() => ListedModel) items!: ListedModel[];
  /** Where the next page begins; null on the last one. */
  @Nullable() @IsString() next!: string | null;
}

const models = statement(
  'list-models',
  `SELECT model_code AS "modelCode", name, series, repair_months AS "repairMonths", replace_months AS "replaceMonths", refund_months AS "refundMonths",
          published_facts AS "publishedFacts"
     FROM product_model WHERE $1::text IS NULL OR model_code > $1 ORDER BY model_code LIMIT $2`,
);

@Controller('product-models')
export class ListModels {
  constructor(private readonly database: Database) {}

  /** The product models of the factory with what they promise, in the order of their codes. */
  @Get()
  @Requires('model:read')
  @Answers(ListedModels)
  async handle(@Query() { limit, after }: ListModelsQuery, @Actor() actor: Actor): Promise<ListedModels> {
    const found = await this.database.read<ListedModel>(actor, 'model:read', models, [after ?? null, limit + 1]);
    const items = found.slice(0, limit);
    return { items, next: found.length > limit ? (items.at(-1)?.modelCode ?? null) : null };
  }
}
