import { branchesFor, Requires } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { branchParam, Database, statement } from '@aftercare/event-store';
import { Controller, Get, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsIn, IsString, IsUUID, Matches, ValidateNested } from 'class-validator';
import { onlyOf } from '../../own-requests';

const documentKinds = ['request', 'delivery-note', 'shipment', 'discrepancy'] as const;

export class FindDocumentsQuery {
  /** The end of a number or of a waybill, four characters at least: `0123`, `2026-000123`, or the whole of it. */
  @IsString() @Matches(/^[A-Za-z0-9-]{4,40}$/) ending!: string;
}

export class FoundDocument {
  @IsIn(documentKinds) kind!: (typeof documentKinds)[number];
  @IsUUID() id!: string;
  @IsString() number!: string;
  @IsString() branchId!: string;
  @IsString() state!: string;
  /** Of a shipment: its carrier and waybill. */
  @Nullable() @IsString() carrier!: string | null;
  @Nullable() @IsString() waybill!: string | null;
}

export class FoundDocuments {
  /** The newest of each kind first, four at most of each: of more somebody has to say more of the number. */
  @ValidateNested({ each: true }) @Type(() => FoundDocument) items!: FoundDocument[];
}

const byEnding = statement(
  'documents-by-ending',
  `(SELECT 'request' AS kind, id, number, branch_id AS "branchId", state, NULL AS carrier, NULL AS waybill FROM parts_request
     WHERE number_last4 = right($1, 4) AND right(number, length($1)) = $1 AND ($2::text[] IS NULL OR branch_id = ANY ($2)) AND ($3::text IS NULL OR dealer_code = $3) ORDER BY id DESC LIMIT 4)
   UNION ALL
   (SELECT 'delivery-note', id, number, branch_id, state, NULL, NULL FROM delivery_note
     WHERE number_last4 = right($1, 4) AND right(number, length($1)) = $1 AND ($2::text[] IS NULL OR branch_id = ANY ($2)) AND ($3::text IS NULL OR dealer_code = $3) ORDER BY id DESC LIMIT 4)
   UNION ALL
   (SELECT 'shipment', id, number, branch_id, state, carrier, waybill FROM shipment
     WHERE (number_last4 = right($1, 4) AND right(number, length($1)) = $1 OR waybill_last4 = right($1, 4) AND right(upper(waybill), length($1)) = $1)
       AND ($2::text[] IS NULL OR branch_id = ANY ($2)) AND ($3::text IS NULL OR tell->>'dealerCode' = $3) ORDER BY id DESC LIMIT 4)
   UNION ALL
   (SELECT 'discrepancy', id, number, branch_id, state, NULL, NULL FROM discrepancy
     WHERE number_last4 = right($1, 4) AND right(number, length($1)) = $1 AND ($2::text[] IS NULL OR branch_id = ANY ($2)) AND ($3::text IS NULL OR dealer_code = $3) ORDER BY id DESC LIMIT 4)`,
);

@Controller('documents')
export class FindDocuments {
  constructor(private readonly database: Database) {}

  /** Requests, delivery notes, shipments and discrepancies by the end of their number, and shipments by that of their waybill; a dealer finds his own. */
  @Get()
  @Requires('parts:read')
  @Answers(FoundDocuments)
  async handle(@Query() { ending }: FindDocumentsQuery, @Actor() actor: Actor): Promise<FoundDocuments> {
    return { items: await this.database.read<FoundDocument>(actor, 'parts:read', byEnding, [ending.toUpperCase(), branchParam(branchesFor(actor, 'parts:read')), onlyOf(actor)]) };
  }
}
