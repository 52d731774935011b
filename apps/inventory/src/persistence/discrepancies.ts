import { localDay, localYear } from '@aftercare/business-time';
import { documentNumber, statement, type Tx } from '@aftercare/event-store';
import { Money, newId, RuleViolation } from '@aftercare/kernel';
import { Injectable } from '@nestjs/common';
import { CarrierClaim } from '../domain/carrier-claim';
import type { DeliveryNote } from '../domain/delivery-note';
import { accountOfReceiver, Discrepancy, type Booking, type Consequences, type DeclaredBy, type Difference, type DiscrepancyEvent, type Side } from '../domain/discrepancy';
import { PartsRequest } from '../domain/parts-request';
import type { Tell } from '../domain/shipment';
import { reservedUntil } from '../domain/stock';
import { branchTerms, type BranchTerms } from './branch-terms';
import { CarrierClaimStore } from './carrier-claim.store';
import { catalogueOf } from './catalogue';
import { enterRow } from './dealer-account';
import { DiscrepancyStore } from './discrepancy.store';
import { enterCorrection } from './dispatch-ledger';
import { Ledger } from './ledger';
import { PartsRequestStore } from './parts-request.store';

// The request of a box, and those whose differences it makes good: always held in the order of their ids.
const chain = statement(
  'discrepancy-request-chain',
  `WITH RECURSIVE chain AS (
     SELECT id, resend_of FROM parts_request WHERE id = $1
     UNION SELECT r.id, r.resend_of FROM chain c JOIN discrepancy d ON d.id = c.resend_of JOIN parts_request r ON r.id = d.request_id)
   SELECT id FROM chain ORDER BY id`,
);
const stillOpen = statement('discrepancies-still-open', "SELECT count(*)::int AS open FROM discrepancy WHERE request_id = $1 AND request_line = $2 AND state <> 'settled' AND id <> $3");
const ledgerEntry = statement('discrepancy-ledger-entry', 'SELECT id::text FROM dispatch_ledger WHERE note_id = $1 AND line_no = $2 AND corrects IS NULL');
const carrierOf = statement('discrepancy-carrier', 'SELECT carrier FROM shipment WHERE id = $1');
const shipmentLate = statement('discrepancy-shipment-late', 'SELECT late FROM shipment WHERE id = $1');
const lateAlready = statement('discrepancy-late-already', "SELECT FROM discrepancy WHERE note_id = $1 AND line_no = $2 AND type = 'late'");
const clerksOf = statement('discrepancy-clerks', "SELECT id FROM staff WHERE branch_id = $1 AND role = 'clerk' AND active ORDER BY id LIMIT 90");
const recount = statement(
  'recount-due',
  `INSERT INTO recount_due (location, part, branch_id, discrepancy_id, since) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (location, part) DO NOTHING`,
);

/** Differences between what was sent and what came, in one transaction with all that follows from them: held in the order requests, note, difference, the dealer's account, stock. */
@Injectable()
export class Discrepancies {
  constructor(
    private readonly discrepancies: DiscrepancyStore,
    private readonly claims: CarrierClaimStore,
    private readonly requests: PartsRequestStore,
    private readonly ledger: Ledger,
  ) {}

  /** Holds the request and, where it sends something again, the one before it. */
  async hold(tx: Tx, requestId: string): Promise<void> {
    for (const { id } of await tx.query<{ id: string }>(chain, [requestId])) await this.requests.lockIn(tx, id);
  }

  /** One case for each difference that a receipt has shown. */
  async open(tx: Tx, note: DeliveryNote, differences: readonly Difference[], { shortCode, calendar }: BranchTerms): Promise<Discrepancy[]> {
    const opened: Discrepancy[] = [];
    if (differences.length === 0) return opened;
    // What was not asked for has no price on the note.
    const catalogue = await catalogueOf(tx, differences.filter(({ requestLine, type }) => requestLine === null && type === 'over').map(({ part }) => part));
    const tell = await this.#heardBy(tx, note);
    for (const difference of differences) {
      const { branchId } = note;
      const number = await documentNumber(tx, { kind: 'DC', branchId, shortCode, year: localYear(await tx.now(), calendar.zone) });
      opened.push(await this.discrepancies.createIn(tx, ({ now, actor }) => {
        const { id: noteId, number: noteNumber, shipmentId, requestId, ticketId, dealerCode, receivedByWhom, location, currency } = note;
        const unitPrice = catalogue.get(difference.part)?.price ?? difference.unitPrice;
        const details = { id: newId(), number, branchId, noteId, noteNumber, shipmentId, requestId, ticketId, dealerCode, receivedByWhom, tell, receiverAccount: accountOfReceiver(note), location, currency, ...difference, unitPrice };
        const { discrepancy, events } = Discrepancy.open(details, actor.subject, now);
        return { aggregate: discrepancy, events, answer: discrepancy };
      }));
    }
    return opened;
  }

