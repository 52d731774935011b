import { branchesFor, calledAs, Requires } from '@aftercare/auth';
import { Actor, type Language } from '@aftercare/chassis';
import { AnswersPaper, ExportQuery, PaperLanguage, Papers, type Paper, type Row } from '@aftercare/documents';
import { branchParam, Database } from '@aftercare/event-store';
import { Controller, Get, Query, type StreamableFile } from '@nestjs/common';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { paperTerms, printedBy, type PaperTerms } from '../../papers/terms';
import { stockLevels, type StockLevel } from '../../stock-level';

export class ExportStockQuery extends ExportQuery {
  @IsOptional() @IsString() @MaxLength(64) location?: string;
  @IsOptional() @IsString() @MaxLength(64) part?: string;
  /** `true`: only what a warehouse has less of than its safety stock. */
  @IsOptional() @IsIn(['true', 'false']) short?: 'true' | 'false';
}

const atOnce = 500;

@Controller('stock')
export class ExportStock {
  constructor(
    private readonly database: Database,
    private readonly papers: Papers,
  ) {}

  /** What lies where, to take home, with the filters of the list: a workbook, CSV, or, up to 2,000 rows, a paper. */
  @Get('export')
  @Requires('stock:read')
  @AnswersPaper('xlsx', 'csv', 'pdf', 'print')
  async handle(@Query() query: ExportStockQuery, @PaperLanguage() language: Language, @Actor() actor: Actor): Promise<StreamableFile> {
    const [terms] = await this.database.read<PaperTerms>(actor, 'stock:read', paperTerms, [null]);
    return this.papers.answer(stockList(query, terms!, this.rows(query, actor), calledAs(actor)), query.format ?? 'xlsx', language);
  }

  private async *rows({ location, part, short }: ExportStockQuery, actor: Actor): AsyncGenerator<Row> {
    for (let last = ['', '']; ;) {
      const found = await this.database.read<StockLevel>(actor, 'stock:read', stockLevels, [branchParam(branchesFor(actor, 'stock:read')), location ?? null, part ?? null, ...last, short === 'true', atOnce]);
      for (const level of found) yield [level.branchId, level.locationCode, level.partCode, level.partName, level.good, level.reserved, level.available, level.inTransit, level.lent, level.quarantine, level.bad, level.safetyStock, level.value];
      const end = found.at(-1);
      if (found.length < atOnce || !end) return;
      last = [end.locationCode, end.partCode];
    }
  }
}

const stockList = ({ location, part, short }: ExportStockQuery, terms: PaperTerms, rows: AsyncIterable<Row>, by: string): Paper => ({
  ...printedBy(terms, by),
  form: 'a4-wide', title: { zh: '库存', en: 'Stock' }, rows,
  facts: [
    { label: { zh: '库位', en: 'Place' }, value: location ?? { zh: '全部（可见）', en: 'all that are seen' } },
    { label: { zh: '配件', en: 'Part' }, value: part ?? { zh: '全部', en: 'all' } },
    ...(short === 'true' ? [{ label: { zh: '筛选', en: 'Filter' }, value: { zh: '低于安全库存', en: 'below safety stock' } }] : []),
  ],
  columns: [
    { head: { zh: '网点', en: 'Branch' }, kind: 'code', share: 7 }, { head: { zh: '库位', en: 'Place' }, kind: 'code', share: 12 }, { head: { zh: '配件', en: 'Part' }, kind: 'code', share: 9 },
    { head: { zh: '名称', en: 'Name' }, kind: 'text', share: 22 }, { head: { zh: '现有', en: 'On hand' }, kind: 'whole', share: 8 }, { head: { zh: '预留', en: 'Reserved' }, kind: 'whole', share: 8 },
    { head: { zh: '可用', en: 'Available' }, kind: 'whole', share: 8 }, { head: { zh: '在途', en: 'In transit' }, kind: 'whole', share: 8 }, { head: { zh: '借出', en: 'Lent' }, kind: 'whole', share: 8 }, { head: { zh: '待检', en: 'Quarantine' }, kind: 'whole', share: 8 },
    { head: { zh: '不良品', en: 'Bad' }, kind: 'whole', share: 8 }, { head: { zh: '安全库存', en: 'Safety stock' }, kind: 'whole', share: 8 }, { head: { zh: '金额', en: 'Value' }, kind: 'money', share: 11 },
  ],
});
