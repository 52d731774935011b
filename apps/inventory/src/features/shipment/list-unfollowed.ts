import { mayIn, Requires } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { Database } from '@aftercare/event-store';
import { NotFound } from '@aftercare/kernel';
import { Controller, Get, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsISO8601, IsString, IsUUID, Matches, ValidateNested } from 'class-validator';
import type { Unfollowed } from '../../domain/follow-up';
import { unfollowedOn } from '../../persistence/unfollowed';

export class ListUnfollowedQuery {
  @IsString() @Matches(/^[A-Z]{2}[0-9]{1,4}$/) branch!: string;
  @Matches(/^\d{4}-\d{2}-\d{2}$/) @IsISO8601({ strict: true }) day!: string;
}

export class UnfollowedShipment implements Unfollowed {
  @IsUUID() shipmentId!: string;
  @IsString() number!: string;
  @IsString() waybill!: string;
  @Nullable() @IsString() dealerCode!: string | null;
}

export class UnfollowedShipments {
  @ValidateNested({ each: true }) @Type(() => UnfollowedShipment) items!: UnfollowedShipment[];
}

@Controller('follow-ups')
export class ListUnfollowed {
  constructor(private readonly database: Database) {}

  /** What a branch had on its way on a day and nobody followed: neither did the carrier say anything, nor a clerk write. Today's list grows shorter until 17:30. */
  @Get('unfollowed')
  @Requires('stock:read')
  @Answers(UnfollowedShipments)
  async handle(@Query() { branch, day }: ListUnfollowedQuery, @Actor() actor: Actor): Promise<UnfollowedShipments> {
    if (!mayIn(actor, 'stock:read', branch)) throw new NotFound('branch');
    return { items: await this.database.read<UnfollowedShipment>(actor, 'stock:read', unfollowedOn, [branch, day]) };
  }
}
