import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { CountedPart } from '../../counted';
import { PickingStore } from '../../persistence/picking.store';
import { pickingStanding, PickingView } from '../../picking-view';

@Controller('pickings')
export class ScanPart {
  constructor(private readonly pickings: PickingStore) {}

  /** Pieces were taken from the shelf. A wrong part, or one piece more than is to be picked, stops the line and changes nothing. */
  @Post(':id/scan')
  @Requires('parts:pick')
  @Answers(PickingView, 200)
  async handle(@Param('id') id: string, @Body() scan: CountedPart, @Command() command: Command): Promise<PickingView> {
    if (!isUuid(id)) throw new NotFound('picking');
    return this.pickings.change<PickingView>(id, (picking, { now, actor }) => pickingStanding(picking, picking.scan(scan, actor.subject, now)), command);
  }
}
