import { branchesFor, Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { Database, runCommand, type Outcome, type Tx } from '@aftercare/event-store';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { startsApplying } from '../import';
import { applyRows } from '../apply-rows';
import { ImportKinds } from '../import-kinds';
import { shownIn, ShownImport } from '../shown-import';
import { ImportStore } from '../import.store';

@Controller('imports')
export class ApplyImport {
  constructor(
    private readonly database: Database,
    private readonly imports: ImportStore,
    private readonly kinds: ImportKinds,
  ) {}

  /**
   * The accepted rows get on file, each with its event: the first 500 at once, the others after the answer, 500 at a time; `applied` of the
   * import shows how far it is. A crash costs nothing: it goes on by itself, and asked again it goes on at once. What is on file changes nothing.
   */
  @Post(':id/apply')
  @HttpCode(200)
  @Requires('table:import')
  @Answers(ShownImport)
  async handle(@Param('id') id: string, @Command() command: Command): Promise<ShownImport> {
    if (!isUuid(id)) throw new NotFound('import');
    return runCommand(this.database, command, async (tx) => {
      const { principal, permission } = command;
      const held = await this.imports.freeIn(tx, id);
      if (!held) throw new NotFound('import');
      if (held === 'busy') return this.shown(tx, id, null);
      const mine = branchesFor(principal, permission);
      // Whoever sent it could write in more branches: then it is his to apply.
      if (mine !== '*' && !held.reach?.every((branch) => mine.includes(branch))) throw new NotFound('import');
      if (startsApplying(held, this.kinds.keeping[held.kind]!)) await this.imports.begin(tx, id, principal.subject, await tx.now());
      if (held.state !== 'applied') await applyRows(tx, this.kinds, this.imports, held);
      return this.shown(tx, id, held.branch_id);
    });
  }

  private async shown(tx: Tx, id: string, branchId: string | null): Promise<Outcome<ShownImport>> {
    return { answer: await shownIn(tx, id), subject: id, branchId };
  }
}
