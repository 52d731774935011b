import { branchesFor, calledAs, Requires } from '@aftercare/auth';
import { Actor, type Language } from '@aftercare/chassis';
import { AnswersPaper, PaperLanguage, PaperQuery, Papers, type Paper, type PaperFormat } from '@aftercare/documents';
import { branchParam, Database, statement } from '@aftercare/event-store';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Controller, Get, Param, Query, type StreamableFile } from '@nestjs/common';
import { inBrackets, printedBy, type PaperTerms } from '../../papers/terms';
import { said } from '../../papers/words';

interface PrintedClaim extends PaperTerms {
  readonly discrepancyNumber: string;
  readonly carrier: string;
  readonly carrierName: string;
  readonly waybill: string | null;
  readonly shipmentNumber: string | null;
  readonly noteNumber: string;
  readonly dispatchedOn: string | null;
  readonly amount: string;
  readonly recovered: string;
  readonly currency: string;
  readonly deadline: string;
  readonly state: string;
  readonly type: string;
  readonly part: string;
  readonly partName: string;
  readonly qty: number;
  readonly unitPrice: string;
}

const byId = statement(
  'carrier-claim-paper',
  `SELECT d.number AS "discrepancyNumber", c.carrier, r.name AS "carrierName", s.waybill, s.number AS "shipmentNumber", d.note_number AS "noteNumber", s.dispatched_on::text AS "dispatchedOn", c.amount, c.recovered, c.currency,
          c.deadline::text AS deadline, c.state, d.type, d.part, p.name AS "partName", d.qty, d.unit_price AS "unitPrice", b.zone, business_now() AS now
     FROM carrier_claim c JOIN discrepancy d ON d.id = c.discrepancy_id JOIN carrier r ON r.code = c.carrier JOIN part p ON p.code = d.part JOIN branch b ON b.id = c.branch_id LEFT JOIN shipment s ON s.id = d.shipment_id
    WHERE c.id = $1 AND ($2::text[] IS NULL OR c.branch_id = ANY ($2))`,
);

@Controller('carrier-claims')
export class ShowClaimPaper {
  constructor(
    private readonly database: Database,
    private readonly papers: Papers,
  ) {}

  /** The claim as the carrier gets it: what he carried, what is missing or broken, what we want for it and by when. Only branches that are yours. */
  @Get(':id/print')
  @Requires('parts:settle')
  @AnswersPaper('print')
  print(@Param('id') id: string, @Query() _query: PaperQuery, @PaperLanguage() language: Language, @Actor() actor: Actor): Promise<StreamableFile> {
    return this.answer('print', id, language, actor);
  }

  /** The same as PDF. */
  @Get(':id/pdf')
  @Requires('parts:settle')
  @AnswersPaper('pdf')
  pdf(@Param('id') id: string, @Query() _query: PaperQuery, @PaperLanguage() language: Language, @Actor() actor: Actor): Promise<StreamableFile> {
    return this.answer('pdf', id, language, actor);
  }

  private async answer(format: PaperFormat, id: string, language: Language, actor: Actor): Promise<StreamableFile> {
    const [claim] = isUuid(id) ? await this.database.read<PrintedClaim>(actor, 'parts:settle', byId, [id, branchParam(branchesFor(actor, 'parts:settle'))]) : [];
    if (!claim) throw new NotFound('carrier-claim');
    return this.papers.answer(claimPaper(claim, calledAs(actor)), format, language);
  }
}

const claimPaper = (claim: PrintedClaim, by: string): Paper => ({
  ...printedBy(claim, by),
  // It has no number of its own: it is known by its case.
  form: 'a4', title: { zh: '承运索赔单', en: 'Claim on a carrier' }, number: claim.discrepancyNumber,
  facts: [
    { label: { zh: '承运商', en: 'Carrier' }, value: inBrackets(claim.carrierName, claim.carrier) }, { label: { zh: '运单号', en: 'Waybill' }, value: claim.waybill, kind: 'code' },
    { label: { zh: '发运单', en: 'Shipment' }, value: claim.shipmentNumber, kind: 'code' }, { label: { zh: '发货单', en: 'Delivery note' }, value: claim.noteNumber, kind: 'code' },
    { label: { zh: '发运日', en: 'Dispatched' }, value: claim.dispatchedOn, kind: 'day' }, { label: { zh: '索赔期限', en: 'To be claimed by' }, value: claim.deadline, kind: 'day' },
    { label: { zh: '状态', en: 'State' }, value: said(claim.state) }, { label: { zh: '已追回', en: 'Recovered' }, value: claim.recovered, kind: 'money' },
  ],
  columns: [
    { head: { zh: '差错', en: 'Difference' }, kind: 'text', share: 12 }, { head: { zh: '配件', en: 'Part' }, kind: 'code', share: 12 }, { head: { zh: '名称', en: 'Name' }, kind: 'text', share: 34 }, { head: { zh: '数量', en: 'Pieces' }, kind: 'whole', share: 10 },
    { head: { zh: '单价', en: 'Price' }, kind: 'money', share: 14 }, { head: { zh: '索赔金额', en: 'Claimed' }, kind: 'money', share: 18 },
  ],
  rows: [[said(claim.type), claim.part, claim.partName, claim.qty, claim.unitPrice, claim.amount]],
  totals: [null, null, { zh: `合计（${claim.currency}）`, en: `Total (${claim.currency})` }, claim.qty, null, claim.amount],
  signatures: [{ zh: '索赔人', en: 'Claimed by' }, { zh: '承运商签收', en: 'Received by the carrier' }],
});