  /** Somebody complains that a part of a note came late: nothing is missing, and the request is not held up by it. Once for each line. */
  async late(tx: Tx, note: DeliveryNote, part: string): Promise<Discrepancy> {
    const line = note.lines.find((one) => one.part === part && one.requestLine !== null);
    if (!line) throw new RuleViolation('discrepancy.part-not-sent', { part });
    const [shipment] = await tx.query<{ late: boolean }>(shipmentLate, [note.shipmentId]);
    if (!shipment?.late) throw new RuleViolation('discrepancy.not-late');
    if ((await tx.query(lateAlready, [note.id, line.lineNo])).length > 0) throw new RuleViolation('discrepancy.late-already', { part });
    const difference: Difference = { requestLine: null, lineNo: line.lineNo, type: 'late', part, cameInstead: null, qty: line.qty, inTransit: 0, photos: [], unitPrice: line.unitPrice };
    const [opened] = await this.open(tx, note, [difference], await branchTerms(tx, note.branchId));
    return opened!;
  }

  /** Both sides agree: pieces, money and, where it is sent again, a request of its own follow at once. The case's requests are held. */
  async accept(tx: Tx, id: string, side: (discrepancy: Discrepancy) => Side, declaredBy: DeclaredBy): Promise<Discrepancy> {
    const { discrepancy, consequences, by, now } = await this.discrepancies.changeIn(tx, id, (one, { now: at, actor }) => {
      const agreed = one.accept(side(one), declaredBy, actor.subject, at);
      const resendId = agreed.consequences.resend ? newId() : null;
      if (resendId !== null) one.resendBy(resendId);
      return { events: agreed.events, answer: { discrepancy: one, consequences: agreed.consequences, by: actor.subject, now: at } };
    });
    const terms = await branchTerms(tx, discrepancy.branchId);
    await this.#money(tx, discrepancy, consequences, localDay(now, terms.calendar.zone), by, now);
    if (discrepancy.state === 'settled') await this.#settled(tx, discrepancy);
    await this.#book(tx, discrepancy, consequences.bookings);
    await this.#correct(tx, discrepancy, consequences, localDay(now, terms.calendar.zone), now);
    if (discrepancy.resendId !== null) await this.#sendAgain(tx, discrepancy, terms, by);
    return discrepancy;
  }

  /** Rejected pieces came back. */
  async takeIn(tx: Tx, id: string, admit: (discrepancy: Discrepancy) => void): Promise<Discrepancy> {
    const { discrepancy, bookings } = await this.discrepancies.changeIn(tx, id, (one, { now, actor }) => {
      admit(one);
      const { events, bookings: moves } = one.takeIn(actor.subject, now);
      return { events, answer: { discrepancy: one, bookings: moves } };
    });
    if (discrepancy.state === 'settled') await this.#settled(tx, discrepancy);
    await this.#book(tx, discrepancy, bookings);
    return discrepancy;
  }

  /** A request that sends something again has been fulfilled: its difference is settled by that. */
  async fulfilled(tx: Tx, { state, resendOf }: PartsRequest): Promise<void> {
    if (resendOf === null || state !== 'fulfilled') return;
    const { discrepancy, events } = await this.discrepancies.changeIn<{ discrepancy: Discrepancy; events: readonly DiscrepancyEvent[] }>(tx, resendOf, (one, { now, actor }) => {
      const settled = one.resent(actor.subject, now);
      return { events: settled, answer: { discrepancy: one, events: settled } };
    });
    if (events.length > 0 && discrepancy.state === 'settled') await this.#settled(tx, discrepancy);
  }

