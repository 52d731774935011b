import { Requires } from '@aftercare/auth';
import { Actor, Answers } from '@aftercare/chassis';
import { Database, statement } from '@aftercare/event-store';
import { Controller, Get, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsArray, IsString, Matches, ValidateNested } from 'class-validator';

export class ListNamesQuery {
  /** Codes of members of staff and of branches with commas between them, 200 at most: `ST015,BR01`. */
  @Matches(/^[A-Z0-9-]{2,40}(,[A-Z0-9-]{2,40}){0,199}$/) codes!: string;
}

export class NamedCode {
  @IsString() code!: string;
  @IsString() name!: string;
}

export class ListedNames {
  @IsArray() @ValidateNested({ each: true }) @Type(() => NamedCode) items!: NamedCode[];
}

const names = statement(
  'list-names',
  'SELECT staff_id AS code, name FROM staff WHERE staff_id = ANY ($1) UNION ALL SELECT branch_id, name FROM branch WHERE branch_id = ANY ($1) ORDER BY code',
);

@Controller('names')
export class ListNames {
  constructor(private readonly database: Database) {}

  /** How colleagues and branches are called whose codes stand on a paper, of whichever branch; nothing else of them. What nobody is called is left out. */
  @Get()
  @Requires('name:read')
  @Answers(ListedNames)
  async handle(@Query() { codes }: ListNamesQuery, @Actor() actor: Actor): Promise<ListedNames> {
    return { items: await this.database.read<NamedCode>(actor, 'name:read', names, [codes.split(',')]) };
  }
}
