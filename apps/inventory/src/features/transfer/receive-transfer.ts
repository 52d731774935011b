import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { Database, runCommand } from '@aftercare/event-store';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsInt, IsOptional, IsString, MaxLength, ValidateNested } from 'class-validator';
import { bin, outside, party } from '../../domain/stock';
import { Ledger } from '../../persistence/ledger';
import { TransferStore } from '../../persistence/transfer.store';
import { standingOf, TransferStanding } from '../../transfer-standing';

export class ArrivedLineBody {
  @IsString() @MaxLength(64) part!: string;
  /** What came of it: from 0 to what was sent. */
  @IsInt() qty!: number;
}

export class ReceiveTransferBody {
  /** Each part of the transfer, as it was counted; left out: everything came as it was sent. */
  @IsOptional() @IsArray() @ArrayMaxSize(100) @ValidateNested({ each: true }) @Type(() => ArrivedLineBody) lines?: ArrivedLineBody[] | null;
}

@Controller('transfers')
export class ReceiveTransfer {
  constructor(
    private readonly database: Database,
    private readonly transfers: TransferStore,
    private readonly ledger: Ledger,
  ) {}

  /**
   * It has arrived, and lies in the good bin, worth what it was worth there; what waits for it is served at once. What was counted as missing is lost
   * to the branch that sent it, and both see that; what turns out afterwards is a matter of a count.
   */
  @Post(':id/receive')
  @Requires('stock:move')
  @Answers(TransferStanding, 200)
  async handle(@Param('id') id: string, @Body() { lines: came = null }: ReceiveTransferBody, @Command() command: Command): Promise<TransferStanding> {
    return runCommand(this.database, command, async (tx) => {
      const { from, to } = await this.transfers.enterIn(tx, id, 'receive', command);
      const transfer = await this.transfers.changeIn(tx, id, (found, { now, actor }) => ({ events: found.receive(came, actor.subject, now), answer: found }));
      const { fromLocation, toLocation, lines } = transfer;
      const how = { reason: 'transferred', document: { kind: 'transfer', id } } as const;
      const arrived = lines.flatMap(({ part, qty, received = qty }) => (received > 0 ? [{ part, qty: received }] : []));
      const left = await this.ledger.post(tx, arrived.map(({ part, qty }) => ({ part, qty, from: bin(fromLocation, 'in_transit'), to: party('branch', to), ...how })));
      await this.ledger.post(tx, arrived.map(({ part, qty }, at) => ({ part, qty, from: party('branch', from), to: bin(toLocation, 'good'), value: left[at]!.value, ...how })));
      await this.ledger.post(tx, transfer.missing.map(({ part, qty }) => ({ part, qty, from: bin(fromLocation, 'in_transit'), to: outside('loss'), reason: 'lost' as const, document: how.document })));
      return { answer: standingOf(transfer), subject: id, branchId: to };
    });
  }
}
