import { branchesFor, Requires } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { branchParam, Database, statement } from '@aftercare/event-store';
import { NotFound } from '@aftercare/kernel';
import { Controller, Get, Param } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsBoolean, IsDate, IsInt, IsString, IsUUID, ValidateNested } from 'class-validator';
import { WarrantyAnswer, warrantyAnswer, type WarrantyOnFile } from '../../device-standing';

export class ShownDevice {
  @IsString() serial!: string;
  @IsInt() version!: number;
  @IsString() branchId!: string;
  @IsString() modelCode!: string;
  @IsString() modelName!: string;
  @Nullable() @IsString() lot!: string | null;
  /** What the factory noted of its making, stage by stage. */
  @Nullable() @IsString() processStageNotes!: string | null;
  @Nullable() @IsString() madeOn!: string | null;
  @Nullable() @IsString() shippedOn!: string | null;
  @Nullable() @IsString() dealerCode!: string | null;
  /** null: not sold yet. */
  @Nullable() @IsUUID() customerId!: string | null;
  @Nullable() @IsString() installedOn!: string | null;
  /** Its owner belongs to another branch than its dealer. */
  @IsBoolean() soldOutsideArea!: boolean;
  /** Today's. */
  @ValidateNested() @Type(() => WarrantyAnswer) warranty!: WarrantyAnswer;
  /** Who set the warranty by hand, when and why. */
  @Nullable() @IsString() warrantySetBy!: string | null;
  @Nullable() @IsDate() warrantySetAt!: Date | null;
  @Nullable() @IsString() warrantyReason!: string | null;
}

const shown = statement(
  'show-device',
  `SELECT serial, version, branch_id AS "branchId", model_code AS "modelCode", product_model.name AS "modelName", lot, process_stage_notes AS "processStageNotes",
          made_on::text AS "madeOn", shipped_on::text AS "shippedOn", dealer_code AS "dealerCode", customer_id AS "customerId",
          installed_on::text AS "installedOn", sold_outside_area AS "soldOutsideArea",
          warranty_set_by AS "warrantySetBy", warranty_set_at AS "warrantySetAt", warranty_reason AS "warrantyReason",
          jsonb_build_object('serial', serial, 'today', (business_now() AT TIME ZONE calendar.zone)::date, 'installedOn', installed_on,
            'warrantySource', warranty_source, 'repairUntil', repair_until, 'replaceUntil', replace_until, 'refundUntil', refund_until) AS guarantees
     FROM device JOIN product_model USING (model_code) JOIN branch USING (branch_id) JOIN calendar USING (calendar_code)
    WHERE serial = $1 AND ($2::text[] IS NULL OR branch_id = ANY ($2))`,
);

@Controller('devices')
export class ShowDevice {
  constructor(private readonly database: Database) {}

  /** One device: what it is, where it comes from, whose it is, and what its guarantees say today. */
  @Get(':serial')
  @Requires('device:read')
  @Answers(ShownDevice)
  async handle(@Param('serial') serial: string, @Actor() actor: Actor): Promise<ShownDevice> {
    const own = branchParam(branchesFor(actor, 'device:read'));
    const [device] = await this.database.read<ShownDevice & { guarantees: WarrantyOnFile }>(actor, 'device:read', shown, [serial, own]);
    if (!device) throw new NotFound('device');
    const { guarantees, ...rest } = device;
    return { ...rest, warranty: warrantyAnswer(guarantees) };
  }
}
