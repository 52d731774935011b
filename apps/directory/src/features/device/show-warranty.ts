import { branchesFor, Requires } from '@aftercare/auth';
import { Actor, Answers } from '@aftercare/chassis';
import { branchParam, Database, statement } from '@aftercare/event-store';
import { NotFound } from '@aftercare/kernel';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { IsISO8601, IsOptional, Matches } from 'class-validator';
import { day, WarrantyAnswer, warrantyAnswer, type WarrantyOnFile } from '../../device-standing';

export class ShowWarrantyQuery {
  /** The day that is asked about; today without it. */
  @IsOptional() @Matches(day) @IsISO8601({ strict: true }) on?: string;
}

const warranty = statement(
  'show-warranty',
  `SELECT serial, (business_now() AT TIME ZONE calendar.zone)::date::text AS today, installed_on::text AS "installedOn", warranty_source AS "warrantySource",
          repair_until::text AS "repairUntil", replace_until::text AS "replaceUntil", refund_until::text AS "refundUntil"
     FROM device JOIN branch USING (branch_id) JOIN calendar USING (calendar_code)
    WHERE serial = $1 AND ($2::text[] IS NULL OR branch_id = ANY ($2))`,
);

@Controller('devices')
export class ShowWarranty {
  constructor(private readonly database: Database) {}

  /** Which of repair, replacement and refund a device has a claim to on a day, why, and from which source that is known. */
  @Get(':serial/warranty')
  @Requires('device:read')
  @Answers(WarrantyAnswer)
  async handle(@Param('serial') serial: string, @Query() { on }: ShowWarrantyQuery, @Actor() actor: Actor): Promise<WarrantyAnswer> {
    const [device] = await this.database.read<WarrantyOnFile>(actor, 'device:read', warranty, [serial, branchParam(branchesFor(actor, 'device:read'))]);
    if (!device) throw new NotFound('device');
    return warrantyAnswer(device, on);
  }
}
