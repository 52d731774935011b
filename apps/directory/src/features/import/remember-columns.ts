import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { Database, runCommand } from '@aftercare/event-store';
import { RuleViolation } from '@aftercare/kernel';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { IsIn, IsObject, IsString, Matches } from 'class-validator';
import { describedKinds, kindNames, type KindName } from '../../imports/kinds';
import { ImportStore } from '../../persistence/import.store';

export class RememberedColumns {
  @IsIn(kindNames) kind!: KindName;
  /** Whose sheets they are: the `source` that the files are sent with. */
  @IsString() @Matches(/^[a-z][a-z0-9-]{0,31}$/) source!: string;
  /** The field that each header stands for: `{ "客户大名": "name" }`. Headers that are known anyway need not be here. */
  @IsObject() columns!: Record<string, string>;
}

@Controller('import-columns')
export class RememberColumns {
  constructor(
    private readonly database: Database,
    private readonly imports: ImportStore,
  ) {}

  /** From now on sheets of this source and kind are read with these headers, in place of what was said before. */
  @Post()
  @HttpCode(200)
  @Requires('directory:import')
  @Answers(RememberedColumns)
  async handle(@Body() { kind, source, columns }: RememberedColumns, @Command() command: Command): Promise<RememberedColumns> {
    return runCommand(this.database, command, async (tx) => {
      const known = describedKinds[kind].columns.map(({ field }) => field);
      const unknown = Object.values(columns).find((field) => !known.includes(field));
      if (unknown !== undefined) throw new RuleViolation('import.field-unknown', { field: String(unknown).slice(0, 40), known: known.join(', ') });
      await this.imports.rememberColumns(tx, source, kind, columns);
      return { answer: { kind, source, columns }, subject: `${source}/${kind}`, branchId: null };
    });
  }
}
