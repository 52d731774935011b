import type { IncomingHttpHeaders } from 'node:http';
import { branchesFor, calledAs, Requires } from '@aftercare/auth';
import { Actor, type Language } from '@aftercare/chassis';
import { AnswersPaper, PaperLanguage, PaperQuery, Papers, type Paper, type PaperFormat } from '@aftercare/documents';
import { branchParam, Database, statement } from '@aftercare/event-store';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Controller, Get, Headers, Param, Query, type StreamableFile } from '@nestjs/common';
import { Names } from '../../directory/names';
import type { Transfer } from '../../domain/transfer';
import type { NamedPart } from '../../papers/delivery-note-paper';
import { inBrackets, printedBy, type PaperTerms } from '../../papers/terms';

interface PrintedTransfer extends Pick<Transfer, 'number' | 'branchId' | 'fromLocation' | 'toBranchId' | 'toLocation' | 'lines' | 'preparedBy' | 'preparedAt' | 'sentBy' | 'sentAt'>, PaperTerms {
  readonly fromName: string;
  readonly toName: string;
  readonly parts: Readonly<Record<string, NamedPart>>;
}

const byIdOrNumber = statement(
  'transfer-note',
  `SELECT t.number, t.branch_id AS "branchId", t.from_location AS "fromLocation", f.name AS "fromName", t.to_branch_id AS "toBranchId", t.to_location AS "toLocation", o.name AS "toName", t.lines, t.prepared_by AS "preparedBy", t.prepared_at AS "preparedAt", t.sent_by AS "sentBy",
          t.sent_at AS "sentAt", b.zone, business_now() AS now,
          (SELECT jsonb_object_agg(code, jsonb_build_object('name', name, 'unit', unit)) FROM part WHERE code IN (SELECT line->>'part' FROM jsonb_array_elements(t.lines) line)) AS parts
     FROM transfer t JOIN branch b ON b.id = t.branch_id JOIN location f ON f.code = t.from_location JOIN location o ON o.code = t.to_location
    WHERE (t.id = $1 OR t.number = $2) AND ($3::text[] IS NULL OR t.branch_id = ANY ($3) OR t.to_branch_id = ANY ($3))`,
);

@Controller('transfers')
export class ShowTransferNote {
  constructor(
    private readonly database: Database,
    private readonly names: Names,
    private readonly papers: Papers,
  ) {}

  /** The paper that goes along with a transfer: what is sent from where to where, counted by whom, with a blank for what came. Of the branches that send and receive. */
  @Get(':id/print')
  @Requires('stock:read')
  @AnswersPaper('print')
  print(@Param('id') id: string, @Query() _query: PaperQuery, @PaperLanguage() language: Language, @Actor() actor: Actor, @Headers() caller: IncomingHttpHeaders): Promise<StreamableFile> {
    return this.answer('print', id, language, actor, caller);
  }

  /** The same as PDF. */
  @Get(':id/pdf')
  @Requires('stock:read')
  @AnswersPaper('pdf')
  pdf(@Param('id') id: string, @Query() _query: PaperQuery, @PaperLanguage() language: Language, @Actor() actor: Actor, @Headers() caller: IncomingHttpHeaders): Promise<StreamableFile> {
    return this.answer('pdf', id, language, actor, caller);
  }

  private async answer(format: PaperFormat, id: string, language: Language, actor: Actor, caller: IncomingHttpHeaders): Promise<StreamableFile> {
    const [found] = await this.database.read<PrintedTransfer>(actor, 'stock:read', byIdOrNumber, [isUuid(id) ? id : null, id.toUpperCase(), branchParam(branchesFor(actor, 'stock:read'))]);
    if (!found) throw new NotFound('transfer');
    const nameOf = await this.names.of([found.preparedBy, found.sentBy, found.branchId, found.toBranchId], caller);
    return this.papers.answer(transferNote(found, nameOf, calledAs(actor)), format, language);
  }
}

/** Names with the codes that both branches write on boxes. */
const transferNote = (one: PrintedTransfer, nameOf: (code: string) => string, by: string): Paper => ({
  ...printedBy(one, by),
  form: 'a5', title: { zh: '调拨单', en: 'Transfer note' }, number: one.number,
  plies: [{ zh: '① 调出联', en: '① Sender' }, { zh: '② 调入联', en: '② Receiver' }],
  facts: [
    { label: { zh: '调出', en: 'From' }, value: inBrackets(`${one.fromName} ${one.fromLocation}`, nameOf(one.branchId)) }, { label: { zh: '调入', en: 'To' }, value: inBrackets(`${one.toName} ${one.toLocation}`, nameOf(one.toBranchId)) },
    { label: { zh: '备货', en: 'Prepared' }, value: one.preparedAt.toISOString(), kind: 'time' }, { label: { zh: '备货人', en: 'By' }, value: nameOf(one.preparedBy) },
    { label: { zh: '发出', en: 'Sent' }, value: one.sentAt?.toISOString() ?? null, kind: 'time' }, { label: { zh: '复核人', en: 'Counted by' }, value: one.sentBy === null ? null : nameOf(one.sentBy) },
  ],
  columns: [
    { head: { zh: '行', en: '#' }, kind: 'whole', share: 5 }, { head: { zh: '编号', en: 'Part' }, kind: 'code', share: 14 }, { head: { zh: '名称', en: 'Name' }, kind: 'text', share: 41 }, { head: { zh: '单位', en: 'Unit' }, kind: 'text', share: 8 },
    { head: { zh: '调出', en: 'Sent' }, kind: 'whole', share: 12 }, { head: { zh: '实收', en: 'Received' }, kind: 'whole', share: 20 },
  ],
  rows: one.lines.map(({ part, qty, received = null }, at) => [at + 1, part, one.parts[part]?.name ?? null, one.parts[part]?.unit ?? null, qty, received]),
  totals: [null, null, { zh: '合计', en: 'Total' }, null, one.lines.reduce((sum, { qty }) => sum + qty, 0), null],
  signatures: [{ zh: '调出', en: 'Sender' }, { zh: '承运', en: 'Carrier' }, { zh: '调入', en: 'Receiver' }],
});
