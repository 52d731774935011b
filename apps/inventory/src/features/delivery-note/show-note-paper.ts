import type { IncomingHttpHeaders } from 'node:http';
import { branchesFor, calledAs, Requires } from '@aftercare/auth';
import { Actor, type Language } from '@aftercare/chassis';
import { AnswersPaper, PaperLanguage, PaperQuery, Papers, type PaperFormat } from '@aftercare/documents';
import { branchParam, Database, statement } from '@aftercare/event-store';
import { isUuid, NotFound, RuleViolation } from '@aftercare/kernel';
import { Controller, Get, Headers, Param, Query, type StreamableFile } from '@nestjs/common';
import { IsIn, IsOptional } from 'class-validator';
import { Names } from '../../directory/names';
import { Receivers } from '../../directory/receivers';
import { onlyOf } from '../../own-requests';
import { deliveryNotePaper, type PrintedNote } from '../../papers/delivery-note-paper';

export class NotePaperQuery extends PaperQuery {
  /** Half a continuous sheet of 241 mm (`note`, if it is not said) or A5. */
  @IsOptional() @IsIn(['note', 'a5']) form?: 'note' | 'a5';
}

const byIdOrNumber = statement(
  'delivery-note-paper',
  `SELECT n.number, n.branch_id AS "branchId", n.receiver, n.location, l.name AS "locationName", n.state, n.lines, n.currency, n.issued_by AS "issuedBy", n.issued_at AS "issuedAt", n.reprints, n.printed_at AS "printedAt",
          n.void_reason AS "voidReason", r.number AS "requestNumber", p.number AS "pickingNumber", b.zone,
          (SELECT jsonb_object_agg(code, jsonb_build_object('name', name, 'unit', unit)) FROM part WHERE code IN (SELECT line->>'part' FROM jsonb_array_elements(n.lines) line)) AS parts
     FROM delivery_note n JOIN parts_request r ON r.id = n.request_id JOIN picking p ON p.id = n.picking_id JOIN branch b ON b.id = n.branch_id JOIN location l ON l.code = n.location
    WHERE (n.id = $1 OR n.number = $2) AND ($3::text[] IS NULL OR n.branch_id = ANY ($3)) AND ($4::text IS NULL OR n.dealer_code = $4)`,
);

@Controller('delivery-notes')
export class ShowNotePaper {
  constructor(
    private readonly database: Database,
    private readonly receivers: Receivers,
    private readonly names: Names,
    private readonly papers: Papers,
  ) {}

  /** The note to be printed from a browser, as often as `POST /delivery-notes/{id}/prints` has counted it: from the second time on it says which reprint it is. */
  @Get(':id/print')
  @Requires('parts:read')
  @AnswersPaper('print')
  print(@Param('id') id: string, @Query() query: NotePaperQuery, @PaperLanguage() language: Language, @Actor() actor: Actor, @Headers() headers: IncomingHttpHeaders): Promise<StreamableFile> {
    return this.answer('print', id, query, language, actor, headers);
  }

  /** The same as PDF; on A5 a sheet for each ply. */
  @Get(':id/pdf')
  @Requires('parts:read')
  @AnswersPaper('pdf')
  pdf(@Param('id') id: string, @Query() query: NotePaperQuery, @PaperLanguage() language: Language, @Actor() actor: Actor, @Headers() headers: IncomingHttpHeaders): Promise<StreamableFile> {
    return this.answer('pdf', id, query, language, actor, headers);
  }

  private async answer(format: PaperFormat, id: string, { form = 'note' }: NotePaperQuery, language: Language, actor: Actor, headers: IncomingHttpHeaders): Promise<StreamableFile> {
    const branches = branchParam(branchesFor(actor, 'parts:read'));
    const [note] = await this.database.read<PrintedNote>(actor, 'parts:read', byIdOrNumber, [isUuid(id) ? id : null, id.toUpperCase(), branches, onlyOf(actor)]);
    if (!note) throw new NotFound('delivery-note');
    if (note.printedAt === null) throw new RuleViolation('delivery-note.print-not-counted');
    const [addressee, nameOf] = await Promise.all([this.receivers.find(note.receiver, headers), this.names.of([note.issuedBy], headers)]);
    return this.papers.answer(deliveryNotePaper(note, addressee, form, nameOf, calledAs(actor)), format, language);
  }
}
