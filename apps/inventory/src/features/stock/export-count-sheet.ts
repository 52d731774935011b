import { branchesFor, calledAs, Requires } from '@aftercare/auth';
import { Actor, type Language } from '@aftercare/chassis';
import { AnswersPaper, ExportQuery, PaperLanguage, Papers, type Paper, type Row } from '@aftercare/documents';
import { branchParam, Database, statement } from '@aftercare/event-store';
import { NotFound } from '@aftercare/kernel';
import { Controller, Get, Query, type StreamableFile } from '@nestjs/common';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { shelves, type Shelf } from '../../domain/stock';
import { inBrackets, paperTerms, printedBy, type PaperTerms } from '../../papers/terms';

export class CountSheetQuery extends ExportQuery {
  @IsString() @MaxLength(64) location!: string;
  /** The good bin when it does not say. */
  @IsOptional() @IsIn(shelves) bin?: Shelf;
  /** `yes`: only parts that are to be counted again, because pieces lie there that were thought to have left. */
  @IsOptional() @IsIn(['yes']) recounts?: 'yes';
}

interface SheetLine {
  readonly part: string;
  readonly name: string;
  readonly unit: string;
  readonly version: string;
}

const placeOf = statement('count-sheet-place', 'SELECT branch_id AS "branchId", name FROM location WHERE code = $1 AND ($2::text[] IS NULL OR branch_id = ANY ($2))');
const atOnce = 1_000;
// The version of a bin is its own newest row: rows of other bins may be committed out of their order.
const page = statement(
  'count-sheet',
  `SELECT b.part, p.name, p.unit, coalesce((SELECT max(id) FROM stock_transfer t WHERE t.part = b.part AND b.account IN (t.from_account, t.to_account)), 0)::text AS version
     FROM stock_balance b JOIN part p ON p.code = b.part
    WHERE b.location = $1 AND b.bin = $2 AND b.part > $3 AND ($4::text IS NULL OR EXISTS (SELECT FROM recount_due r WHERE (r.location, r.part) = (b.location, b.part))) ORDER BY b.part LIMIT $5`,
);

@Controller('stock-counts')
export class ExportCountSheet {
  constructor(
    private readonly database: Database,
    private readonly papers: Papers,
  ) {}

  /**
   * What to count in a bin of a place, part by part, with a blank for what is really there and without what should be. Nothing stands still meanwhile:
   * the version goes along with the count, so that what moves after the sheet was made is neither missing nor found.
   */
  @Get('sheet')
  @Requires('stock:read')
  @AnswersPaper('xlsx', 'csv', 'pdf', 'print')
  async handle(@Query() query: CountSheetQuery, @PaperLanguage() language: Language, @Actor() actor: Actor): Promise<StreamableFile> {
    const [place] = await this.database.read<{ branchId: string; name: string }>(actor, 'stock:read', placeOf, [query.location, branchParam(branchesFor(actor, 'stock:read'))]);
    if (!place) throw new NotFound('location');
    const [terms] = await this.database.read<PaperTerms>(actor, 'stock:read', paperTerms, [place.branchId]);
    return this.papers.answer(countSheet(query, place.name, terms!, this.rows(query, actor), calledAs(actor)), query.format ?? 'print', language);
  }

  private async *rows({ location, bin = 'good', recounts }: CountSheetQuery, actor: Actor): AsyncGenerator<Row> {
    for (let last = ''; ;) {
      const found = await this.database.read<SheetLine>(actor, 'stock:read', page, [location, bin, last, recounts ?? null, atOnce]);
      for (const { part, name, unit, version } of found) yield [part, name, unit, version, null, null];
      if (found.length < atOnce) return;
      last = found.at(-1)!.part;
    }
  }
}

const binNames = { good: { zh: '良品', en: 'good' }, bad: { zh: '不良品', en: 'bad' }, quarantine: { zh: '待检', en: 'quarantine' } } as const;

const countSheet = ({ location, bin = 'good' }: CountSheetQuery, name: string, terms: PaperTerms, rows: AsyncIterable<Row>, by: string): Paper => ({
  ...printedBy(terms, by),
  form: 'a4', title: { zh: '盘点表', en: 'Count sheet' }, rows,
  facts: [{ label: { zh: '库位', en: 'Place' }, value: inBrackets(name, location) }, { label: { zh: '货位', en: 'Bin' }, value: binNames[bin] }],
  columns: [
    { head: { zh: '配件', en: 'Part' }, kind: 'code', share: 14 }, { head: { zh: '名称', en: 'Name' }, kind: 'text', share: 36 }, { head: { zh: '单位', en: 'Unit' }, kind: 'text', share: 8 }, { head: { zh: '版本', en: 'Version' }, kind: 'code', share: 12 },
    { head: { zh: '实盘', en: 'Counted' }, kind: 'whole', share: 12 }, { head: { zh: '备注', en: 'Remark' }, kind: 'text', share: 18 },
  ],
  signatures: [{ zh: '盘点人', en: 'Counted by' }, { zh: '复核人', en: 'Checked by' }],
});
