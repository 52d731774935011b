import { Nullable } from '@aftercare/chassis';
import { IsArray, IsBoolean, IsInt, IsString, Matches } from 'class-validator';

/** A part as the catalogue shows it. */
export class FoundPart {
  @IsString() partCode!: string;
  @IsString() name!: string;
  @IsString() unit!: string;
  @Nullable() @IsString() faultFamily!: string | null;
  @IsArray() @IsString({ each: true }) fitsModels!: string[];
  /** Exact, with two decimals. */
  @Matches(/^\d+\.\d{2}$/) price!: string;
  @IsString() currency!: string;
  /** Within how many days after a warranty shipment the old part is due; null = it need not come back. */
  @Nullable() @IsInt() returnDays!: number | null;
  /** What may be sent in its place; not the other way round. */
  @IsArray() @IsString({ each: true }) substitutes!: string[];
  @IsInt() safetyStock!: number;
  /** It is not to be had any more. */
  @IsBoolean() withdrawn!: boolean;
}
