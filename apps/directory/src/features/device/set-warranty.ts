import { Requires } from '@aftercare/auth';
import { Command, Nullable } from '@aftercare/chassis';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { IsISO8601, IsString, Matches, MaxLength } from 'class-validator';
import { day } from '../../device-standing';
import { DeviceStore } from '../../persistence/device.store';

export class SetWarrantyBody {
  /** The last day of free repair; null: none. */
  @Nullable() @Matches(day) @IsISO8601({ strict: true }) repairUntil!: string | null;
  @Nullable() @Matches(day) @IsISO8601({ strict: true }) replaceUntil!: string | null;
  @Nullable() @Matches(day) @IsISO8601({ strict: true }) refundUntil!: string | null;
  /** Why it differs from what the model promises. */
  @IsString() @MaxLength(1000) reason!: string;
}

@Controller('devices')
export class SetWarranty {
  constructor(private readonly devices: DeviceStore) {}

  /** A person says until when each guarantee of a device holds, and why; no file and no installation overwrites that. */
  @Post(':serial/warranty')
  @Requires('device:change')
  @HttpCode(204)
  async handle(@Param('serial') serial: string, @Body() body: SetWarrantyBody, @Command() command: Command): Promise<void> {
    const until = { repair: body.repairUntil, replace: body.replaceUntil, refund: body.refundUntil };
    await this.devices.change(serial, (device, { now, actor }) => device.setWarranty(until, body.reason, actor.subject, now), command);
  }
}
