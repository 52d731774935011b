import { branchesFor, Requires } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { branchParam, Database, statement } from '@aftercare/event-store';
import { Controller, Get, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, IsUUID, Matches, Max, Min, ValidateNested } from 'class-validator';
import { DeliveryNoteView, noteView } from '../../delivery-note-view';
import type { DeliveryNote } from '../../domain/delivery-note';
import { noteStates, type NoteState } from '../../domain/delivery-note.lifecycle';
import { onlyOf } from '../../own-requests';

export class ListNotesQuery {
  @IsOptional() @IsString() @Matches(/^[A-Z]{2}[0-9]{1,4}$/) branch?: string;
  @IsOptional() @IsIn(noteStates) state?: NoteState;
  @IsOptional() @IsUUID() request?: string;
  /** The `next` of the page before. */
  @IsOptional() @IsUUID() after?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200) limit: number = 50;
}

export class ListedNotes {
  @ValidateNested({ each: true }) @Type(() => DeliveryNoteView) items!: DeliveryNoteView[];
  /** Send it as `after` for what comes next; `null`: that is all. */
  @Nullable() @IsUUID() next!: string | null;
}

// Ids are made in the order of time.
const notes = statement(
  'list-delivery-notes',
  `SELECT id, number, branch_id AS "branchId", request_id AS "requestId", picking_id AS "pickingId", ticket_id AS "ticketId", dealer_code AS "dealerCode", receiver, location, state, lines, currency,
          issued_by AS "issuedBy", issued_at AS "issuedAt", dispatch_due_on::text AS "dispatchDueOn", reprints, void_reason AS "voidReason", shipment_id AS "shipmentId", dispatched_at AS "dispatchedAt",
          received_by AS "receivedBy", received_at AS "receivedAt", version
     FROM delivery_note
    WHERE ($1::text[] IS NULL OR branch_id = ANY ($1)) AND ($2::text IS NULL OR branch_id = $2) AND ($3::text IS NULL OR state = $3) AND ($4::uuid IS NULL OR request_id = $4)
      AND ($5::text IS NULL OR dealer_code = $5) AND ($6::uuid IS NULL OR id < $6)
    ORDER BY id DESC LIMIT $7`,
);

@Controller('delivery-notes')
export class ListNotes {
  constructor(private readonly database: Database) {}

  /** Delivery notes, the newest first. A dealer sees his own. */
  @Get()
  @Requires('parts:read')
  @Answers(ListedNotes)
  async handle(@Query() { branch, state, request, after, limit }: ListNotesQuery, @Actor() actor: Actor): Promise<ListedNotes> {
    const found = await this.database.read<DeliveryNoteView & Pick<DeliveryNote, 'lines'>>(actor, 'parts:read', notes, [
      branchParam(branchesFor(actor, 'parts:read')), branch ?? null, state ?? null, request ?? null, onlyOf(actor), after ?? null, limit + 1,
    ]);
    const items = found.slice(0, limit).map(noteView);
    return { items, next: found.length > limit ? (items.at(-1)?.id ?? null) : null };
  }
}
