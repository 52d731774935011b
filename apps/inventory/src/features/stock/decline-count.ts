import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { IsIn } from 'class-validator';
import { stockCountReasons } from '../../domain/stock-count';
import { StockCountStore } from '../../persistence/stock-count.store';
import { CountedStock, countedStock } from '../../stock-count-view';

export class DeclineCountBody {
  /** What speaks against it. */
  @IsIn(stockCountReasons.declined) reason!: (typeof stockCountReasons.declined)[number];
}

@Controller('stock-counts')
export class DeclineCount {
  constructor(private readonly counts: StockCountStore) {}

  /** Another person than who counted does not believe a large difference: nothing is posted, and the bin is counted again. */
  @Post(':id/decline')
  @Requires('stock:approve-count')
  @Answers(CountedStock, 200)
  async handle(@Param('id') id: string, @Body() { reason }: DeclineCountBody, @Command() command: Command): Promise<CountedStock> {
    if (!isUuid(id)) throw new NotFound('stock-count');
    return this.counts.change(id, (count, { now, actor }) => ({ events: count.decline(reason, actor.subject, now), answer: countedStock(count) }), command);
  }
}
