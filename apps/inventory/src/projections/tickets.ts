import {
  TicketAssignedV1, TicketCancelledV1, TicketClosedV1, TicketHandedOverV1, TicketImportedV1, TicketIntakeCompletedV1, TicketMergedV1, TicketOpenedV1, TicketTakenUpV1, type EventData, type ReceivedEvent,
} from '@aftercare/contracts';
import { Projects } from '@aftercare/event-bus';
import { statement, type Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';

const insert = statement(
  'ticket-view',
  `INSERT INTO ticket (id, number, branch_id, owner_id, customer_id, dealer_code, serial, open)
   SELECT t.id, t.number, t."branchId", t."ownerId", t."customerId", t."dealerCode", t.serial, t.open
     FROM jsonb_to_recordset($1::jsonb) AS t (id uuid, number text, "branchId" text, "ownerId" text, "customerId" uuid, "dealerCode" text, serial text, open boolean)
   ON CONFLICT (id) DO UPDATE SET owner_id = excluded.owner_id, dealer_code = excluded.dealer_code, serial = excluded.serial, open = excluded.open`,
);
const change = statement(
  'ticket-view-change',
  `UPDATE ticket SET owner_id = coalesce(t."ownerId", owner_id), dealer_code = coalesce(t."dealerCode", dealer_code), serial = coalesce(t.serial, ticket.serial), open = coalesce(t.open, ticket.open)
     FROM jsonb_to_recordset($1::jsonb) AS t (id uuid, "ownerId" text, "dealerCode" text, serial text, open boolean) WHERE ticket.id = t.id`,
);

interface Row {
  readonly id: string;
  readonly number?: string;
  readonly branchId?: string;
  readonly customerId?: string | null;
  readonly ownerId?: string;
  readonly dealerCode?: string | null;
  readonly serial?: string | null;
  readonly open?: boolean;
}

const finished: readonly string[] = [TicketClosedV1.type, TicketCancelledV1.type, TicketMergedV1.type];

/** What an event says of a ticket that a request has to know. */
const said = ({ type, data }: ReceivedEvent<EventData>): Row => {
  const id = String(data['ticketId']);
  if (finished.includes(type)) return { id, open: false };
  if (type === TicketOpenedV1.type) {
    const { number, branchId, ownerId, customerId, dealerCode = null, serial = null } = data as TicketOpenedV1;
    return { id, number, branchId, customerId, ownerId, dealerCode, serial, open: true };
  }
  if (type === TicketImportedV1.type) {
    const { number, branchId, ownerId, customerId, dealerCode, serial, state } = data as TicketImportedV1;
    return { id, number, branchId, customerId, ownerId, dealerCode, serial, open: state !== 'closed' && state !== 'cancelled' };
  }
  if (type === TicketIntakeCompletedV1.type) {
    const { dealerCode, serial } = data as TicketIntakeCompletedV1;
    return { id, dealerCode: dealerCode ?? null, serial };
  }
  return { id, ownerId: String(data['to'] ?? data['ownerId']) };
};

/** The tickets that parts can be asked for: number, owner, customer, device, and whether they are still open. */
@Controller()
export class Tickets {
  @Projects(TicketOpenedV1, TicketImportedV1, TicketAssignedV1, TicketTakenUpV1, TicketHandedOverV1, TicketIntakeCompletedV1, TicketClosedV1, TicketCancelledV1, TicketMergedV1)
  async apply(events: readonly ReceivedEvent<EventData>[], tx: Tx): Promise<void> {
    const rows = new Map<string, Row>();
    // What an event leaves open stays as an earlier one said it.
    for (const row of events.map(said)) rows.set(row.id, { ...rows.get(row.id), ...Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)), id: row.id });
    const [fresh, known] = [[...rows.values()].filter((row) => 'number' in row), [...rows.values()].filter((row) => !('number' in row))];
    if (fresh.length > 0) await tx.query(insert, [JSON.stringify(fresh)]);
    if (known.length > 0) await tx.query(change, [JSON.stringify(known)]);
  }
}
