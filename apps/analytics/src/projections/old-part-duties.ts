import {
  ObligationImportedV1, ObligationIncurredV1, ObligationOverdueV1, ObligationReceivedV1, ObligationReducedV1, ObligationRemindedV1, ObligationWaivedV1, type DataOf, type ReceivedEvent,
} from '@aftercare/contracts';
import { Projects } from '@aftercare/event-bus';
import { statement, type Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';

type Told = ReceivedEvent<
  DataOf<typeof ObligationImportedV1> | DataOf<typeof ObligationIncurredV1> | DataOf<typeof ObligationRemindedV1> | DataOf<typeof ObligationOverdueV1> | DataOf<typeof ObligationReceivedV1> | DataOf<typeof ObligationReducedV1> | DataOf<typeof ObligationWaivedV1>
>;

/** How a duty stands, as its newest event says. */
interface Duty {
  readonly id: string;
  readonly number: string;
  readonly branchId: string;
  readonly dealerCode: string;
  readonly dueOn: string;
  readonly state: string;
  readonly openQty: number;
  readonly onTime: boolean | null;
  /** Said once, when it began. */
  readonly zone: string | null;
}

/** What a chunk says of each duty, in the order that rows are locked in. Within a duty its events are in their order. */
export const newestOf = (events: readonly Told[]): Duty[] => {
  const duties = new Map<string, Duty>();
  for (const { data } of events) {
    const { obligationId: id, number, branchId, dealerCode, dueOn, state } = data;
    const openQty = 'openQty' in data ? data.openQty : 'zone' in data ? data.qty : 0;
    duties.set(id, { id, number, branchId, dealerCode, dueOn, state, openQty, onTime: 'onTime' in data ? data.onTime : null, zone: 'zone' in data ? data.zone : (duties.get(id)?.zone ?? null) });
  }
  return [...duties.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
};

const upsert = statement(
  'old-part-duty-view',
  `INSERT INTO old_part_duty AS d (obligation_id, branch_id, dealer_code, due_on, state, open_qty, on_time, zone, number)
   SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::date[], $5::text[], $6::int[], $7::boolean[], $8::text[], $9::text[])
   ON CONFLICT (obligation_id) DO UPDATE SET state = excluded.state, open_qty = excluded.open_qty, on_time = excluded.on_time, zone = coalesce(excluded.zone, d.zone), number = excluded.number`,
);

/** Every duty to return an old part, as it stands: what the rate of returns and the debt of dealers are counted from. */
@Controller()
export class OldPartDuties {
  @Projects(ObligationImportedV1, ObligationIncurredV1, ObligationRemindedV1, ObligationOverdueV1, ObligationReceivedV1, ObligationReducedV1, ObligationWaivedV1)
  async apply(events: readonly Told[], tx: Tx): Promise<void> {
    const duties = newestOf(events);
    await tx.query(upsert, [
      duties.map((d) => d.id), duties.map((d) => d.branchId), duties.map((d) => d.dealerCode), duties.map((d) => d.dueOn), duties.map((d) => d.state), duties.map((d) => d.openQty), duties.map((d) => d.onTime),
      duties.map((d) => d.zone), duties.map((d) => d.number),
    ]);
  }
}
