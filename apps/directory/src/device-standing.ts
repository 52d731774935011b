import { Nullable } from '@aftercare/chassis';
import { Type } from 'class-transformer';
import { IsBoolean, IsIn, IsISO8601, IsString, Matches, ValidateNested } from 'class-validator';
import { standingOn, type GuaranteeReason, type WarrantySource } from './domain/warranty';

export const day = /^\d{4}-\d{2}-\d{2}$/;

export class GuaranteeAnswer {
  /** null: nobody can say, because the day of installation is not known. */
  @Nullable() @IsBoolean() open!: boolean | null;
  /** The last day that is covered. */
  @Nullable() @IsString() until!: string | null;
  @IsIn(['within', 'expired', 'not-begun', 'not-given', 'not-installed']) reason!: GuaranteeReason;
}

export class WarrantyAnswer {
  @IsString() serial!: string;
  /** The day that is asked about, where the device is. */
  @IsISO8601() @Matches(day) on!: string;
  /** `installation`: counted from the day of installation; `manual`: set by a person. */
  @IsIn(['installation', 'manual', 'unknown']) source!: WarrantySource;
  @Nullable() @IsString() installedOn!: string | null;
  /** 包修 */
  @ValidateNested() @Type(() => GuaranteeAnswer) repair!: GuaranteeAnswer;
  /** 包换 */
  @ValidateNested() @Type(() => GuaranteeAnswer) replace!: GuaranteeAnswer;
  /** 包退 */
  @ValidateNested() @Type(() => GuaranteeAnswer) refund!: GuaranteeAnswer;
}

export interface WarrantyOnFile {
  readonly serial: string;
  readonly today: string;
  readonly installedOn: string | null;
  readonly warrantySource: WarrantySource;
  readonly repairUntil: string | null;
  readonly replaceUntil: string | null;
  readonly refundUntil: string | null;
}

/** What each guarantee of a device says on a day, today without one. */
export const warrantyAnswer = (device: WarrantyOnFile, on: string = device.today): WarrantyAnswer => ({
  serial: device.serial,
  on,
  source: device.warrantySource,
  installedOn: device.installedOn,
  ...standingOn(on, device.installedOn, { source: device.warrantySource, until: { repair: device.repairUntil, replace: device.replaceUntil, refund: device.refundUntil } }),
});
