import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { Database, runCommand } from '@aftercare/event-store';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { IsIn } from 'class-validator';
import { admitted } from '../../admitted';
import { stockCountReasons } from '../../domain/stock-count';
import { StockCounts } from '../../persistence/stock-counts';
import { CountedStock, countedStock } from '../../stock-count-view';

export class ApproveCountBody {
  /** How it came about, as far as one knows. */
  @IsIn(stockCountReasons.posted) reason!: (typeof stockCountReasons.posted)[number];
}

@Controller('stock-counts')
export class ApproveCount {
  constructor(
    private readonly database: Database,
    private readonly counts: StockCounts,
  ) {}

  /** Another person than who counted agrees to a large difference: it is posted on whatever lies there now. */
  @Post(':id/approve')
  @Requires('stock:approve-count')
  @Answers(CountedStock, 200)
  async handle(@Param('id') id: string, @Body() { reason }: ApproveCountBody, @Command() command: Command): Promise<CountedStock> {
    if (!isUuid(id)) throw new NotFound('stock-count');
    return runCommand(this.database, command, async (tx) => {
      const count = await this.counts.approve(tx, id, reason, (one) => admitted(one, 'stock-count', command));
      return { answer: countedStock(count), subject: id, branchId: count.branchId };
    });
  }
}
