import { branchesFor, calledAs, Requires } from '@aftercare/auth';
import { Actor, type Language } from '@aftercare/chassis';
import { AnswersPaper, ExportQuery, PaperLanguage, Papers, type Paper, type Row } from '@aftercare/documents';
import { branchParam, Database, statement } from '@aftercare/event-store';
import { Controller, Get, Query, type StreamableFile } from '@nestjs/common';
import { IsISO8601, IsOptional, IsString, Matches } from 'class-validator';
import { paperTerms, printedBy, type PaperTerms } from '../../papers/terms';
import { ledgerReasons } from '../../papers/words';

export class ExportDispatchLedgerQuery extends ExportQuery {
  @IsOptional() @IsString() @Matches(/^[A-Z]{2}[0-9]{1,4}$/) branch?: string;
  /** Entered on this day or later, and on this day or earlier, where the branch is. */
  @IsOptional() @Matches(/^\d{4}-\d{2}-\d{2}$/) @IsISO8601({ strict: true }) from?: string;
  @IsOptional() @Matches(/^\d{4}-\d{2}-\d{2}$/) @IsISO8601({ strict: true }) to?: string;
}

interface LedgerLine {
  readonly row: string;
  readonly branchId: string;
  readonly noteNumber: string;
  readonly requestNumber: string;
  readonly shipmentNumber: string;
  readonly waybill: string;
  readonly dealerCode: string | null;
  readonly part: string;
  readonly name: string;
  readonly qty: number;
  readonly reason: string;
  readonly corrects: string | null;
  readonly actor: string;
  readonly enteredAt: Date;
}

const atOnce = 1_000;
const page = statement(
  'dispatch-ledger-export',
  `SELECT l.id::text AS row, l.branch_id AS "branchId", n.number AS "noteNumber", r.number AS "requestNumber", s.number AS "shipmentNumber", s.waybill, l.dealer_code AS "dealerCode", l.part, p.name, l.qty, l.reason,
          l.corrects::text, l.actor, l.entered_at AS "enteredAt"
     FROM (SELECT * FROM dispatch_ledger
            WHERE ($1::text[] IS NULL OR branch_id = ANY ($1)) AND ($2::text IS NULL OR branch_id = $2) AND ($3::date IS NULL OR entered_on >= $3) AND ($4::date IS NULL OR entered_on <= $4) AND id > $5
            ORDER BY id LIMIT $6) l
     JOIN delivery_note n ON n.id = l.note_id JOIN parts_request r ON r.id = l.request_id JOIN shipment s ON s.id = l.shipment_id JOIN part p ON p.code = l.part
    ORDER BY l.id`,
);

@Controller('dispatch-ledger')
export class ExportDispatchLedger {
  constructor(
    private readonly database: Database,
    private readonly papers: Papers,
  ) {}

  /** The ledger to take home, the oldest row first, however long it is: a workbook, CSV, or, up to 2,000 rows, a paper. */
  @Get('export')
  @Requires('stock:read')
  @AnswersPaper('xlsx', 'csv', 'pdf', 'print')
  async handle(@Query() query: ExportDispatchLedgerQuery, @PaperLanguage() language: Language, @Actor() actor: Actor): Promise<StreamableFile> {
    const [terms] = await this.database.read<PaperTerms>(actor, 'stock:read', paperTerms, [query.branch ?? null]);
    return this.papers.answer(ledger(query, terms!, this.rows(query, actor), calledAs(actor)), query.format ?? 'xlsx', language);
  }

  private async *rows({ branch, from, to }: ExportDispatchLedgerQuery, actor: Actor): AsyncGenerator<Row> {
    for (let last = '0'; ;) {
      const found = await this.database.read<LedgerLine>(actor, 'stock:read', page, [branchParam(branchesFor(actor, 'stock:read')), branch ?? null, from ?? null, to ?? null, last, atOnce]);
      for (const line of found) yield rowOf(line);
      if (found.length < atOnce) return;
      last = found.at(-1)!.row;
    }
  }
}

const rowOf = (line: LedgerLine): Row => [
  line.row, line.branchId, line.noteNumber, line.requestNumber, line.shipmentNumber, line.waybill, line.dealerCode, line.part, line.name, line.qty, ledgerReasons[line.reason] ?? line.reason, line.corrects,
  line.enteredAt.toISOString(), line.actor,
];

const ledger = ({ branch, from, to }: ExportDispatchLedgerQuery, terms: PaperTerms, rows: AsyncIterable<Row>, by: string): Paper => ({
  ...printedBy(terms, by),
  form: 'a4-wide', title: { zh: '发货台帐', en: 'Dispatch ledger' }, rows,
  facts: [
    { label: { zh: '网点', en: 'Branch' }, value: branch ?? { zh: '全部（可见）', en: 'all that are seen' } },
    { label: { zh: '登记日', en: 'Entered' }, value: from === undefined && to === undefined ? { zh: '全部', en: 'all' } : `${from ?? '…'} – ${to ?? '…'}` },
    { label: { zh: '更正', en: 'Corrections' }, value: { zh: '只更正台帐，不动库存和货款；多发少发的货款在收发差错中结算', en: 'change the ledger alone, neither stock nor accounts; what left over or short is settled as a discrepancy' }, wide: true },
  ],
  columns: [
    { head: { zh: '序号', en: 'Row' }, kind: 'code', share: 7 }, { head: { zh: '网点', en: 'Branch' }, kind: 'code', share: 6 }, { head: { zh: '发货单', en: 'Note' }, kind: 'code', share: 17 }, { head: { zh: '申请单', en: 'Request' }, kind: 'code', share: 17 },
    { head: { zh: '发运单', en: 'Shipment' }, kind: 'code', share: 17 }, { head: { zh: '运单号', en: 'Waybill' }, kind: 'code', share: 15 }, { head: { zh: '经销商', en: 'Dealer' }, kind: 'code', share: 7 }, { head: { zh: '配件', en: 'Part' }, kind: 'code', share: 7 },
    { head: { zh: '名称', en: 'Name' }, kind: 'text', share: 16 }, { head: { zh: '数量', en: 'Pieces' }, kind: 'whole', share: 6 }, { head: { zh: '事由', en: 'Reason' }, kind: 'text', share: 10 }, { head: { zh: '更正', en: 'Corrects' }, kind: 'code', share: 7 },
    { head: { zh: '登记时间', en: 'Entered' }, kind: 'time', share: 14 }, { head: { zh: '登记人', en: 'By' }, kind: 'code', share: 7 },
  ],
});
