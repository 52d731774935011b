import { branchesFor, Requires } from '@aftercare/auth';
import { Actor, Answers } from '@aftercare/chassis';
import { branchParam, Database, statement } from '@aftercare/event-store';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Controller, Get, Param } from '@nestjs/common';
import { IsDate, IsObject, IsString, IsUUID } from 'class-validator';

export class ShownNote {
  @IsUUID() id!: string;
  @IsString() branchId!: string;
  @IsUUID() about!: string;
  @IsString() kind!: string;
  /** What was written, by the name of its box. */
  @IsObject() texts!: Record<string, string>;
  @IsString() writtenBy!: string;
  @IsDate() writtenAt!: Date;
}

const note = statement(
  'show-note',
  `SELECT id, branch_id AS "branchId", about, kind, texts, written_by AS "writtenBy", written_at AS "writtenAt"
   FROM note WHERE id = $1 AND ($2::text[] IS NULL OR branch_id = ANY ($2))`,
);

@Controller('notes')
export class ShowNote {
  constructor(private readonly database: Database) {}

  /** What was written, for those who work on the same thing. */
  @Get(':id')
  @Requires('note:read')
  @Answers(ShownNote)
  async handle(@Param('id') id: string, @Actor() actor: Actor): Promise<ShownNote> {
    if (!isUuid(id)) throw new NotFound('note');
    const [found] = await this.database.read<ShownNote>(actor, 'note:read', note, [id, branchParam(branchesFor(actor, 'note:read'))]);
    if (!found) throw new NotFound('note');
    return found;
  }
}
