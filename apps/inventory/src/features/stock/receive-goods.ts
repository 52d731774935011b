import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { Database, runCommand } from '@aftercare/event-store';
import { newId } from '@aftercare/kernel';
import { Body, Controller, Post } from '@nestjs/common';
import { IsIn, IsInt, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { bin, outside } from '../../domain/stock';
import { Ledger } from '../../persistence/ledger';
import { StockDocument } from '../../stock-document';

export class ReceiveGoodsBody {
  @IsString() @MaxLength(64) part!: string;
  /** A whole number of pieces, from 1 to 1,000,000. */
  @IsInt() qty!: number;
  @IsString() @MaxLength(64) location!: string;
  /** `quarantine`: they are looked at before they can be had. */
  @IsIn(['good', 'quarantine']) bin!: 'good' | 'quarantine';
  /** What one piece cost, exact, in the currency of the catalogue: `38.50`; left out: the catalogue's price. */
  @IsOptional() @Matches(/^\d{1,10}(\.\d{1,2})?$/) unitValue?: string | null;
}

@Controller('goods-receipts')
export class ReceiveGoods {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
  ) {}

  /** Goods came in from a supplier or from production. What comes into a good bin goes to the lines that wait for it. */
  @Post()
  @Requires('stock:move')
  @Answers(StockDocument, 201)
  async handle(@Body() { part, qty, location, bin: which, unitValue }: ReceiveGoodsBody, @Command() command: Command): Promise<StockDocument> {
    return runCommand(this.database, command, async (tx) => {
      const documentId = newId();
      const [posted] = await this.ledger.post(tx, [{
        part, qty, from: outside('supplier'), to: bin(location, which), reason: 'purchase', document: { kind: 'goods_receipt', id: documentId }, unitValue,
      }]);
      return { answer: { documentId }, subject: documentId, branchId: posted!.branchId };
    });
  }
}
