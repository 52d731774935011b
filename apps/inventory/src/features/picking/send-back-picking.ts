import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Controller, Param, Post } from '@nestjs/common';
import { PickingStore } from '../../persistence/picking.store';
import { pickingStanding, PickingView } from '../../picking-view';

@Controller('pickings')
export class SendBackPicking {
  constructor(private readonly pickings: PickingStore) {}

  /** What lies there is not what was picked: the keeper picks it anew. */
  @Post(':id/send-back')
  @Requires('parts:check')
  @Answers(PickingView, 200)
  async handle(@Param('id') id: string, @Command() command: Command): Promise<PickingView> {
    if (!isUuid(id)) throw new NotFound('picking');
    return this.pickings.change<PickingView>(id, (picking, { now, actor }) => pickingStanding(picking, picking.sendBack(actor.subject, now)), command);
  }
}
