import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { Database, runCommand } from '@aftercare/event-store';
import { Body, Controller, Post } from '@nestjs/common';
import { IsIn, IsInt, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { shelves, type Shelf } from '../../domain/stock';
import { StockCounts } from '../../persistence/stock-counts';
import { CountedStock, countedStock } from '../../stock-count-view';

export class CountStockBody {
  @IsString() @MaxLength(64) location!: string;
  @IsString() @MaxLength(64) part!: string;
  @IsIn(shelves) bin!: Shelf;
  /** What is really there, picked pieces that have not left yet included: a whole number from 0 to 1,000,000. */
  @IsInt() counted!: number;
  /** The version of the bin on the count sheet: what has moved since is neither missing nor found. Left out: nothing has. */
  @IsOptional() @IsString() @Matches(/^\d{1,18}$/) asOf?: string | null;
}

@Controller('stock-counts')
export class CountStock {
  constructor(
    private readonly database: Database,
    private readonly counts: StockCounts,
  ) {}

  /**
   * A bin was counted, and nothing stood still for it. What is missing or found is posted against `loss`, at once where it is worth no more than
   * 500 at the catalogue's prices, else when another person agrees. Where fewer pieces are left than are promised, the lines that would be served last
   * lose theirs and wait again, and found ones go to who waits. Pieces that are in a picking cannot be missing: put them back first.
   */
  @Post()
  @Requires('stock:correct')
  @Answers(CountedStock, 201)
  async handle(@Body() { location, part, bin, counted, asOf = null }: CountStockBody, @Command() command: Command): Promise<CountedStock> {
    return runCommand(this.database, command, async (tx) => {
      const count = await this.counts.enter(tx, { location, part, bin, counted, asOf });
      return { answer: countedStock(count), subject: count.id, branchId: count.branchId };
    });
  }
}
