import { Requires } from '@aftercare/auth';
import { Actor, Answers } from '@aftercare/chassis';
import { Database, statement } from '@aftercare/event-store';
import { Controller, Get, Query } from '@nestjs/common';
import { IsString, Matches, MaxLength } from 'class-validator';
import { ImportKinds } from '../import-kinds';
import { kindNamed } from '../kind-named';
import { RememberedColumns } from '../remembered-columns';

export class ShowColumnsQuery {
  @IsString() @MaxLength(40) kind!: string;
  @IsString() @Matches(/^[a-z][a-z0-9-]{0,31}$/) source!: string;
}

const remembered = statement('show-import-columns', 'SELECT columns FROM import_columns WHERE source = $1 AND kind = $2');

@Controller('import-columns')
export class ShowColumns {
  constructor(
    private readonly database: Database,
    private readonly kinds: ImportKinds,
  ) {}

  /** The headers that are remembered for sheets of this source and kind; none, when nobody has said any. */
  @Get()
  @Requires('table:import')
  @Answers(RememberedColumns)
  async handle(@Query() { kind, source }: ShowColumnsQuery, @Actor() actor: Actor): Promise<RememberedColumns> {
    kindNamed(this.kinds, kind);
    const [found] = await this.database.read<Pick<RememberedColumns, 'columns'>>(actor, 'table:import', remembered, [source, kind]);
    return { kind, source, columns: found?.columns ?? {} };
  }
}
