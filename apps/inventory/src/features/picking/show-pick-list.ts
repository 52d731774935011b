import { branchesFor, calledAs, Requires } from '@aftercare/auth';
import { Actor, type Language } from '@aftercare/chassis';
import { AnswersPaper, PaperLanguage, PaperQuery, Papers, type Paper, type PaperFormat } from '@aftercare/documents';
import { branchParam, Database, statement } from '@aftercare/event-store';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Controller, Get, Param, Query, type StreamableFile } from '@nestjs/common';
import type { Picking } from '../../domain/picking';
import type { NamedPart } from '../../papers/delivery-note-paper';
import { inBrackets, printedBy, type PaperTerms } from '../../papers/terms';

interface PrintedPicking extends Pick<Picking, 'number' | 'branchId' | 'location' | 'lines' | 'picker' | 'startedAt'>, PaperTerms {
  readonly locationName: string;
  readonly requestNumber: string;
  readonly parts: Readonly<Record<string, NamedPart>>;
}

const byIdOrNumber = statement(
  'pick-list',
  `SELECT p.number, p.branch_id AS "branchId", p.location, l.name AS "locationName", p.lines, p.picker, p.started_at AS "startedAt", r.number AS "requestNumber", b.zone, business_now() AS now,
          (SELECT jsonb_object_agg(code, jsonb_build_object('name', name, 'unit', unit)) FROM part WHERE code IN (SELECT line->>'part' FROM jsonb_array_elements(p.lines) line)) AS parts
     FROM picking p JOIN parts_request r ON r.id = p.request_id JOIN branch b ON b.id = p.branch_id JOIN location l ON l.code = p.location
    WHERE (p.id = $1 OR p.number = $2) AND ($3::text[] IS NULL OR p.branch_id = ANY ($3))`,
);

@Controller('pickings')
export class ShowPickList {
  constructor(
    private readonly database: Database,
    private readonly papers: Papers,
  ) {}

  /** What is to be picked, to take along into the store: a blank for what is really found, and who signs. */
  @Get(':id/print')
  @Requires('stock:read')
  @AnswersPaper('print')
  print(@Param('id') id: string, @Query() _query: PaperQuery, @PaperLanguage() language: Language, @Actor() actor: Actor): Promise<StreamableFile> {
    return this.answer('print', id, language, actor);
  }

  /** The same as PDF. */
  @Get(':id/pdf')
  @Requires('stock:read')
  @AnswersPaper('pdf')
  pdf(@Param('id') id: string, @Query() _query: PaperQuery, @PaperLanguage() language: Language, @Actor() actor: Actor): Promise<StreamableFile> {
    return this.answer('pdf', id, language, actor);
  }

  private async answer(format: PaperFormat, id: string, language: Language, actor: Actor): Promise<StreamableFile> {
    const [picking] = await this.database.read<PrintedPicking>(actor, 'stock:read', byIdOrNumber, [isUuid(id) ? id : null, id.toUpperCase(), branchParam(branchesFor(actor, 'stock:read'))]);
    if (!picking) throw new NotFound('picking');
    return this.papers.answer(pickList(picking, actor), format, language);
  }
}

const pickList = (picking: PrintedPicking, actor: Actor): Paper => ({
  ...printedBy(picking, calledAs(actor)),
  form: 'a4', title: { zh: '拣货单', en: 'Pick list' }, number: picking.number,
  facts: [
    { label: { zh: '申请单', en: 'Request' }, value: picking.requestNumber, kind: 'code' }, { label: { zh: '仓库', en: 'Store' }, value: inBrackets(picking.locationName, picking.location) },
    { label: { zh: '拣货人', en: 'Picker' }, value: picking.picker === actor.subject ? calledAs(actor) : picking.picker }, { label: { zh: '开始', en: 'Begun' }, value: picking.startedAt.toISOString(), kind: 'time' },
  ],
  columns: [
    { head: { zh: '行', en: '#' }, kind: 'whole', share: 4 }, { head: { zh: '编号', en: 'Part' }, kind: 'code', share: 14 }, { head: { zh: '名称', en: 'Name' }, kind: 'text', share: 36 },
    { head: { zh: '单位', en: 'Unit' }, kind: 'text', share: 8 }, { head: { zh: '应拣', en: 'To pick' }, kind: 'whole', share: 9 }, { head: { zh: '实拣', en: 'Found' }, kind: 'whole', share: 9 }, { head: { zh: '原因', en: 'Reason' }, kind: 'text', share: 20 },
  ],
  rows: picking.lines.map(({ lineNo, part, toPick }) => [lineNo, part, picking.parts[part]?.name ?? null, picking.parts[part]?.unit ?? null, toPick, null, null]),
  signatures: [{ zh: '拣货人', en: 'Picker' }, { zh: '复核人', en: 'Checker' }],
});
