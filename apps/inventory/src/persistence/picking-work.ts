import { localYear } from '@aftercare/business-time';
import { Database, documentNumber, runCommand, statement, type Command, type Tx } from '@aftercare/event-store';
import { isUuid, newId, NotFound } from '@aftercare/kernel';
import { Injectable } from '@nestjs/common';
import { admitted } from '../admitted';
import type { Count } from '../domain/counts';
import { Picking, type GivenBack, type PickingEvent, type ShortPick } from '../domain/picking';
import { pickingStanding, type PickingView } from '../picking-view';
import { branchTerms } from './branch-terms';
import { PartsRequestStore } from './parts-request.store';
import { PickingStore } from './picking.store';

/** Everything that was picked at once: what was scanned or counted, and what is missing. */
export interface Found {
  readonly scans: readonly Count[];
  readonly short: readonly ShortPick[];
}

const requestOf = statement('picking-request', 'SELECT request_id AS "requestId" FROM picking WHERE id = $1');

/** What happens to a picking and to its request in one transaction: the request is held first, always. */
@Injectable()
export class PickingWork {
  constructor(
    private readonly database: Database,
    private readonly pickings: PickingStore,
    private readonly requests: PartsRequestStore,
  ) {}

  /** Takes all that is reserved for the request into a new picking; with `found` it is picked at once. */
  start(requestId: string, found: Found | null, command: Command): Promise<PickingView> {
    if (!isUuid(requestId)) throw new NotFound('parts-request');
    return runCommand(this.database, command, async (tx) => {
      const id = newId();
      const { reserved, details } = await this.requests.changeIn(tx, requestId, (request, { now }) => {
        const { branchId, ticketId, location, held } = admitted(request, 'parts-request', command);
        const events = request.take(id, held.map(({ lineNo, qty }) => ({ lineNo, qty, short: 0 })), now);
        return { events, answer: { reserved: held, details: { id, branchId, requestId, ticketId, location } } };
      });
      const { shortCode, calendar } = await branchTerms(tx, details.branchId);
      const number = await documentNumber(tx, { kind: 'PK', branchId: details.branchId, shortCode, year: localYear(await tx.now(), calendar.zone) });
      const { view, events } = await this.pickings.createIn(tx, ({ now, actor: { subject: by } }) => {
        const { picking, events: started } = Picking.start({ ...details, number }, reserved, by, now);
        const events = found === null ? started : [...started, ...found.scans.flatMap((scan) => picking.scan(scan, by, now)), ...picking.finish(found.short, by, now)];
        return { aggregate: picking, events, answer: { view: pickingStanding(picking, []).answer, events } };
      });
      await this.giveBack(tx, requestId, id, events);
      return { answer: view, subject: id, branchId: details.branchId };
    });
  }

  /** As `change` of the store; what the decision gives back is the request's again. */
  async change(id: string, decide: (picking: Picking, by: string, now: Date) => PickingEvent[], command: Command): Promise<PickingView> {
    if (!isUuid(id)) throw new NotFound('picking');
    return runCommand(this.database, command, async (tx) => {
      const [row] = await tx.query<{ requestId: string }>(requestOf, [id]);
      if (!row) throw new NotFound('picking');
      await this.requests.lockIn(tx, row.requestId);
      const { view, events } = await this.pickings.changeIn(tx, id, (picking, { now, actor }) => {
        const decided = pickingStanding(picking, decide(admitted(picking, 'picking', command), actor.subject, now));
        return { events: decided.events, answer: { view: decided.answer, events: decided.events } };
      });
      await this.giveBack(tx, row.requestId, id, events);
      return { answer: view, subject: id, branchId: view.branchId };
    });
  }

  /** Pieces of a picking are reserved again for their lines; those that were not found show as a back-order until somebody finds them. */
  async giveBack(tx: Tx, requestId: string, pickingId: string, events: readonly PickingEvent[]): Promise<void> {
    const lines: GivenBack[] = events.flatMap((event) => ('givenBack' in event ? event.givenBack : []));
    if (lines.length === 0) return;
    const missing = lines.filter(({ short }) => short !== null);
    await this.requests.changeIn(tx, requestId, (request, { now }) => [
      ...request.putBack(pickingId, lines.map(({ lineNo, qty }) => ({ lineNo, qty })), now),
      ...request.take(pickingId, missing.map(({ lineNo, qty }) => ({ lineNo, qty: 0, short: qty })), now),
    ]);
  }
}
