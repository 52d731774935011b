import { calledAs, Requires } from '@aftercare/auth';
import { Actor, type Language } from '@aftercare/chassis';
import { AnswersPaper, ExportQuery, PaperLanguage, Papers } from '@aftercare/documents';
import { Database, statement } from '@aftercare/event-store';
import { NotFound } from '@aftercare/kernel';
import { Controller, Get, Query, type StreamableFile } from '@nestjs/common';
import { IsString, MaxLength } from 'class-validator';
import { onlyOf } from '../../own-duties';
import { owedColumns, owedParts } from '../../papers/owed-parts';
import { paperTerms, printedBy, type PaperTerms } from '../../papers/terms';

export class ReturnListQuery extends ExportQuery {
  @IsString() @MaxLength(64) dealer!: string;
}

const dealersBranch = statement('return-list-dealer', 'SELECT branch_id AS "branchId" FROM dealer WHERE code = $1');

@Controller('obligations')
export class ShowReturnList {
  constructor(
    private readonly database: Database,
    private readonly papers: Papers,
  ) {}

  /** What a dealer has to send back, to be put into the parcel: a blank for what is in it, and who signs on both ends. A dealer gets his own alone. */
  @Get('return-list')
  @Requires('returns:read')
  @AnswersPaper('print', 'pdf', 'xlsx', 'csv')
  async handle(@Query() { dealer, format = 'print' }: ReturnListQuery, @PaperLanguage() language: Language, @Actor() actor: Actor): Promise<StreamableFile> {
    const [found] = [null, dealer].includes(onlyOf(actor)) ? await this.database.read<{ branchId: string }>(actor, 'returns:read', dealersBranch, [dealer]) : [];
    if (!found) throw new NotFound('dealer');
    const [terms] = await this.database.read<PaperTerms>(actor, 'returns:read', paperTerms, [found.branchId]);
    return this.papers.answer({
      ...printedBy(terms!, calledAs(actor)),
      form: 'a4', title: { zh: '旧件返还清单', en: 'Old parts returned' }, rows: withBlank(owedParts(this.database, actor, { dealer })),
      facts: [{ label: { zh: '经销商', en: 'Dealer' }, value: dealer, kind: 'code' }, { label: { zh: '返还到', en: 'To' }, value: found.branchId, kind: 'code' }],
      columns: [...owedColumns.slice(2), { head: { zh: '本次寄回', en: 'In this parcel' }, kind: 'whole', share: 12 }],
      signatures: [{ zh: '经销商', en: 'Dealer' }, { zh: '收件保管员', en: 'Received by' }],
    }, format, language);
  }
}

async function* withBlank(rows: ReturnType<typeof owedParts>): ReturnType<typeof owedParts> {
  for await (const [, , ...row] of rows) yield [...row, null];
}
