import { Nullable } from '@aftercare/chassis';
import { IsInt, IsString, Matches } from 'class-validator';

/** A month of a figure, of all rows together. */
export class KpiMonth {
  @IsString() @Matches(/^\d{4}-\d{2}$/) month!: string;
  @IsInt() numerator!: number;
  @IsInt() denominator!: number;
  /** numerator ÷ denominator in per cent, two decimals, half up. */
  @Nullable() @IsString() rate!: string | null;
}
