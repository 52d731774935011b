import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { Database, runCommand } from '@aftercare/event-store';
import { Controller, Param, Post } from '@nestjs/common';
import { TransferStore } from '../../persistence/transfer.store';
import { standingOf, TransferStanding } from '../../transfer-standing';

@Controller('transfers')
export class CallOffTransfer {
  constructor(
    private readonly database: Database,
    private readonly transfers: TransferStore,
  ) {}

  /** It does not leave: nothing has moved yet. */
  @Post(':id/call-off')
  @Requires('stock:move')
  @Answers(TransferStanding, 200)
  async handle(@Param('id') id: string, @Command() command: Command): Promise<TransferStanding> {
    return runCommand(this.database, command, async (tx) => {
      const { from } = await this.transfers.enterIn(tx, id, 'call_off', command);
      const answer = await this.transfers.changeIn(tx, id, (found, { now, actor }) => ({ events: found.callOff(actor.subject, now), answer: standingOf(found) }));
      return { answer, subject: id, branchId: from };
    });
  }
}
