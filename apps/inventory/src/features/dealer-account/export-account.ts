import { calledAs, Requires, type Principal } from '@aftercare/auth';
import { Actor, type Language } from '@aftercare/chassis';
import { AnswersPaper, ExportQuery, PaperLanguage, Papers, type Paper, type Row } from '@aftercare/documents';
import { Database } from '@aftercare/event-store';
import { Controller, Get, Param, Query, type StreamableFile } from '@nestjs/common';
import { IsIn, IsISO8601, IsOptional, Matches } from 'class-validator';
import { AccountRow, accountRows, accountsSeen, DealerAccountView } from '../../dealer-account-row';
import { paperTerms, printedBy, type PaperTerms } from '../../papers/terms';
import { accountRowWords } from '../../papers/words';
import { accountRowKinds, type AccountRowKind } from '../../persistence/dealer-account';

export class ExportAccountQuery extends ExportQuery {
  @IsOptional() @IsIn(accountRowKinds) kind?: AccountRowKind;
  /** Entered on this day or later, and on this day or earlier, where the dealer's branch is. */
  @IsOptional() @Matches(/^\d{4}-\d{2}-\d{2}$/) @IsISO8601({ strict: true }) from?: string;
  @IsOptional() @Matches(/^\d{4}-\d{2}-\d{2}$/) @IsISO8601({ strict: true }) to?: string;
}

const atOnce = 500;

@Controller('dealer-accounts')
export class ExportAccount {
  constructor(
    private readonly database: Database,
    private readonly papers: Papers,
  ) {}

  /** An account to take home, the newest row first, with what it comes to now: a workbook, CSV, or, up to 2,000 rows, a paper. A dealer gets his own. */
  @Get(':dealer/export')
  @Requires('account:read')
  @AnswersPaper('xlsx', 'csv', 'pdf', 'print')
  async handle(@Param('dealer') dealer: string, @Query() query: ExportAccountQuery, @PaperLanguage() language: Language, @Actor() actor: Actor): Promise<StreamableFile> {
    const accounts = await accountsSeen(this.database, dealer, actor);
    const [terms] = await this.database.read<PaperTerms>(actor, 'account:read', paperTerms, [accounts[0]!.branchId]);
    return this.papers.answer(statementOf(accounts, query, terms!, this.rows(dealer, query, actor), calledAs(actor)), query.format ?? 'xlsx', language);
  }

  private async *rows(dealer: string, { kind, from, to }: ExportAccountQuery, actor: Principal): AsyncGenerator<Row> {
    for (let last: string | null = null; ;) {
      const found: AccountRow[] = await this.database.read<AccountRow>(actor, 'account:read', accountRows, [dealer, kind ?? null, from ?? null, to ?? null, last, atOnce]);
      for (const one of found) yield [one.row, one.enteredAt.toISOString(), accountRowWords[one.kind], one.document, one.part, one.qty, one.unitPrice, one.branchId, one.reference, one.paidOn, one.amount, one.currency, one.actor];
      if (found.length < atOnce) return;
      last = found.at(-1)!.row;
    }
  }
}

const statementOf = (accounts: readonly DealerAccountView[], { from, to }: ExportAccountQuery, terms: PaperTerms, rows: AsyncIterable<Row>, by: string): Paper => ({
  ...printedBy(terms, by),
  form: 'a4-wide', title: { zh: '经销商往来账', en: 'Account of a dealer' }, rows,
  facts: [
    { label: { zh: '经销商', en: 'Dealer' }, value: accounts[0]!.dealerCode, kind: 'code' },
    { label: { zh: '登记日', en: 'Entered' }, value: from === undefined && to === undefined ? { zh: '全部', en: 'all' } : `${from ?? '…'} – ${to ?? '…'}` },
    ...accounts.flatMap(({ currency, balance, promised }) => [
      { label: { zh: `现欠（${currency}）`, en: `Owes now (${currency})` }, value: balance, kind: 'money' as const }, { label: { zh: `已批未发（${currency}）`, en: `Approved, not sent (${currency})` }, value: promised, kind: 'money' as const },
    ]),
  ],
  columns: [
    { head: { zh: '序号', en: 'Row' }, kind: 'code', share: 7 }, { head: { zh: '登记时间', en: 'Entered' }, kind: 'time', share: 15 }, { head: { zh: '事由', en: 'Reason' }, kind: 'text', share: 14 },
    { head: { zh: '单据', en: 'Paper' }, kind: 'code', share: 19 }, { head: { zh: '配件', en: 'Part' }, kind: 'code', share: 9 }, { head: { zh: '数量', en: 'Pieces' }, kind: 'whole', share: 7 }, { head: { zh: '单价', en: 'Price' }, kind: 'money', share: 10 }, { head: { zh: '网点', en: 'Branch' }, kind: 'code', share: 7 }, { head: { zh: '银行流水号', en: 'Reference' }, kind: 'code', share: 18 },
    { head: { zh: '到账日', en: 'Paid on' }, kind: 'day', share: 10 }, { head: { zh: '金额', en: 'Amount' }, kind: 'money', share: 12 }, { head: { zh: '币种', en: 'Currency' }, kind: 'code', share: 7 }, { head: { zh: '登记人', en: 'By' }, kind: 'code', share: 10 },
  ],
});
