import { Nullable } from '@aftercare/chassis';
import type { statement } from '@aftercare/event-store';
import type { Text } from '@aftercare/kernel';
import { IsBoolean, IsIn, IsString, IsUUID } from 'class-validator';
import type { KpiMonth } from '../kpi-year';

/** A statement with its values: a month (`2026-07`) of these branches; `null`: of all. */
type Asks = (month: string, branches: readonly string[] | null) => { readonly statement: ReturnType<typeof statement>; readonly values: readonly unknown[] };

/** What a figure counts, one by one. A console finds the screen of each kind by its id or number. */
export const recordKinds = ['delivery-note', 'shipment', 'obligation', 'survey', 'repair'] as const;
export type RecordKind = (typeof recordKinds)[number];

export class FigureTarget {
  @IsIn(['at_least', 'below']) is!: 'at_least' | 'below';
  /** In per cent, two decimals. */
  @IsString() rate!: string;
}

/**
 * A rate that the house is steered by: what is aimed at, and where its counts and the records behind them come from. List, records and export take it
 * from the list in `figures.ts`; so does every screen.
 */
export interface Figure {
  readonly name: string;
  readonly title: Text;
  readonly record: RecordKind;
  /** `null`: nobody has set one. */
  readonly target: FigureTarget | null;
  /** One row, `month`: the newest of these branches ($1) of which there is anything to count; `null`: none. */
  readonly newest: ReturnType<typeof statement>;
  /** `KpiMonth`: the twelve months up to this one, without those of which there is nothing to count. */
  readonly year: Asks;
  /** `GroupOfFigure` of the month; the first row is all of them together. */
  readonly groups: Asks;
  /** `RecordOfFigure` of the month ($1) and branches ($2), only those in the numerator or only the others ($3), after a day and id ($4, $5), so many ($6). */
  readonly records: ReturnType<typeof statement>;
}

/** What belongs together, by whichever of these a figure is told apart. */
export interface GroupOfFigure {
  readonly branchId?: string | null;
  readonly dealerCode?: string | null;
  readonly carrier?: string | null;
  readonly location?: string | null;
  readonly partyRole?: string | null;
  readonly numerator: number;
  readonly denominator: number;
  readonly rate: string | null;
}

/** Of fewer a rate says little, and whoever shows it has to say so. */
export const leastSample = 30;

/** Whether the target is met, by the exact counts and not by the rounded rate; `null`: there is none, or nothing to count. */
export const isMet = (target: FigureTarget | null, { numerator, denominator }: Pick<KpiMonth, 'numerator' | 'denominator'>): boolean | null => {
  if (target === null || denominator === 0) return null;
  const [reached, aimed] = [BigInt(numerator) * 10_000n, BigInt(target.rate.replace('.', '')) * BigInt(denominator)];
  return target.is === 'at_least' ? reached >= aimed : reached < aimed;
};

export class RecordOfFigure {
  @IsString() id!: string;
  /** `null`: it was counted before numbers were kept here; `ops rebuild` fills it in. */
  @Nullable() @IsString() number!: string | null;
  /** Of a survey or a repair: the ticket that it belongs to. */
  @Nullable() @IsUUID() ticketId!: string | null;
  @IsString() branchId!: string;
  @Nullable() @IsString() dealerCode!: string | null;
  @Nullable() @IsString() carrier!: string | null;
  /** The day by which it counts for the month. */
  @IsString() day!: string;
  /** When it was done; `null`: not yet, or it does not matter. */
  @Nullable() @IsString() doneOn!: string | null;
  /** Whether it counts in the numerator: what was on time, or what went wrong, as the figure says. */
  @IsBoolean() inNumerator!: boolean;
}
