import { calledAs, mayIn, Requires } from '@aftercare/auth';
import { Actor, type Language } from '@aftercare/chassis';
import { AnswersPaper, ExportQuery, PaperLanguage, Papers, type Paper } from '@aftercare/documents';
import { Database } from '@aftercare/event-store';
import { NotFound } from '@aftercare/kernel';
import { Controller, Get, Query, type StreamableFile } from '@nestjs/common';
import { IsISO8601, IsString, Matches } from 'class-validator';
import type { Unfollowed } from '../../domain/follow-up';
import { paperTerms, printedBy, type PaperTerms } from '../../papers/terms';
import { unfollowedOn } from '../../persistence/unfollowed';

export class ExportUnfollowedQuery extends ExportQuery {
  @IsString() @Matches(/^[A-Z]{2}[0-9]{1,4}$/) branch!: string;
  @Matches(/^\d{4}-\d{2}-\d{2}$/) @IsISO8601({ strict: true }) day!: string;
}

@Controller('follow-ups')
export class ExportUnfollowed {
  constructor(
    private readonly database: Database,
    private readonly papers: Papers,
  ) {}

  /** The follow-up list of a branch and day to work through on paper or in a workbook: with blanks for what was learned. */
  @Get('unfollowed/export')
  @Requires('stock:read')
  @AnswersPaper('xlsx', 'csv', 'pdf', 'print')
  async handle(@Query() query: ExportUnfollowedQuery, @PaperLanguage() language: Language, @Actor() actor: Actor): Promise<StreamableFile> {
    if (!mayIn(actor, 'stock:read', query.branch)) throw new NotFound('branch');
    const [terms] = await this.database.read<PaperTerms>(actor, 'stock:read', paperTerms, [query.branch]);
    const found = await this.database.read<Unfollowed>(actor, 'stock:read', unfollowedOn, [query.branch, query.day]);
    return this.papers.answer(followUpList(query, terms!, found, calledAs(actor)), query.format ?? 'xlsx', language);
  }
}

const followUpList = ({ branch, day }: ExportUnfollowedQuery, terms: PaperTerms, found: readonly Unfollowed[], by: string): Paper => ({
  ...printedBy(terms, by),
  form: 'a4', title: { zh: '今日待跟清单', en: 'Follow-up list' },
  facts: [{ label: { zh: '网点', en: 'Branch' }, value: branch }, { label: { zh: '日期', en: 'Day' }, value: day, kind: 'day' }],
  columns: [
    { head: { zh: '发运单', en: 'Shipment' }, kind: 'code', share: 22 }, { head: { zh: '运单号', en: 'Waybill' }, kind: 'code', share: 22 }, { head: { zh: '经销商', en: 'Dealer' }, kind: 'code', share: 12 },
    { head: { zh: '跟踪情况', en: 'What was learned' }, kind: 'text', share: 32 }, { head: { zh: '时间', en: 'When' }, kind: 'text', share: 12 },
  ],
  rows: found.map(({ number, waybill, dealerCode }) => [number, waybill, dealerCode, null, null]),
  signatures: [{ zh: '文员', en: 'Clerk' }],
});
