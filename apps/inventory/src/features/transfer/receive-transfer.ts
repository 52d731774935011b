import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { Database, runCommand } from '@aftercare/event-store';
import { Controller, Param, Post } from '@nestjs/common';
import { bin, party } from '../../domain/stock';
import { Ledger } from '../../persistence/ledger';
import { TransferStore } from '../../persistence/transfer.store';
import { standingOf, TransferStanding } from '../../transfer-standing';

@Controller('transfers')
export class ReceiveTransfer {
  constructor(
    private readonly database: Database,
    private readonly transfers: TransferStore,
    private readonly ledger: Ledger,
  ) {}

  /**
   * It has arrived, as it was sent, and lies in the good bin, worth what it was worth there; what waits for it is served at once. What turns out
   * to be missing is counted afterwards.
   */
  @Post(':id/receive')
  @Requires('stock:move')
  @Answers(TransferStanding, 200)
  async handle(@Param('id') id: string, @Command() command: Command): Promise<TransferStanding> {
    return runCommand(this.database, command, async (tx) => {
      const { from, to } = await this.transfers.enterIn(tx, id, 'receive', command);
      const transfer = await this.transfers.changeIn(tx, id, (found, { now, actor }) => ({ events: found.receive(actor.subject, now), answer: found }));
      const { fromLocation, toLocation, lines } = transfer;
      const how = { reason: 'transferred', document: { kind: 'transfer', id } } as const;
      const left = await this.ledger.post(tx, lines.map(({ part, qty }) => ({ part, qty, from: bin(fromLocation, 'in_transit'), to: party('branch', to), ...how })));
      await this.ledger.post(tx, lines.map(({ part, qty }, at) => ({ part, qty, from: party('branch', from), to: bin(toLocation, 'good'), value: left[at]!.value, ...how })));
      return { answer: standingOf(transfer), subject: id, branchId: to };
    });
  }
}
