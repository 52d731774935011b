import { branchesFor, calledAs, Requires } from '@aftercare/auth';
import { Actor, type Language } from '@aftercare/chassis';
import { AnswersPaper, PaperLanguage, PaperQuery, Papers, type Paper, type PaperFormat } from '@aftercare/documents';
import { branchParam, Database, statement } from '@aftercare/event-store';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Controller, Get, Param, Query, type StreamableFile } from '@nestjs/common';
import { onlyOf } from '../../own-duties';
import { printedBy, type PaperTerms } from '../../papers/terms';

interface Tag extends PaperTerms {
  readonly number: string;
  readonly branchId: string;
  readonly dealerCode: string;
  readonly noteNumber: string;
  readonly part: string;
  readonly openQty: number;
  readonly dueOn: string;
}

const byIdOrNumber = statement(
  'return-label',
  `SELECT s.number, s."branchId", s."dealerCode", s."noteNumber", s.part, s."openQty", s."dueOn", o.zone, business_now() AS now FROM obligation o CROSS JOIN LATERAL (SELECT * FROM obligation_shown WHERE id = o.id OFFSET 0) s
    WHERE (o.id = $1 OR o.number = $2) AND ($3::text[] IS NULL OR o.branch_id = ANY ($3)) AND ($4::text IS NULL OR o.dealer_code = $4)`,
);

@Controller('obligations')
export class ShowReturnLabel {
  constructor(
    private readonly database: Database,
    private readonly papers: Papers,
  ) {}

  /** The tag of an old part, 100 × 150 mm: by its number as a bar code it is known when it comes. By its id or number; a dealer gets his own alone. */
  @Get(':id/label/print')
  @Requires('returns:read')
  @AnswersPaper('print')
  print(@Param('id') id: string, @Query() _query: PaperQuery, @PaperLanguage() language: Language, @Actor() actor: Actor): Promise<StreamableFile> {
    return this.answer('print', id, language, actor);
  }

  /** The same as PDF. */
  @Get(':id/label/pdf')
  @Requires('returns:read')
  @AnswersPaper('pdf')
  pdf(@Param('id') id: string, @Query() _query: PaperQuery, @PaperLanguage() language: Language, @Actor() actor: Actor): Promise<StreamableFile> {
    return this.answer('pdf', id, language, actor);
  }

  private async answer(format: PaperFormat, id: string, language: Language, actor: Actor): Promise<StreamableFile> {
    const [tag] = await this.database.read<Tag>(actor, 'returns:read', byIdOrNumber, [isUuid(id) ? id : null, id.toUpperCase(), branchParam(branchesFor(actor, 'returns:read')), onlyOf(actor)]);
    if (!tag) throw new NotFound('obligation');
    return this.papers.answer(returnLabel(tag, calledAs(actor)), format, language);
  }
}

const returnLabel = (tag: Tag, by: string): Paper => ({
  ...printedBy(tag, by),
  form: 'box', title: { zh: '旧件返还标签', en: 'Old part tag' }, number: tag.number, columns: [], rows: [],
  facts: [
    { label: { zh: '旧件', en: 'Old part' }, value: tag.part, kind: 'code' }, { label: { zh: '数量', en: 'Pieces' }, value: tag.openQty, kind: 'whole' }, { label: { zh: '经销商', en: 'Dealer' }, value: tag.dealerCode, kind: 'code' },
    { label: { zh: '返还到', en: 'To' }, value: tag.branchId, kind: 'code' }, { label: { zh: '发货单', en: 'Delivery note' }, value: tag.noteNumber, kind: 'code' }, { label: { zh: '应返日', en: 'Due' }, value: tag.dueOn, kind: 'day' },
  ],
});
