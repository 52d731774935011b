import { branchesFor, Requires } from '@aftercare/auth';
import { Actor, Answers } from '@aftercare/chassis';
import { branchParam, Database, statement } from '@aftercare/event-store';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Controller, Get, Param } from '@nestjs/common';
import { DeliveryNoteView, noteView } from '../../delivery-note-view';
import type { DeliveryNote } from '../../domain/delivery-note';
import { onlyOf } from '../../own-requests';

const byIdOrNumber = statement(
  'delivery-note-view',
  `SELECT id, number, branch_id AS "branchId", request_id AS "requestId", picking_id AS "pickingId", ticket_id AS "ticketId", dealer_code AS "dealerCode", receiver, location, state, lines, currency,
          issued_by AS "issuedBy", issued_at AS "issuedAt", dispatch_due_on::text AS "dispatchDueOn", reprints, void_reason AS "voidReason", shipment_id AS "shipmentId", dispatched_at AS "dispatchedAt",
          received_by AS "receivedBy", received_at AS "receivedAt", version
     FROM delivery_note WHERE (id = $1 OR number = $2) AND ($3::text[] IS NULL OR branch_id = ANY ($3)) AND ($4::text IS NULL OR dealer_code = $4)`,
);

@Controller('delivery-notes')
export class GetNote {
  constructor(private readonly database: Database) {}

  /** One delivery note, by its id or its number, with what can be done next. Another dealer's does not exist for a dealer. */
  @Get(':id')
  @Requires('parts:read')
  @Answers(DeliveryNoteView)
  async handle(@Param('id') id: string, @Actor() actor: Actor): Promise<DeliveryNoteView> {
    const branches = branchParam(branchesFor(actor, 'parts:read'));
    const [note] = await this.database.read<DeliveryNoteView & Pick<DeliveryNote, 'lines'>>(actor, 'parts:read', byIdOrNumber, [isUuid(id) ? id : null, id.toUpperCase(), branches, onlyOf(actor)]);
    if (!note) throw new NotFound('delivery-note');
    return noteView(note);
  }
}
