import { Requires } from '@aftercare/auth';
import { Actor, Answers } from '@aftercare/chassis';
import { Database } from '@aftercare/event-store';
import { Controller, Get, Param } from '@nestjs/common';
import { importSeenBy, ShownImport } from '../shown-import';

@Controller('imports')
export class ShowImport {
  constructor(private readonly database: Database) {}

  /** One import: what its file came to, and how far its rows are on file. */
  @Get(':id')
  @Requires('table:import')
  @Answers(ShownImport)
  async handle(@Param('id') id: string, @Actor() actor: Actor): Promise<ShownImport> {
    return importSeenBy(this.database, actor, id);
  }
}
