import { DeliveryNoteDispatchedV1, type DataOf, type ReceivedEvent } from '@aftercare/contracts';
import { Projects } from '@aftercare/event-bus';
import { statement, type Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';

const insert = statement(
  'dispatch-view',
  `INSERT INTO dispatch (note_id, branch_id, dealer_code, due_on, dispatched_on, number) SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::date[], $5::date[], $6::text[]) ON CONFLICT DO NOTHING`,
);

/** Every delivery note that has left, with the day by which it should have: the workday after its request was decided. */
@Controller()
export class Dispatches {
  @Projects(DeliveryNoteDispatchedV1)
  async apply(events: readonly ReceivedEvent<DataOf<typeof DeliveryNoteDispatchedV1>>[], tx: Tx): Promise<void> {
    const notes = events.map(({ data }) => data).toSorted((a, b) => (a.noteId < b.noteId ? -1 : 1));
    await tx.query(insert, [notes.map((n) => n.noteId), notes.map((n) => n.branchId), notes.map((n) => n.dealerCode), notes.map((n) => n.dispatchDueOn), notes.map((n) => n.dispatchedOn), notes.map((n) => n.number)]);
  }
}
