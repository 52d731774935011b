import { mayIn, Requires } from '@aftercare/auth';
import { localDay } from '@aftercare/business-time';
import { Answers, Command } from '@aftercare/chassis';
import { Database, runCommand } from '@aftercare/event-store';
import { NotFound, RuleViolation } from '@aftercare/kernel';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { IsIn, IsInt, Matches, Max, Min, NotEquals } from 'class-validator';
import { mostPieces } from '../../domain/counts';
import { branchTerms } from '../../persistence/branch-terms';
import { enterCorrection, ledgerRow } from '../../persistence/dispatch-ledger';

const byHand = ['miscounted', 'wrong_line'] as const;

export class CorrectLedgerRowBody {
  /** How many pieces more (+) or fewer (−) really left. */
  @IsInt() @NotEquals(0) @Min(-mostPieces) @Max(mostPieces) qty!: number;
  @IsIn(byHand) reason!: (typeof byHand)[number];
}

export class CorrectedLedgerRow {
  /** The number of the correcting row. */
  @Matches(/^[1-9]\d{0,17}$/) row!: string;
  /** What the corrected row comes to now. */
  @IsInt() comesTo!: number;
}

@Controller('dispatch-ledger')
export class CorrectLedgerRow {
  constructor(private readonly database: Database) {}

  /** A further row puts an entry right; both stay to be seen. It is about the ledger alone: stock that was booked wrongly is corrected in stock. */
  @Post(':row/corrections')
  @Requires('parts:ship')
  @Answers(CorrectedLedgerRow, 201)
  async handle(@Param('row') row: string, @Body() { qty, reason }: CorrectLedgerRowBody, @Command() command: Command): Promise<CorrectedLedgerRow> {
    return runCommand(this.database, command, async (tx) => {
      const there = /^[1-9]\d{0,17}$/.test(row) ? await ledgerRow(tx, row) : undefined;
      if (!there || !mayIn(command.principal, command.permission, there.branchId)) throw new NotFound('dispatch-ledger-row');
      if (there.corrects !== null) throw new RuleViolation('dispatch-ledger.correction-of-correction', { row, original: there.corrects });
      const comesTo = there.qty + qty;
      if (comesTo < 0) throw new RuleViolation('dispatch-ledger.less-than-nothing', { row, qty: comesTo });
      const { calendar } = await branchTerms(tx, there.branchId);
      const now = await tx.now();
      const entered = await enterCorrection(tx, row, qty, reason, localDay(now, calendar.zone), now);
      return { answer: { row: entered, comesTo }, subject: row, branchId: there.branchId, reason };
    });
  }
}
