import { calledAs, Requires } from '@aftercare/auth';
import { Actor, type Language } from '@aftercare/chassis';
import { AnswersPaper, ExportQuery, PaperLanguage, Papers } from '@aftercare/documents';
import { Database } from '@aftercare/event-store';
import { Controller, Get, Query, type StreamableFile } from '@nestjs/common';
import { IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { owedColumns, owedParts } from '../../papers/owed-parts';
import { paperTerms, printedBy, type PaperTerms } from '../../papers/terms';

export class DebtListQuery extends ExportQuery {
  @IsOptional() @IsString() @Matches(/^[A-Z]{2}[0-9]{1,4}$/) branch?: string;
  @IsOptional() @IsString() @MaxLength(64) dealer?: string;
}

@Controller('obligations')
export class ExportDebtList {
  constructor(
    private readonly database: Database,
    private readonly papers: Papers,
  ) {}

  /** Old parts that are owed, dealer by dealer and the earliest due first, to take home: a workbook, CSV or a paper. A dealer gets his own. */
  @Get('debt-list')
  @Requires('returns:read')
  @AnswersPaper('xlsx', 'csv', 'pdf', 'print')
  async handle(@Query() { branch, dealer, format = 'xlsx' }: DebtListQuery, @PaperLanguage() language: Language, @Actor() actor: Actor): Promise<StreamableFile> {
    const [terms] = await this.database.read<PaperTerms>(actor, 'returns:read', paperTerms, [branch ?? null]);
    return this.papers.answer({
      ...printedBy(terms!, calledAs(actor)),
      form: 'a4-wide', title: { zh: '欠返旧件清单', en: 'Old parts owed' }, columns: owedColumns, rows: owedParts(this.database, actor, { branch, dealer }),
      facts: [
        { label: { zh: '网点', en: 'Branch' }, value: branch ?? { zh: '全部（可见）', en: 'all that are seen' } }, { label: { zh: '经销商', en: 'Dealer' }, value: dealer ?? { zh: '全部（可见）', en: 'all that are seen' } },
      ],
    }, format, language);
  }
}
