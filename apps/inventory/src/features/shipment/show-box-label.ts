import type { IncomingHttpHeaders } from 'node:http';
import { branchesFor, calledAs, Requires } from '@aftercare/auth';
import { Actor, type Language } from '@aftercare/chassis';
import { AnswersPaper, PaperLanguage, PaperQuery, Papers, type Paper, type PaperFormat } from '@aftercare/documents';
import { branchParam, Database, statement } from '@aftercare/event-store';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Controller, Get, Headers, Param, Query, type StreamableFile } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { Receivers, type Addressee } from '../../directory/receivers';
import type { Shipment } from '../../domain/shipment';
import { addressed, printedBy, type PaperTerms } from '../../papers/terms';

export class BoxLabelQuery extends PaperQuery {
  /** Which of the shipment's boxes, from 1; the first one, if it is not said. */
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(1_000) box?: number;
}

interface LabelledShipment extends Pick<Shipment, 'number' | 'receiver' | 'notes' | 'boxes' | 'waybill'>, PaperTerms {
  readonly carrierName: string;
}

const byIdOrNumber = statement(
  'box-label',
  `SELECT s.number, s.receiver, s.notes, s.boxes, s.waybill, s.zone, c.name AS "carrierName", business_now() AS now FROM shipment s JOIN carrier c ON c.code = s.carrier
    WHERE (s.id = $1 OR s.number = $2) AND ($3::text[] IS NULL OR s.branch_id = ANY ($3))`,
);

@Controller('shipments')
export class ShowBoxLabel {
  constructor(
    private readonly database: Database,
    private readonly receivers: Receivers,
    private readonly papers: Papers,
  ) {}

  /** The label of one box, 100 × 150 mm: where it goes, what it belongs to, and its number as a bar code. A box that the shipment does not have does not exist. */
  @Get(':id/label/print')
  @Requires('stock:read')
  @AnswersPaper('print')
  print(@Param('id') id: string, @Query() query: BoxLabelQuery, @PaperLanguage() language: Language, @Actor() actor: Actor, @Headers() headers: IncomingHttpHeaders): Promise<StreamableFile> {
    return this.answer('print', id, query, language, actor, headers);
  }

  /** The same as PDF. */
  @Get(':id/label/pdf')
  @Requires('stock:read')
  @AnswersPaper('pdf')
  pdf(@Param('id') id: string, @Query() query: BoxLabelQuery, @PaperLanguage() language: Language, @Actor() actor: Actor, @Headers() headers: IncomingHttpHeaders): Promise<StreamableFile> {
    return this.answer('pdf', id, query, language, actor, headers);
  }

  private async answer(format: PaperFormat, id: string, { box = 1 }: BoxLabelQuery, language: Language, actor: Actor, headers: IncomingHttpHeaders): Promise<StreamableFile> {
    const [shipment] = await this.database.read<LabelledShipment>(actor, 'stock:read', byIdOrNumber, [isUuid(id) ? id : null, id.toUpperCase(), branchParam(branchesFor(actor, 'stock:read'))]);
    if (!shipment || box > shipment.boxes) throw new NotFound('shipment');
    return this.papers.answer(boxLabel(shipment, box, await this.receivers.find(shipment.receiver, headers), calledAs(actor)), format, language);
  }
}

const boxLabel = (shipment: LabelledShipment, box: number, addressee: Addressee | null, by: string): Paper => ({
  ...printedBy(shipment, by),
  form: 'box', title: { zh: '箱唛', en: 'Box label' }, number: `${shipment.number}-${box}`, columns: [], rows: [],
  facts: [
    ...addressed(shipment.receiver, addressee),
    { label: { zh: '发货单', en: 'Notes' }, value: shipment.notes.map(({ number }) => number).join(' '), kind: 'code' },
    { label: { zh: '承运', en: 'Carrier' }, value: shipment.carrierName }, { label: { zh: '运单号', en: 'Waybill' }, value: shipment.waybill, kind: 'code' },
    { label: { zh: '箱号', en: 'Box' }, value: `${box} / ${shipment.boxes}` },
  ],
});
