import { DeliveryNoteVoidedV1, type ReceivedEvent } from '@aftercare/contracts';
import { When } from '@aftercare/event-bus';
import { statement, type Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';
import { ObligationStore } from '../persistence/obligation.store';

const ofNote = statement('obligations-of-note', 'SELECT id FROM obligation WHERE note_id = $1 ORDER BY id');

/** A box came back unopened: nothing of it reached the dealer, so he owes nothing for it. */
@Controller()
export class WhenNoteVoided {
  constructor(private readonly obligations: ObligationStore) {}

  /** It comes after the note's dispatch, if there was one. What has come back all the same stays received. */
  @When(DeliveryNoteVoidedV1)
  async handle({ data }: ReceivedEvent<DeliveryNoteVoidedV1>, tx: Tx): Promise<void> {
    for (const { id } of await tx.query<{ id: string }>(ofNote, [data.noteId])) {
      await this.obligations.changeIn(tx, id, (obligation, { now }) => obligation.reduce(obligation.openQty, 'taken_back', now));
    }
  }
}
