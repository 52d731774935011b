import { BranchRegisteredV1, TicketEscalatedV1, TicketOpenedV1, TicketTakenUpV1, type DataOf, type ReceivedEvent } from '@aftercare/contracts';
import { Projects } from '@aftercare/event-bus';
import { statement, type Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';

type OfTicket = ReceivedEvent<DataOf<typeof TicketOpenedV1> | DataOf<typeof TicketTakenUpV1> | DataOf<typeof TicketEscalatedV1>>;
type Registered = ReceivedEvent<DataOf<typeof BranchRegisteredV1>>;

export interface Standing {
  readonly branchId: string;
  readonly opened: number;
  readonly takenUp: number;
  /** Of those that were taken up, the ones with a response limit, and the ones that kept it. */
  readonly limited: number;
  readonly inTime: number;
  readonly escalated: number;
}

const nothing = { opened: 0, takenUp: 0, limited: 0, inTime: 0, escalated: 0 } as const;

/** What a chunk of ticket events adds, per branch, in the order that rows are locked in. */
export const addUp = (events: readonly OfTicket[]): Standing[] => {
  const sums = new Map<string, Standing>();
  for (const { type, data } of events) {
    const sum = sums.get(data.branchId) ?? { branchId: data.branchId, ...nothing };
    sums.set(data.branchId, { ...sum, ...increase(sum, type, data) });
  }
  return [...sums.values()].toSorted((a, b) => (a.branchId < b.branchId ? -1 : 1));
};

const increase = (sum: Standing, type: string, data: OfTicket['data']): Partial<Standing> => {
  if (type === TicketOpenedV1.type) return { opened: sum.opened + 1 };
  if (type === TicketEscalatedV1.type) return { escalated: sum.escalated + 1 };
  const { dueAt, takenUpAt } = data as DataOf<typeof TicketTakenUpV1>;
  const kept = dueAt !== null && new Date(takenUpAt) <= new Date(dueAt);
  return { takenUp: sum.takenUp + 1, limited: sum.limited + (dueAt === null ? 0 : 1), inTime: sum.inTime + (kept ? 1 : 0) };
};

const add = statement(
  'branch-standing-add',
  `INSERT INTO branch_standing AS s (branch_id, opened, taken_up, limited, in_time, escalated)
   SELECT * FROM unnest($1::text[], $2::int[], $3::int[], $4::int[], $5::int[], $6::int[])
   ON CONFLICT (branch_id) DO UPDATE SET opened = s.opened + excluded.opened, taken_up = s.taken_up + excluded.taken_up, limited = s.limited + excluded.limited,
     in_time = s.in_time + excluded.in_time, escalated = s.escalated + excluded.escalated`,
);
const register = statement(
  'branch-standing-register',
  `INSERT INTO branch_standing (branch_id, name, kind, parent_id) SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[])
   ON CONFLICT (branch_id) DO UPDATE SET name = excluded.name, kind = excluded.kind, parent_id = excluded.parent_id`,
);

/**
 * How each branch stands: what it is called, as `directory` tells, and how its tickets fare, as `tickets` tells. Each column is written from
 * one topic only and whoever is first makes the row, so it does not matter which topic is ahead: figures of a branch that is not known yet
 * wait without a name. Tickets of an earlier system are not among them: nothing was promised for those here.
 */
@Controller()
export class BranchStanding {
  @Projects(TicketOpenedV1, TicketTakenUpV1, TicketEscalatedV1)
  async count(events: readonly OfTicket[], tx: Tx): Promise<void> {
    const sums = addUp(events);
    await tx.query(add, [sums.map((s) => s.branchId), sums.map((s) => s.opened), sums.map((s) => s.takenUp), sums.map((s) => s.limited), sums.map((s) => s.inTime), sums.map((s) => s.escalated)]);
  }

  @Projects(BranchRegisteredV1)
  async register(events: readonly Registered[], tx: Tx): Promise<void> {
    const newest = [...new Map(events.map(({ data }) => [data.branchId, data])).values()].toSorted((a, b) => (a.branchId < b.branchId ? -1 : 1));
    await tx.query(register, [newest.map((b) => b.branchId), newest.map((b) => b.name), newest.map((b) => b.kind), newest.map((b) => b.parentId)]);
  }
}
