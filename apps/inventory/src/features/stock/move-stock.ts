import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { Database, runCommand } from '@aftercare/event-store';
import { newId } from '@aftercare/kernel';
import { Body, Controller, Post } from '@nestjs/common';
import { IsIn, IsInt, IsOptional, IsString, MaxLength } from 'class-validator';
import { bin, checkShelfMove, shelves, type Shelf } from '../../domain/stock';
import { Ledger } from '../../persistence/ledger';
import { StockDocument } from '../../stock-document';

export class MoveStockBody {
  @IsString() @MaxLength(64) part!: string;
  /** A whole number of pieces, from 1 to 1,000,000. */
  @IsInt() qty!: number;
  @IsString() @MaxLength(64) location!: string;
  @IsIn(shelves) from!: Shelf;
  /** Another place of the same branch, a van for example; left out: the same place. */
  @IsOptional() @IsString() @MaxLength(64) toLocation?: string | null;
  @IsIn(shelves) to!: Shelf;
}

@Controller('stock-moves')
export class MoveStock {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
  ) {}

  /**
   * Pieces are put away, set aside or loaded into a van: from one bin to another, at once. What comes into a good bin goes to the lines that
   * wait for it. Refused: more than is there and not promised, and bins of another branch.
   */
  @Post()
  @Requires('stock:move')
  @Answers(StockDocument, 201)
  async handle(@Body() { part, qty, location, from, toLocation, to }: MoveStockBody, @Command() command: Command): Promise<StockDocument> {
    const [source, target] = [bin(location, from), bin(toLocation ?? location, to)];
    checkShelfMove(source, target);
    return runCommand(this.database, command, async (tx) => {
      const documentId = newId();
      const [posted] = await this.ledger.post(tx, [{ part, qty, from: source, to: target, reason: to === 'good' ? 'put_away' : 'set_aside', document: { kind: 'stock_move', id: documentId } }]);
      return { answer: { documentId }, subject: documentId, branchId: posted!.branchId };
    });
  }
}
