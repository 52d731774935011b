import { TicketImportedV1, TicketOpenedV1, type DataOf, type ReceivedEvent } from '@aftercare/contracts';
import { Projects } from '@aftercare/event-bus';
import { statement, type Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';

type Opened = ReceivedEvent<DataOf<typeof TicketOpenedV1> | DataOf<typeof TicketImportedV1>>;

export interface Count {
  readonly branchId: string;
  readonly day: string;
  readonly type: string;
  readonly opened: number;
}

/** Counts a chunk of openings per branch, day and type, in the order that rows are locked in. */
export const countOpenings = (events: readonly Opened[]): Count[] => {
  const counts = new Map<string, Count>();
  for (const { data } of events) {
    const cell = [data.branchId, data.openedOn, data.type].join(' ');
    counts.set(cell, { branchId: data.branchId, day: data.openedOn, type: data.type, opened: (counts.get(cell)?.opened ?? 0) + 1 });
  }
  return [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, count]) => count);
};

const add = statement(
  'tickets-by-day-add',
  `INSERT INTO tickets_by_day AS t (branch_id, day, type, opened)
   SELECT * FROM unnest($1::text[], $2::date[], $3::text[], $4::int[])
   ON CONFLICT (branch_id, day, type) DO UPDATE SET opened = t.opened + excluded.opened`,
);

/** How many tickets were opened, by branch, day and type; those of an earlier system on the days when they were opened there. */
@Controller()
export class TicketsByDay {
  @Projects(TicketOpenedV1, TicketImportedV1)
  async apply(events: readonly Opened[], tx: Tx): Promise<void> {
    const counts = countOpenings(events);
    await tx.query(add, [counts.map((c) => c.branchId), counts.map((c) => c.day), counts.map((c) => c.type), counts.map((c) => c.opened)]);
  }
}
