import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Controller, Param, Post } from '@nestjs/common';
import { DeliveryNoteView, noteStanding } from '../../delivery-note-view';
import { DeliveryNoteStore } from '../../persistence/delivery-note.store';

@Controller('delivery-notes')
export class PrintNote {
  constructor(private readonly notes: DeliveryNoteStore) {}

  /** It is about to be printed; from the second time on that is a reprint, whose number stands on the paper. */
  @Post(':id/prints')
  @Requires('parts:ship')
  @Answers(DeliveryNoteView, 200)
  async handle(@Param('id') id: string, @Command() command: Command): Promise<DeliveryNoteView> {
    if (!isUuid(id)) throw new NotFound('delivery-note');
    return this.notes.change<DeliveryNoteView>(id, (note, { now, actor }) => noteStanding(note, note.print(actor.subject, now)), command);
  }
}
