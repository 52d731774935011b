import { Requires } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { Database, statement } from '@aftercare/event-store';
import { Controller, Get } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsArray, IsInt, IsString, ValidateNested } from 'class-validator';

export class ListedCarrier {
  @IsString() carrierCode!: string;
  @IsString() name!: string;
  /** How its waybill numbers begin. */
  @IsString() trackingPrefix!: string;
  /** Calendar days from dispatch to arrival. */
  @IsInt() promisedDaysSameRegion!: number;
  @IsInt() promisedDaysCrossRegion!: number;
  /** After so many hours without a word a shipment is stale. */
  @IsInt() staleAfterHours!: number;
  @Nullable() @IsString() phone!: string | null;
}

export class ListedCarriers {
  @IsArray() @ValidateNested({ each: true }) @Type(() => ListedCarrier) items!: ListedCarrier[];
}

const carriers = statement(
  'list-carriers',
  `SELECT code AS "carrierCode", name, tracking_prefix AS "trackingPrefix", promised_days_same_region AS "promisedDaysSameRegion",
          promised_days_cross_region AS "promisedDaysCrossRegion", stale_after_hours AS "staleAfterHours", phone FROM carrier ORDER BY code`,
);

@Controller('carriers')
export class ListCarriers {
  constructor(private readonly database: Database) {}

  /** Who takes our parcels, with what each promises, in the order of their codes. */
  @Get()
  @Requires('part:read')
  @Answers(ListedCarriers)
  async handle(@Actor() actor: Actor): Promise<ListedCarriers> {
    return { items: await this.database.read<ListedCarrier>(actor, 'part:read', carriers) };
  }
}
