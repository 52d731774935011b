import { DiscrepancySettledV1, type ReceivedEvent } from '@aftercare/contracts';
import { When } from '@aftercare/event-bus';
import { statement, type Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';
import { ObligationStore } from '../persistence/obligation.store';
import { holdNote, settleLine } from '../persistence/settled-lines';

const ofLine = statement('obligation-of-line', 'SELECT id FROM obligation WHERE note_id = $1 AND line_no = $2');

/** Pieces that never came and are not sent again make nobody owe an old part; what is sent again leaves the duty as it is. */
const neverCame: readonly string[] = ['short', 'lost', 'wrong'];
const notSentAgain: readonly string[] = ['credit', 'accept'];

/** A difference between what was sent to a dealer and what came is settled: what he never got he need not return (R17). */
@Controller()
export class WhenDiscrepancySettled {
  constructor(private readonly obligations: ObligationStore) {}

  /** The duty began with the dispatch; should that fact still be on its way, the duty will begin with so much less. */
  @When(DiscrepancySettledV1)
  async handle({ data: { noteId, lineNo, branchId, type, remedy, settledQty } }: ReceivedEvent<DiscrepancySettledV1>, tx: Tx): Promise<void> {
    if (!neverCame.includes(type) || remedy === null || !notSentAgain.includes(remedy)) return;
    await holdNote(tx, noteId);
    await settleLine(tx, noteId, lineNo, branchId, settledQty);
    const [duty] = await tx.query<{ id: string }>(ofLine, [noteId, lineNo]);
    if (duty) await this.obligations.changeIn(tx, duty.id, (obligation, { now }) => obligation.reduce(settledQty, 'settled', now));
  }
}
