import { mayIn, Requires } from '@aftercare/auth';
import { Command } from '@aftercare/chassis';
import { Database, runCommand } from '@aftercare/event-store';
import { NotFound, RuleViolation } from '@aftercare/kernel';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { IsInt, Max, Min } from 'class-validator';
import { mostPieces } from '../../domain/counts';
import { ledgerRow } from '../../persistence/dispatch-ledger';

export class ChangeLedgerRowBody {
  /** What somebody thinks should stand there. */
  @IsInt() @Min(1) @Max(mostPieces) qty!: number;
}

@Controller('dispatch-ledger')
export class ChangeLedgerRow {
  constructor(private readonly database: Database) {}

  /** Always refused, and the audit has who tried: a row of the ledger stays as it was entered. Says how a mistake is put right. */
  @Post(':row/change')
  @Requires('parts:read')
  @HttpCode(204)
  async handle(@Param('row') row: string, @Body() _body: ChangeLedgerRowBody, @Command() command: Command): Promise<void> {
    await runCommand(this.database, command, async (tx) => {
      const there = /^[1-9]\d{0,17}$/.test(row) ? await ledgerRow(tx, row) : undefined;
      if (!there || !mayIn(command.principal, command.permission, there.branchId)) throw new NotFound('dispatch-ledger-row');
      throw new RuleViolation('dispatch-ledger.immutable', { row });
    });
  }
}
