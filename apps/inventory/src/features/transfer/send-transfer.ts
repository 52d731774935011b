import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { Database, runCommand } from '@aftercare/event-store';
import { Controller, Param, Post } from '@nestjs/common';
import { bin } from '../../domain/stock';
import { Ledger } from '../../persistence/ledger';
import { TransferStore } from '../../persistence/transfer.store';
import { standingOf, TransferStanding } from '../../transfer-standing';

@Controller('transfers')
export class SendTransfer {
  constructor(
    private readonly database: Database,
    private readonly transfers: TransferStore,
    private readonly ledger: Ledger,
  ) {}

  /** Another person than who prepared it has counted, and it leaves: good → in transit. Refused when there is not enough that is not promised to others. */
  @Post(':id/send')
  @Requires('parts:check')
  @Answers(TransferStanding, 200)
  async handle(@Param('id') id: string, @Command() command: Command): Promise<TransferStanding> {
    return runCommand(this.database, command, async (tx) => {
      const { from } = await this.transfers.enterIn(tx, id, 'send', command);
      const transfer = await this.transfers.changeIn(tx, id, (found, { now, actor }) => ({ events: found.send(actor.subject, now), answer: found }));
      const { fromLocation, lines } = transfer;
      await this.ledger.post(tx, lines.map(({ part, qty }) => ({ part, qty, from: bin(fromLocation, 'good'), to: bin(fromLocation, 'in_transit'), reason: 'transferred', document: { kind: 'transfer', id } })));
      return { answer: standingOf(transfer), subject: id, branchId: from };
    });
  }
}