  /** On our side who follows the note or, where nobody does, the clerks of the branch; on the other one the dealer, the customer, or the technician whose van it is. */
  async #heardBy(tx: Tx, { branchId, followers, dealerCode, receiver, receivedByWhom }: DeliveryNote): Promise<Tell> {
    const ours = followers.length > 0 ? followers : (await tx.query<{ id: string }>(clerksOf, [branchId])).map(({ id }) => id);
    return { staff: [...new Set(receiver.kind === 'van' ? [...ours, receivedByWhom] : ours)], dealerCode, customerId: receiver.kind === 'customer' ? receiver.code : null };
  }

  async #book(tx: Tx, { id }: Discrepancy, bookings: readonly Booking[]): Promise<void> {
    await this.ledger.post(tx, bookings.map((booking) => ({ ...booking, document: { kind: 'discrepancy', id } as const })));
  }

  async #correct(tx: Tx, { id, noteId, lineNo, location, part, branchId }: Discrepancy, { ledgerCorrection, recount: again }: Consequences, today: string, now: Date): Promise<void> {
    const [entry] = ledgerCorrection === 0 ? [] : await tx.query<{ id: string }>(ledgerEntry, [noteId, lineNo]);
    if (entry) await enterCorrection(tx, entry.id, ledgerCorrection, ledgerCorrection > 0 ? 'over_accepted' : 'miscounted', today, now);
    if (again) await tx.query(recount, [location, part, branchId, id, now]);
  }

  async #money(tx: Tx, { id, number, branchId, shipmentId, dealerCode, currency }: Discrepancy, { charge, carrierClaim }: Consequences, today: string, by: string, now: Date): Promise<void> {
    if (dealerCode !== null && charge !== null) await enterRow(tx, branchId, dealerCode, charge, 'difference_charged', { id, number });
    if (carrierClaim === null || carrierClaim.compare(Money.zero(currency)) === 0) return;
    const [shipment] = await tx.query<{ carrier: string }>(carrierOf, [shipmentId]);
    if (!shipment) throw new Error('a carrier is at fault and nothing was given to one');
    await this.claims.createIn(tx, () => {
      const { claim, events } = CarrierClaim.make({ id: newId(), branchId, discrepancyId: id, carrier: shipment.carrier, amount: carrierClaim.toString(), currency }, today, by, now);
      return { aggregate: claim, events, answer: undefined };
    });
  }

  /** The whole chain begins again with a request that both sides have agreed to: reserved now, or owed as long as there is none. */
  async #sendAgain(tx: Tx, { id, resendId, requestId, branchId, location, part, qty, unitPrice, currency, offer }: Discrepancy, { shortCode, calendar }: BranchTerms, by: string): Promise<void> {
    if (resendId === null) return;
    const original = await this.requests.changeIn<PartsRequest>(tx, requestId, (request) => ({ events: [], answer: request }));
    const number = await documentNumber(tx, { kind: 'PR', branchId, shortCode, year: localYear(await tx.now(), calendar.zone) });
    const [reserved = 0] = await this.ledger.reserve(tx, [{ location, part, qty, requestId: resendId, lineNo: 1, expiresAt: reservedUntil(await tx.now()), partial: true }]);
    await this.requests.createIn(tx, ({ now }) => {
      const { request, events } = PartsRequest.resend(original, { id: resendId, number, requestedBy: offer?.by ?? by, discrepancyId: id }, { part, qty, unitPrice, currency }, reserved, by, now);
      return { aggregate: request, events, answer: undefined };
    });
  }

  /**
   * The dealer is credited with what was agreed, once what had to come back is here. Its line of the request has one open difference less; the last one of a
   * request that itself sent something again settles what that was for.
   */
  async #settled(tx: Tx, { id, number, branchId, dealerCode, credit, requestId, requestLine }: Discrepancy): Promise<void> {
    if (dealerCode !== null && credit !== null) await enterRow(tx, branchId, dealerCode, credit.times(-1), 'difference_credited', { id, number });
    if (requestLine === null) return;
    const [{ open } = { open: 0 }] = await tx.query<{ open: number }>(stillOpen, [requestId, requestLine, id]);
    const request = await this.requests.changeIn<PartsRequest>(tx, requestId, (one, { now }) => ({ events: one.differenceSettled(requestLine, open, now), answer: one }));
    await this.fulfilled(tx, request);
  }
}
