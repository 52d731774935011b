import {
  DeliveryNoteIssuedV1, DiscrepancyOpenedV1, ObligationImportedV1, ObligationIncurredV1, PartsRequestSubmittedV1, RepairImportedV1, ShipmentDispatchedV1, ShipmentImportedV1, SurveyImportedV1, TicketImportedV1, TicketOpenedV1,
  type EventData, type ReceivedEvent,
} from '@aftercare/contracts';
import { Projects } from '@aftercare/event-bus';
import { statement, type Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';
import type { DocumentKind } from '../domain/search';

const upsert = statement(
  'document-view',
  `INSERT INTO document (number, kind, id, branch_id, customer_id, dealer_code, ticket_ids)
   SELECT d->>'number', d->>'kind', (d->>'id')::uuid, d->>'branchId', (d->>'customerId')::uuid, d->>'dealerCode', array(SELECT jsonb_array_elements_text(d->'ticketIds')::uuid)
     FROM jsonb_array_elements($1::jsonb) d
   ON CONFLICT (number, kind, id) DO UPDATE SET customer_id = excluded.customer_id, dealer_code = excluded.dealer_code, ticket_ids = excluded.ticket_ids`,
);

/** Of each kind: which fact makes it known, and under which names its id and its numbers stand there. */
const kinds: Readonly<Record<string, { readonly kind: DocumentKind; readonly id: string; readonly numbers: readonly string[] }>> = {
  [TicketOpenedV1.type]: { kind: 'ticket', id: 'ticketId', numbers: ['number'] },
  [TicketImportedV1.type]: { kind: 'ticket', id: 'ticketId', numbers: ['number'] },
  [RepairImportedV1.type]: { kind: 'past-repair', id: 'repairId', numbers: ['number'] },
  [SurveyImportedV1.type]: { kind: 'past-survey', id: 'surveyId', numbers: ['number'] },
  [PartsRequestSubmittedV1.type]: { kind: 'request', id: 'requestId', numbers: ['number'] },
  [DeliveryNoteIssuedV1.type]: { kind: 'delivery-note', id: 'noteId', numbers: ['number'] },
  [ShipmentDispatchedV1.type]: { kind: 'shipment', id: 'shipmentId', numbers: ['number', 'waybill'] },
  [ShipmentImportedV1.type]: { kind: 'past-shipment', id: 'shipmentId', numbers: ['noteNumber', 'waybill'] },
  [DiscrepancyOpenedV1.type]: { kind: 'discrepancy', id: 'discrepancyId', numbers: ['number'] },
  [ObligationIncurredV1.type]: { kind: 'obligation', id: 'obligationId', numbers: ['number'] },
  [ObligationImportedV1.type]: { kind: 'obligation', id: 'obligationId', numbers: ['number'] },
};

type Fact = ReceivedEvent<EventData & { readonly branchId: string }>;

const documentsOf = ({ type, data }: Fact) => {
  const { kind, id, numbers } = kinds[type]!;
  const customerId = data['customerId'] ?? (data['tell'] as { customerId?: string | null } | undefined)?.customerId ?? null;
  const ticketIds = [data['ticketIds'] ?? data['ticketId'] ?? []].flat();
  return numbers.map((name) => ({
    number: String(data[name]).toUpperCase(), kind, id: data[id], branchId: data.branchId, customerId, dealerCode: data['dealerCode'] ?? null, ticketIds: kind === 'ticket' ? [] : ticketIds,
  }));
};

/** Which number on which paper leads to whom: the papers themselves are with whoever writes them. A customer of whose ticket something is, is its customer too. */
@Controller()
export class Documents {
  @Projects(
    TicketOpenedV1, TicketImportedV1, RepairImportedV1, SurveyImportedV1, PartsRequestSubmittedV1, DeliveryNoteIssuedV1, ShipmentDispatchedV1, ShipmentImportedV1, DiscrepancyOpenedV1, ObligationIncurredV1, ObligationImportedV1,
  )
  async apply(events: readonly Fact[], tx: Tx): Promise<void> {
    const documents = [...new Map(events.flatMap(documentsOf).map((one) => [`${one.number} ${one.kind} ${String(one.id)}`, one])).entries()];
    await tx.query(upsert, [JSON.stringify(documents.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one))]);
  }
}
