import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { Database, runCommand } from '@aftercare/event-store';
import { newId } from '@aftercare/kernel';
import { Body, Controller, Post } from '@nestjs/common';
import { IsIn, IsInt, IsString, IsUUID, MaxLength } from 'class-validator';
import { shelves, type Shelf } from '../../domain/stock';
import { StockCount } from '../../persistence/stock-count';

export class CountStockBody {
  @IsString() @MaxLength(64) location!: string;
  @IsString() @MaxLength(64) part!: string;
  @IsIn(shelves) bin!: Shelf;
  /** What is really there, picked pieces that have not left yet included: a whole number from 0 to 1,000,000. */
  @IsInt() counted!: number;
}

export class CountedStock {
  /** By which the ledger's rows can be found. */
  @IsUUID() documentId!: string;
  /** What should have been there. */
  @IsInt() expected!: number;
  /** Found (above 0) or missing (below 0). */
  @IsInt() difference!: number;
}

@Controller('stock-counts')
export class CountStock {
  constructor(
    private readonly database: Database,
    private readonly counts: StockCount,
  ) {}

  /**
   * A bin was counted. What is missing or found is posted against `loss`; where fewer pieces are left than are promised, the lines that would be
   * served last lose theirs and wait again, and found ones go to who waits. Pieces that are in a picking cannot be missing: put them back first.
   */
  @Post()
  @Requires('stock:correct')
  @Answers(CountedStock, 201)
  async handle(@Body() { location, part, bin, counted }: CountStockBody, @Command() command: Command): Promise<CountedStock> {
    return runCommand(this.database, command, async (tx) => {
      const documentId = newId();
      const { expected, branchId } = await this.counts.post(tx, { location, part, bin, counted, documentId });
      return { answer: { documentId, expected, difference: counted - expected }, subject: documentId, branchId };
    });
  }
}
