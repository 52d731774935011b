import type { Principal } from '@aftercare/auth';
import { Nullable } from '@aftercare/chassis';
import { statement, type Database, type Tx } from '@aftercare/event-store';
import { isUuid, NotFound } from '@aftercare/kernel';
import { reasonWords, type Reason } from '@aftercare/tables';
import { Type } from 'class-transformer';
import { IsArray, IsDate, IsIn, IsInt, IsOptional, IsString, IsUUID, ValidateNested } from 'class-validator';
import { importStates, type ImportState } from './import';

export class RejectedRow {
  /** As the spreadsheet shows it. */
  @IsInt() row!: number;
  /** `PHONE_INVALID`, … */
  @IsString() reason!: Reason;
  /** Empty when the row as a whole is wrong. */
  @IsString() field!: string;
  /** What is wrong, in both languages. */
  @IsString() words!: string;
}

/** A file that was sent: what it came to, and how far its rows are on file. */
export class ShownImport {
  @IsUUID() id!: string;
  @IsString() kind!: string;
  @IsString() source!: string;
  @IsString() file!: string;
  /** `judged`: nothing is on file yet. `applying`: rows get on file. `applied`: all accepted ones were gone through. */
  @IsIn(importStates) state!: ImportState;
  /** How often this very file has been sent. */
  @IsInt() sent!: number;
  @IsOptional() @IsString() encoding?: string;
  @IsOptional() @IsString() sheet?: string;
  @IsInt() headerRow!: number;
  @IsInt() rowsRead!: number;
  @IsInt() accepted!: number;
  @IsInt() rejected!: number;
  /** Rows that say the same as an earlier one of the file. */
  @IsInt() merged!: number;
  /** Accepted rows with a number that another name has further up: somebody has to say whether they are one. */
  @IsInt() proposed!: number;
  /** How many accepted rows have been gone through, and of how many that changed something: the others were on file already. */
  @IsInt() applied!: number;
  @IsInt() changed!: number;
  /** At most 20. */
  @IsArray() @ValidateNested({ each: true }) @Type(() => RejectedRow) firstRejected!: RejectedRow[];
  @IsString() madeBy!: string;
  @IsDate() madeAt!: Date;
  @Nullable() @IsString() appliedBy!: string | null;
}

const shownImport = statement(
  'show-import',
  `SELECT i.id, i.kind, i.source, i.file, i.state, i.sent, i.encoding, i.sheet, i.header_row AS "headerRow", i.accepted + i.rejected + i.merged AS "rowsRead",
          i.accepted, i.rejected, i.merged, i.proposed, i.applied, i.changed, i.made_by AS "madeBy", i.made_at AS "madeAt", i.applied_by AS "appliedBy",
          coalesce((SELECT jsonb_agg(jsonb_build_object('row', r.row, 'reason', r.detail ->> 'reason', 'field', r.detail ->> 'field') ORDER BY r.row)
             FROM (SELECT row, detail FROM import_row WHERE import_id = i.id AND verdict = 'rejected' ORDER BY row LIMIT 20) r), '[]') AS "firstRejected"
     FROM import i WHERE i.id = $1`,
);

/** What is wrong with a row, for the person who has to correct it. */
export const wordsOf = (reason: Reason): string => `${reasonWords[reason].zh} · ${reasonWords[reason].en}`;

const told = (found: ShownImport): ShownImport => ({ ...found, firstRejected: found.firstRejected.map((row) => ({ ...row, words: wordsOf(row.reason) })) });

/** An import that is there, as it stands in this transaction. */
export const shownIn = async (tx: Tx, id: string): Promise<ShownImport> => told((await tx.query<ShownImport>(shownImport, [id]))[0]!);

/** What an import's own routes need to find it. `NotFound` for what the actor may not see. */
export const importSeenBy = async (database: Database, actor: Principal, id: string): Promise<ShownImport> => {
  if (!isUuid(id)) throw new NotFound('import');
  const [found] = await database.read<ShownImport>(actor, 'table:import', shownImport, [id]);
  if (!found) throw new NotFound('import');
  return told(found);
};
