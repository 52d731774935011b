import { DiscrepancyAgreedV1, DiscrepancyInvestigatedV1, DiscrepancyOfferedV1, DiscrepancyOpenedV1, DiscrepancySettledV1, ShipmentImportedV1, type DataOf, type ReceivedEvent } from '@aftercare/contracts';
import { Projects } from '@aftercare/event-bus';
import { statement, type Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';

type Told = ReceivedEvent<
  DataOf<typeof DiscrepancyOpenedV1> | DataOf<typeof DiscrepancyInvestigatedV1> | DataOf<typeof DiscrepancyOfferedV1> | DataOf<typeof DiscrepancyAgreedV1> | DataOf<typeof DiscrepancySettledV1>
  | DataOf<typeof ShipmentImportedV1>
>;

/** What a chunk says of a case; `null`: it does not say so. */
interface Difference {
  readonly id: string;
  readonly branchId: string;
  readonly noteId: string;
  readonly type: string;
  readonly qty: number;
  readonly cause: string | null;
  readonly openedAt: string | null;
  readonly settledAt: string | null;
}

/** What a chunk says of each case, in the order that rows are locked in. Within a case its events are in their order, and each says how it stands. */
export const differencesIn = (events: readonly Told[]): Difference[] => {
  const cases = new Map<string, Difference>();
  for (const { type: event, data } of events) {
    if (!('discrepancyId' in data)) {
      const past = pastDifference(data);
      if (past) cases.set(past.id, past);
      continue;
    }
    const { discrepancyId: id, branchId, noteId, type, qty, cause, at } = data;
    const before = cases.get(id);
    cases.set(id, {
      id, branchId, noteId, type, qty, cause,
      openedAt: event === DiscrepancyOpenedV1.type ? at : (before?.openedAt ?? null),
      settledAt: event === DiscrepancySettledV1.type ? at : (before?.settledAt ?? null),
    });
  }
  return [...cases.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
};

/** What was wrong with a delivery of an earlier system: nobody has told why, or how long it took to settle. */
const pastDifference = ({ shipmentId: id, branchId, difference: type, qty, receivedQty }: ShipmentImportedV1): Difference | null =>
  type === null ? null : { id, branchId, noteId: id, type, qty: Math.abs((receivedQty ?? 0) - qty), cause: null, openedAt: null, settledAt: null };

const upsert = statement(
  'difference-view',
  `INSERT INTO difference AS d (discrepancy_id, branch_id, note_id, type, qty, cause, opened_at, settled_at)
   SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::int[], $6::text[], $7::timestamptz[], $8::timestamptz[])
   ON CONFLICT (discrepancy_id) DO UPDATE SET cause = excluded.cause, opened_at = coalesce(excluded.opened_at, d.opened_at), settled_at = coalesce(excluded.settled_at, d.settled_at)`,
);

/** Every case of something that came otherwise than it was sent: its cause as it is known now, and how long it took to settle. */
@Controller()
export class Differences {
  @Projects(DiscrepancyOpenedV1, DiscrepancyInvestigatedV1, DiscrepancyOfferedV1, DiscrepancyAgreedV1, DiscrepancySettledV1, ShipmentImportedV1)
  async apply(events: readonly Told[], tx: Tx): Promise<void> {
    const all = differencesIn(events);
    if (all.length === 0) return;
    await tx.query(upsert, [
      all.map((d) => d.id), all.map((d) => d.branchId), all.map((d) => d.noteId), all.map((d) => d.type), all.map((d) => d.qty), all.map((d) => d.cause), all.map((d) => d.openedAt), all.map((d) => d.settledAt),
    ]);
  }
}
