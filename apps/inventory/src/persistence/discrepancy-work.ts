import { Database, runCommand, statement, type Command, type Tx } from '@aftercare/event-store';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Injectable } from '@nestjs/common';
import { admitted } from '../admitted';
import { sideOf, standingOf, type DiscrepancyStanding } from '../discrepancy-view';
import type { DeliveryNote } from '../domain/delivery-note';
import type { Discrepancy } from '../domain/discrepancy';
import { declarationsOf } from './declared-relatives';
import { DeliveryNoteStore } from './delivery-note.store';
import { Discrepancies } from './discrepancies';

const about = statement('discrepancy-about', 'SELECT request_id AS "requestId", received_by_whom AS "receivedByWhom" FROM discrepancy WHERE id = $1');

interface About {
  readonly requestId: string;
  readonly receivedByWhom: string;
}

/** What somebody does about a case that changes more than the case: its requests are held first, always. */
@Injectable()
export class DiscrepancyWork {
  constructor(
    private readonly database: Database,
    private readonly notes: DeliveryNoteStore,
    private readonly discrepancies: Discrepancies,
  ) {}

  /** By who gets the box, or one of our people; of a note that has left. */
  reportLate(noteId: string, part: string, command: Command): Promise<DiscrepancyStanding> {
    if (!isUuid(noteId)) throw new NotFound('delivery-note');
    return runCommand(this.database, command, async (tx) => {
      const note = await this.notes.changeIn<DeliveryNote>(tx, noteId, (one) => ({ events: [], answer: admitted(one, 'delivery-note', command, false) }));
      const { kind, subject } = command.principal;
      if (kind !== 'staff' && subject !== note.receivedByWhom) throw new NotFound('delivery-note');
      const discrepancy = await this.discrepancies.late(tx, note, part);
      return { answer: standingOf(discrepancy, discrepancy.version), subject: discrepancy.id, branchId: discrepancy.branchId };
    });
  }

  accept(id: string, command: Command): Promise<DiscrepancyStanding> {
    return this.#command(id, command, async (tx, { receivedByWhom }) => {
      const { declaredBy } = await declarationsOf(tx, [command.principal.subject, receivedByWhom]);
      return this.discrepancies.accept(tx, id, (one) => sideOf(admitted(one, 'discrepancy', command), command.principal), declaredBy);
    });
  }

  takeIn(id: string, command: Command): Promise<DiscrepancyStanding> {
    return this.#command(id, command, (tx) => this.discrepancies.takeIn(tx, id, (one) => void admitted(one, 'discrepancy', command)));
  }

  #command(id: string, command: Command, work: (tx: Tx, about: About) => Promise<Discrepancy>): Promise<DiscrepancyStanding> {
    if (!isUuid(id)) throw new NotFound('discrepancy');
    return runCommand(this.database, command, async (tx) => {
      const [found] = await tx.query<About>(about, [id]);
      if (!found) throw new NotFound('discrepancy');
      await this.discrepancies.hold(tx, found.requestId);
      const discrepancy = await work(tx, found);
      return { answer: standingOf(discrepancy, discrepancy.version), subject: id, branchId: discrepancy.branchId };
    });
  }
}
