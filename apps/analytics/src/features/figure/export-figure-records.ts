import { branchesFor, calledAs, Requires } from '@aftercare/auth';
import { Actor, type Language } from '@aftercare/chassis';
import { AnswersPaper, ExportQuery, PaperLanguage, Papers, type Row } from '@aftercare/documents';
import { branchParam, Database } from '@aftercare/event-store';
import type { Text } from '@aftercare/kernel';
import { Controller, Get, Param, Query, type StreamableFile } from '@nestjs/common';
import { IsIn, IsOptional, IsString, Matches } from 'class-validator';
import type { Figure, RecordOfFigure } from '../../figures/figure';
import { figureNamed } from '../../figures/figures';
import { listTerms, taken, type ListTerms } from '../../taken-home';

export class ExportFigureRecordsQuery extends ExportQuery {
  @IsString() @Matches(/^\d{4}-(0[1-9]|1[0-2])$/) month!: string;
  @IsOptional() @IsString() @Matches(/^[A-Z]{2}[0-9]{1,4}$/) branch?: string;
  /** As in the list. */
  @IsOptional() @IsIn(['numerator', 'rest']) only?: 'numerator' | 'rest';
}

const atOnce = 500;
const yes: Text = { zh: '计入', en: 'yes' };
const no: Text = { zh: '不计入', en: 'no' };

@Controller('figures')
export class ExportFigureRecords {
  constructor(
    private readonly database: Database,
    private readonly papers: Papers,
  ) {}

  /** The records behind a figure of a month, to take home: a workbook, CSV, or, up to 2,000 rows, a paper. */
  @Get(':figure/export')
  @Requires('analytics:read')
  @AnswersPaper('xlsx', 'csv', 'pdf', 'print')
  async handle(@Param('figure') name: string, @Query() query: ExportFigureRecordsQuery, @PaperLanguage() language: Language, @Actor() actor: Actor): Promise<StreamableFile> {
    const figure = figureNamed(name);
    const [terms] = await this.database.read<ListTerms>(actor, 'analytics:read', listTerms, []);
    return this.papers.answer({
      ...taken(terms!, calledAs(actor), query.branch, [
        { label: { zh: '月份', en: 'Month' }, value: query.month },
        ...(query.only === undefined ? [] : [{ label: { zh: '筛选', en: 'Filter' }, value: query.only === 'numerator' ? yes : no }]),
      ]),
      title: figure.title, rows: this.rows(figure, query, actor),
      columns: [
        { head: { zh: '单号', en: 'Number' }, kind: 'code', share: 18 }, { head: { zh: '网点', en: 'Branch' }, kind: 'code', share: 8 }, { head: { zh: '经销商', en: 'Dealer' }, kind: 'code', share: 10 }, { head: { zh: '承运商', en: 'Carrier' }, kind: 'code', share: 10 },
        { head: { zh: '应完成日', en: 'Counts for' }, kind: 'day', share: 12 }, { head: { zh: '完成日', en: 'Done' }, kind: 'day', share: 12 }, { head: { zh: '分子', en: 'In the numerator' }, kind: 'text', share: 10 },
      ],
    }, query.format ?? 'xlsx', language);
  }

  private async *rows({ records }: Figure, { month, branch, only }: ExportFigureRecordsQuery, actor: Actor): AsyncGenerator<Row> {
    for (let last: readonly (string | null)[] = [null, null]; ;) {
      const found = await this.database.read<RecordOfFigure>(actor, 'analytics:read', records, [month, branchParam(branchesFor(actor, 'analytics:read'), branch), only === undefined ? null : only === 'numerator', ...last, atOnce]);
      for (const one of found) yield [one.number ?? one.id, one.branchId, one.dealerCode, one.carrier, one.day, one.doneOn, one.inNumerator ? yes : no];
      const end = found.at(-1);
      if (found.length < atOnce || !end) return;
      last = [end.day, end.id];
    }
  }
}
