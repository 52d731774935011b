import { DeliveryNoteDispatchedV1, type ReceivedEvent } from '@aftercare/contracts';
import { localYear } from '@aftercare/business-time';
import { When } from '@aftercare/event-bus';
import { documentNumber, type Tx } from '@aftercare/event-store';
import { derivedId } from '@aftercare/kernel';
import { Controller } from '@nestjs/common';
import { ReturnObligation } from '../domain/obligation';
import { termsOf } from '../persistence/branch-day';
import { ObligationStore } from '../persistence/obligation.store';
import { holdNote, settledBefore } from '../persistence/settled-lines';

/** Goods left for a dealer: for each line under warranty whose old part has to come back he owes it from now on (R17). */
@Controller()
export class WhenNoteDispatched {
  constructor(private readonly obligations: ObligationStore) {}

  /** A note is dispatched once, so the event comes once. However late it comes, the due day is the one that it names; timers that are due by then fire at once. */
  @When(DeliveryNoteDispatchedV1)
  async handle({ data }: ReceivedEvent<DeliveryNoteDispatchedV1>, tx: Tx): Promise<void> {
    const { noteId, number: noteNumber, branchId, dealerCode, ticketId, currency, lines } = data;
    const owed = lines.flatMap(({ returnDueOn: dueOn, ...line }) => (dueOn === null ? [] : [{ ...line, dueOn }]));
    if (dealerCode === null || owed.length === 0) return;
    const { shortCode, zone } = await termsOf(tx, branchId);
    await holdNote(tx, noteId);
    const settled = await settledBefore(tx, noteId);
    for (const { lineNo, askedFor, part: shippedAs, qty, unitPrice, dueOn } of owed) {
      const number = await documentNumber(tx, { kind: 'OB', branchId, shortCode, year: localYear(await tx.now(), zone) });
      const id = derivedId('obligation', noteId, String(lineNo));
      await this.obligations.createIn(tx, ({ now }) => {
        const { obligation, events } = ReturnObligation.incur({ id, number, branchId, zone, dealerCode, noteId, noteNumber, lineNo, ticketId, part: askedFor, shippedAs, unitPrice, currency, qty, dueOn }, now);
        return { aggregate: obligation, events, answer: undefined };
      });
      const never = settled.get(lineNo);
      if (never !== undefined) await this.obligations.changeIn(tx, id, (obligation, { now }) => obligation.reduce(never, 'settled', now));
    }
  }
}
