import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { Database, runCommand } from '@aftercare/event-store';
import { RuleViolation } from '@aftercare/kernel';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ImportKinds } from '../import-kinds';
import { kindNamed } from '../kind-named';
import { ImportStore } from '../import.store';
import { RememberedColumns } from '../remembered-columns';

@Controller('import-columns')
export class RememberColumns {
  constructor(
    private readonly database: Database,
    private readonly imports: ImportStore,
    private readonly kinds: ImportKinds,
  ) {}

  /** From now on sheets of this source and kind are read with these headers, in place of what was said before. */
  @Post()
  @HttpCode(200)
  @Requires('table:import')
  @Answers(RememberedColumns)
  async handle(@Body() { kind, source, columns }: RememberedColumns, @Command() command: Command): Promise<RememberedColumns> {
    const described = kindNamed(this.kinds, kind);
    return runCommand(this.database, command, async (tx) => {
      const known = described.columns.map(({ field }) => field);
      const unknown = Object.values(columns).find((field) => !known.includes(field));
      if (unknown !== undefined) throw new RuleViolation('import.field-unknown', { field: String(unknown).slice(0, 40), known: known.join(', ') });
      await this.imports.rememberColumns(tx, source, kind, columns);
      return { answer: { kind, source, columns }, subject: `${source}/${kind}`, branchId: null };
    });
  }
}
