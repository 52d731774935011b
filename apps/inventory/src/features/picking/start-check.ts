import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Controller, Param, Post } from '@nestjs/common';
import { PickingStore } from '../../persistence/picking.store';
import { pickingStanding, PickingView } from '../../picking-view';

@Controller('pickings')
export class StartCheck {
  constructor(private readonly pickings: PickingStore) {}

  /** A second person has it in hand to count it. Anybody but the picker; a colleague may take the check over. */
  @Post(':id/check/start')
  @Requires('parts:check')
  @Answers(PickingView, 200)
  async handle(@Param('id') id: string, @Command() command: Command): Promise<PickingView> {
    if (!isUuid(id)) throw new NotFound('picking');
    return this.pickings.change<PickingView>(id, (picking, { now, actor }) => pickingStanding(picking, picking.startCheck(actor.subject, now)), command);
  }
}
