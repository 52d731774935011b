import { PartsRequestCancelledV1, PartsRequestDecidedV1, PartsRequestProgressedV1, PartsRequestSubmittedV1, type ReceivedEvent } from '@aftercare/contracts';
import { When } from '@aftercare/event-bus';
import { statement, type Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';
import { TicketStore } from '../persistence/ticket.store';

/** What each of these events says of its request. */
interface Standing {
  readonly requestId: string;
  readonly branchId: string;
  readonly ticketId: string | null;
  readonly awaited: boolean;
}

// Only what is news: a request that stands as it stood moves nothing, so what its owner did meanwhile holds.
const note = statement(
  'awaited-request-note',
  `INSERT INTO awaited_request AS a (request_id, ticket_id, branch_id, awaited) VALUES ($1, $2, $3, $4)
   ON CONFLICT (request_id) DO UPDATE SET awaited = excluded.awaited WHERE a.awaited <> excluded.awaited RETURNING request_id`,
);
const awaitedOf = statement('awaited-requests', 'SELECT count(*)::int AS open FROM awaited_request WHERE ticket_id = $1 AND awaited');

/**
 * The process between a ticket and the parts that were asked for under it. The first request that waits lets a ticket in hand wait for parts;
 * when none of them waits any longer (all received, rejected or cancelled) it is worked on again. Each request is heard of in its own order,
 * requests among each other in any; what is missing is waited for by the request's key alone. Whoever resumes the ticket by hand is not
 * overruled by what changes nothing about the waiting.
 */
@Controller()
export class WhenPartsAreAwaited {
  constructor(private readonly tickets: TicketStore) {}

  @When(PartsRequestSubmittedV1)
  submitted(event: ReceivedEvent<PartsRequestSubmittedV1>, tx: Tx): Promise<void> {
    return this.#stands(event.data, tx);
  }

  @When(PartsRequestDecidedV1)
  decided(event: ReceivedEvent<PartsRequestDecidedV1>, tx: Tx): Promise<void> {
    return this.#stands(event.data, tx);
  }

  @When(PartsRequestProgressedV1)
  progressed(event: ReceivedEvent<PartsRequestProgressedV1>, tx: Tx): Promise<void> {
    return this.#stands(event.data, tx);
  }

  @When(PartsRequestCancelledV1)
  cancelled(event: ReceivedEvent<PartsRequestCancelledV1>, tx: Tx): Promise<void> {
    return this.#stands(event.data, tx);
  }

  async #stands({ requestId, branchId, ticketId, awaited }: Standing, tx: Tx): Promise<void> {
    if (ticketId === null) return;
    // The ticket first: two of its requests that change at once come one after the other, and the second one sees the first.
    await this.tickets.lockIn(tx, ticketId);
    const news = await tx.query(note, [requestId, ticketId, branchId, awaited]);
    if (news.length === 0) return;
    const [{ open } = { open: 0 }] = await tx.query<{ open: number }>(awaitedOf, [ticketId]);
    await this.tickets.changeIn(tx, ticketId, (ticket, { now, actor }) => (open > 0 ? ticket.awaitParts(actor.subject, now) : ticket.partsSettled(actor.subject, now)));
  }
}
