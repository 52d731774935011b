import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { Database, runCommand, statement } from '@aftercare/event-store';
import { newId, NotFound, RuleViolation } from '@aftercare/kernel';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { IsString, MaxLength, MinLength } from 'class-validator';
import { accountOf, handMade } from '../../domain/stock';
import { Ledger } from '../../persistence/ledger';
import { StockDocument } from '../../stock-document';

export class CorrectTransferBody {
  /** Why it was wrong; kept in the audit. */
  @IsString() @MinLength(1) @MaxLength(500) reason!: string;
}

interface WrongRow {
  readonly part: string;
  readonly qty: number;
  readonly from_account: string;
  readonly to_account: string;
  readonly branch_id: string;
  readonly document_kind: string;
  readonly corrects: string | null;
  readonly corrected: boolean;
}

const wrong = statement(
  'transfer-to-correct',
  `SELECT part, qty, from_account, to_account, branch_id, document_kind, corrects::text, EXISTS (SELECT FROM stock_transfer c WHERE c.corrects = t.id) AS corrected
     FROM stock_transfer t WHERE id = $1`,
);

@Controller('stock-transfers')
export class CorrectTransfer {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
  ) {}

  /**
   * A row of the ledger was wrong: the same pieces go back, in a row of their own. Once per row; only what was moved, received or counted by
   * hand, because a note or receipt is put right by its own steps. The pieces go back at what they are worth now.
   */
  @Post(':transfer/correct')
  @Requires('stock:correct')
  @Answers(StockDocument, 201)
  async handle(@Param('transfer') transfer: string, @Body() { reason }: CorrectTransferBody, @Command() command: Command): Promise<StockDocument> {
    if (!/^\d{1,18}$/.test(transfer)) throw new NotFound('transfer');
    return runCommand(this.database, command, async (tx) => {
      const [row] = await tx.query<WrongRow>(wrong, [transfer]);
      if (!row) throw new NotFound('transfer');
      if (row.corrects !== null) throw new RuleViolation('stock.correction-of-correction', { transfer });
      if (row.corrected) throw new RuleViolation('stock.corrected-already', { transfer });
      if (!handMade.includes(row.document_kind)) throw new RuleViolation('stock.corrected-by-its-document', { transfer, document: row.document_kind });
      const documentId = newId();
      const document = { kind: 'correction', id: documentId } as const;
      await this.ledger.post(tx, [{ part: row.part, qty: row.qty, from: accountOf(row.to_account), to: accountOf(row.from_account), reason: 'corrected', document, corrects: transfer }]);
      return { answer: { documentId }, subject: documentId, branchId: row.branch_id, reason };
    });
  }
}
