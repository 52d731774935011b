import { branchesFor, calledAs, Requires } from '@aftercare/auth';
import { Actor, type Language } from '@aftercare/chassis';
import { AnswersPaper, PaperLanguage, PaperQuery, Papers, type Paper, type PaperFormat } from '@aftercare/documents';
import { branchParam, Database, statement } from '@aftercare/event-store';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Controller, Get, Param, Query, type StreamableFile } from '@nestjs/common';
import { partyOf } from '../../discrepancy-view';
import type { Discrepancy } from '../../domain/discrepancy';
import { inBrackets, printedBy, type PaperTerms } from '../../papers/terms';
import { said } from '../../papers/words';

interface PrintedCase extends Pick<Discrepancy, 'number' | 'branchId' | 'noteNumber' | 'receivedByWhom' | 'location' | 'type' | 'part' | 'cameInstead' | 'qty' | 'unitPrice' | 'currency' | 'state' | 'cause' | 'offers' | 'openedAt' | 'settledAt'>, PaperTerms {
  readonly partName: string;
  readonly locationName: string;
  readonly waybill: string | null;
  readonly photoCount: number;
  readonly value: string;
}

const byIdOrNumber = statement(
  'discrepancy-report',
  `SELECT d.number, d.branch_id AS "branchId", d.note_number AS "noteNumber", d.received_by_whom AS "receivedByWhom", d.location, l.name AS "locationName", d.type, d.part, p.name AS "partName", d.came_instead AS "cameInstead", d.qty,
          d.unit_price AS "unitPrice", (d.unit_price::numeric * d.qty)::numeric(16, 2)::text AS value, d.currency, d.state, d.cause, d.offers, jsonb_array_length(d.photos) AS "photoCount", d.opened_at AS "openedAt",
          d.settled_at AS "settledAt", s.waybill, b.zone, business_now() AS now
     FROM discrepancy d JOIN part p ON p.code = d.part JOIN branch b ON b.id = d.branch_id JOIN location l ON l.code = d.location LEFT JOIN shipment s ON s.id = d.shipment_id
    WHERE (d.id = $1 OR d.number = $2) AND ($3::text[] IS NULL OR d.branch_id = ANY ($3)) AND ($4::text IS NULL OR d.dealer_code = $4 OR d.received_by_whom = $4)`,
);

@Controller('discrepancies')
export class ShowDiscrepancyReport {
  constructor(
    private readonly database: Database,
    private readonly papers: Papers,
  ) {}

  /** The case on paper, for both sides: what was sent and came, whose fault it is, what each side has offered, and who signs. What is not yours does not exist for you. */
  @Get(':id/print')
  @Requires('parts:read')
  @AnswersPaper('print')
  print(@Param('id') id: string, @Query() _query: PaperQuery, @PaperLanguage() language: Language, @Actor() actor: Actor): Promise<StreamableFile> {
    return this.answer('print', id, language, actor);
  }

  /** The same as PDF. */
  @Get(':id/pdf')
  @Requires('parts:read')
  @AnswersPaper('pdf')
  pdf(@Param('id') id: string, @Query() _query: PaperQuery, @PaperLanguage() language: Language, @Actor() actor: Actor): Promise<StreamableFile> {
    return this.answer('pdf', id, language, actor);
  }

  private async answer(format: PaperFormat, id: string, language: Language, actor: Actor): Promise<StreamableFile> {
    const [found] = await this.database.read<PrintedCase>(actor, 'parts:read', byIdOrNumber, [isUuid(id) ? id : null, id.toUpperCase(), branchParam(branchesFor(actor, 'parts:read')), partyOf(actor)]);
    if (!found) throw new NotFound('discrepancy');
    return this.papers.answer(report(found, calledAs(actor)), format, language);
  }
}

const report = (one: PrintedCase, by: string): Paper => ({
  ...printedBy(one, by),
  form: 'a4', title: { zh: '收发差错报告', en: 'Discrepancy report' }, number: one.number,
  facts: [
    { label: { zh: '发货单', en: 'Delivery note' }, value: one.noteNumber, kind: 'code' }, { label: { zh: '运单号', en: 'Waybill' }, value: one.waybill, kind: 'code' },
    { label: { zh: '发货地', en: 'From' }, value: inBrackets(one.locationName, one.location) }, { label: { zh: '收货方', en: 'Receiver' }, value: one.receivedByWhom, kind: 'code' },
    { label: { zh: '差错', en: 'Difference' }, value: said(one.type) }, { label: { zh: '配件', en: 'Part' }, value: `${one.part} ${one.partName}` },
    { label: { zh: '实收为', en: 'Came instead' }, value: one.cameInstead, kind: 'code' }, { label: { zh: '数量', en: 'Quantity' }, value: one.qty, kind: 'whole' },
    { label: { zh: '货值', en: 'Value' }, value: `${one.value} ${one.currency}` }, { label: { zh: '照片', en: 'Photos' }, value: one.photoCount, kind: 'whole' },
    { label: { zh: '原因', en: 'Cause' }, value: said(one.cause) }, { label: { zh: '状态', en: 'State' }, value: said(one.state) },
    { label: { zh: '立案', en: 'Opened' }, value: one.openedAt.toISOString(), kind: 'time' }, { label: { zh: '了结', en: 'Settled' }, value: one.settledAt?.toISOString() ?? null, kind: 'time' },
  ],
  columns: [
    { head: { zh: '提出方', en: 'Side' }, kind: 'text', share: 10 }, { head: { zh: '提出人', en: 'By' }, kind: 'code', share: 10 }, { head: { zh: '时间', en: 'When' }, kind: 'time', share: 18 }, { head: { zh: '处理方式', en: 'Remedy' }, kind: 'text', share: 12 },
    { head: { zh: '实物', en: 'Piece' }, kind: 'text', share: 14 }, { head: { zh: '折让', en: 'Credit' }, kind: 'money', share: 12 }, { head: { zh: '收费', en: 'Charge' }, kind: 'money', share: 12 }, { head: { zh: '费用承担', en: 'Cost borne by' }, kind: 'text', share: 12 },
  ],
  rows: one.offers.map(({ side, by: who, at, remedy, rejectedPiece, amount, charge, costOwner }) => [said(side), who, at, said(remedy), said(rejectedPiece), amount, charge, said(costOwner)]),
  signatures: [{ zh: '发货方', en: 'Sender' }, { zh: '收货方', en: 'Receiver' }, { zh: '承运商', en: 'Carrier' }],
});
