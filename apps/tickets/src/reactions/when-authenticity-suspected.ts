import { AuthenticitySuspectedV1, type ReceivedEvent } from '@aftercare/contracts';
import { When } from '@aftercare/event-bus';
import type { Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';
import { ownerOf } from '../domain/ownership';
import { Ticket } from '../domain/ticket';
import { openingOf } from '../persistence/opening';
import { TicketStore } from '../persistence/ticket.store';

/** Somebody asked about a code that is unknown, was asked about too often, or was sold elsewhere: that is for a person to look into (R25). */
@Controller()
export class WhenAuthenticitySuspected {
  constructor(private readonly tickets: TicketStore) {}

  /** One ticket per device and suspicion: the event comes once. Without a record of it in directory there would be nothing to read. */
  @When(AuthenticitySuspectedV1)
  async handle({ data: { branchId, serial, customerId, contactId } }: ReceivedEvent<AuthenticitySuspectedV1>, tx: Tx): Promise<void> {
    if (contactId === undefined) return;
    const type = 'inquiry';
    const { number, terms, involved, staff } = await openingOf(tx, { branchId, type, customerId, serial }, await tx.now());
    await this.tickets.createIn(tx, ({ now, newId, actor }) => {
      const owner = ownerOf(actor, { branchId, skill: null, ...involved }, staff);
      const details = { id: newId(), number, branchId, type, channel: 'web', ...owner, neededSkill: null, customerId, serial, dealerCode: involved.dealerCode, contactId, openedBy: actor.subject } as const;
      const { ticket, events } = Ticket.open(details, terms, now);
      return { aggregate: ticket, events, answer: undefined };
    });
  }
}
