import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, ValidateNested } from 'class-validator';
import { CountedPart } from '../../counted';
import { PickingWork } from '../../persistence/picking-work';
import { PickingView } from '../../picking-view';

export class PutBackPickingBody {
  /** What is on its shelf again: everything that was picked. */
  @IsArray() @ArrayMaxSize(500) @ValidateNested({ each: true }) @Type(() => CountedPart) scans!: CountedPart[];
}

@Controller('pickings')
export class PutBackPicking {
  constructor(private readonly work: PickingWork) {}

  /** The pieces are on their shelf again, each of them scanned; they stay reserved for the request. A request that is to be cancelled needs this first. */
  @Post(':id/put-back')
  @Requires('parts:pick')
  @Answers(PickingView, 200)
  async handle(@Param('id') id: string, @Body() { scans }: PutBackPickingBody, @Command() command: Command): Promise<PickingView> {
    return this.work.change(id, (picking, by, now) => picking.putBack(scans, by, now), command);
  }
}
