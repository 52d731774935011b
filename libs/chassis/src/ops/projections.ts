import { Type } from 'class-transformer';
import { IsArray, IsDateString, IsIn, IsInt, IsString, MaxLength, ValidateNested } from 'class-validator';
import { Nullable } from '../answers';

/** Which projection is meant: the name of its class. */
export class ProjectionPath {
  @IsString() @MaxLength(80) projection!: string;
}

/** A row that was not the same, as JSON; `null` = there is none. */
export class DifferingRow {
  @Nullable() @IsString() before!: string | null;
  @Nullable() @IsString() after!: string | null;
}

export class RebuiltTable {
  @IsString() table!: string;
  /** Rows in use until then, and rows made anew. */
  @IsInt() before!: number;
  @IsInt() after!: number;
  @IsInt() differing!: number;
  /** At most five of those. */
  @IsArray() @ValidateNested({ each: true }) @Type(() => DifferingRow) examples!: DifferingRow[];
}

export class RebuildState {
  /**
   * `requested` begins within seconds, `running` reads; `swapped`: the new rows are in use. Otherwise the old ones are: `differs` from them
   * and the difference was not accepted, `failed` for what `message` says, `broken-off` because its process ended three times in a row.
   */
  @IsIn(['requested', 'running', 'swapped', 'differs', 'failed', 'broken-off']) status!: string;
  /** Events read so far, and how many there are to read at this moment. */
  @IsInt() read!: number;
  @IsInt() total!: number;
  @IsString() actor!: string;
  @IsString() reason!: string;
  @IsDateString() requestedAt!: string;
  @Nullable() @IsDateString() startedAt!: string | null;
  @Nullable() @IsDateString() endedAt!: string | null;
  @IsArray() @ValidateNested({ each: true }) @Type(() => RebuiltTable) tables!: RebuiltTable[];
  /** Why it ended so, or what it waits for. */
  @Nullable() @IsString() message!: string | null;
}

export class ProjectionState {
  @IsString() projection!: string;
  @IsArray() @IsString({ each: true }) tables!: string[];
  @IsArray() @IsString({ each: true }) topics!: string[];
  /** Events that the service has read from these topics: what a rebuild would read. */
  @IsInt() events!: number;
  /** The newest one; null when there was none. */
  @Nullable() @ValidateNested() @Type(() => RebuildState) rebuild!: RebuildState | null;
}

export class ProjectionList {
  @IsArray() @ValidateNested({ each: true }) @Type(() => ProjectionState) items!: ProjectionState[];
}
