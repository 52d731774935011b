import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { Database, runCommand } from '@aftercare/event-store';
import { Body, Controller, Post } from '@nestjs/common';
import { IsBoolean, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { registerModels } from '../../persistence/registers';

export class RegisterModelBody {
  /** E.g. `MD18`. */
  @IsString() @Matches(/^MD\d{2,5}$/, { message: '须为 MD 加两到五位数字，例如 MD18 · must be MD and two to five digits, e.g. MD18' }) modelCode!: string;
  @IsString() @Matches(/\S/) @MaxLength(100) name!: string;
  @IsOptional() @IsString() @MaxLength(100) series?: string | null;
  /** 包修、包换、包退, in months from the day of installation. */
  @IsInt() @Min(0) @Max(240) repairMonths!: number;
  @IsInt() @Min(0) @Max(240) replaceMonths!: number;
  @IsInt() @Min(0) @Max(240) refundMonths!: number;
  @IsOptional() @IsInt() @Min(1) @Max(10_000) lengthCm?: number | null;
  @IsOptional() @IsInt() @Min(1) @Max(100_000) volumeL?: number | null;
  @IsOptional() @IsInt() @Min(1) @Max(1_000) glassMm?: number | null;
  /** In yuan, e.g. `1299.00`. */
  @IsOptional() @IsString() @Matches(/^\d{1,12}\.\d{2}$/, { message: '须为两位小数的金额，例如 1299.00 · must be an amount with two decimals, e.g. 1299.00' }) price?: string | null;
}

export class RegisteredModel {
  @IsString() modelCode!: string;
  /** Whether this said something new. */
  @IsBoolean() changed!: boolean;
}

@Controller('product-models')
export class RegisterModel {
  constructor(private readonly database: Database) {}

  /**
   * A model with what it promises is on file, new or as it is now; optional details that are left out stay. What devices were sold with
   * is not touched: their guarantees were counted from the promise of their day.
   */
  @Post()
  @Requires('model:change')
  @Answers(RegisteredModel, 200)
  async handle(@Body() body: RegisterModelBody, @Command() command: Command): Promise<RegisteredModel> {
    const { modelCode, name, series = null, repairMonths, replaceMonths, refundMonths, lengthCm = null, volumeL = null, glassMm = null, price = null } = body;
    return runCommand(this.database, command, async (tx) => {
      const written = await registerModels(tx, [{
        model_code: modelCode, name: name.trim(), series, repair_months: repairMonths, replace_months: replaceMonths, refund_months: refundMonths,
        length_cm: lengthCm, volume_l: volumeL, glass_mm: glassMm, warranty_starts: 'installed_on', price,
      }]);
      return { answer: { modelCode, changed: written > 0 }, subject: modelCode, branchId: null };
    });
  }
}
