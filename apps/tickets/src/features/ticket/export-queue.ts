import { calledAs, Requires, type Principal } from '@aftercare/auth';
import { Actor, type Language } from '@aftercare/chassis';
import { AnswersPaper, PaperLanguage, Papers, type ExportQuery, type Paper, type PaperFormat, type Row } from '@aftercare/documents';
import { Database, statement } from '@aftercare/event-store';
import { Controller, Get, Query, type StreamableFile } from '@nestjs/common';
import { IsIn, IsOptional } from 'class-validator';
import { cursorOf, placeOf, queueStart, type QueueRow } from '../../persistence/queue-pages';
import { QueueFilters, queuePage } from '../../queue-filters';
import { channelWords, priorityWords, stateWords, typeWords, waitingForWords } from '../../words';

export class ExportTicketsQuery extends QueueFilters implements ExportQuery {
  /** A workbook when it does not say. */
  @IsOptional() @IsIn(['xlsx', 'csv', 'pdf', 'print']) format?: PaperFormat;
  /** Instead of Accept-Language, which a link cannot send. */
  @IsOptional() @IsIn(['zh', 'en']) lang?: Language;
}

interface Terms { readonly now: Date; readonly zone: string }
const terms = statement('queue-export-terms', 'SELECT business_now() AS now, coalesce((SELECT zone FROM branch WHERE id = $1), (SELECT min(zone) FROM branch)) AS zone');

const atOnce = 500;

@Controller('tickets')
export class ExportQueue {
  constructor(
    private readonly database: Database,
    private readonly papers: Papers,
  ) {}

  /** The queue to take home, in its order and with its filters. It names customers by their ids only: who they are, directory says. */
  @Get('queue/export')
  @Requires('ticket:read')
  @AnswersPaper('xlsx', 'csv', 'pdf', 'print')
  async handle(@Query() { format = 'xlsx', lang: _lang, ...filters }: ExportTicketsQuery, @PaperLanguage() language: Language, @Actor() actor: Principal): Promise<StreamableFile> {
    const [when] = await this.database.read<Terms>(actor, 'ticket:read', terms, [filters.branch ?? null]);
    return this.papers.answer(queue(filters, when!, this.rows(filters, actor), calledAs(actor)), format, language);
  }

  private async *rows(filters: QueueFilters, actor: Principal): AsyncGenerator<Row> {
    for (let place = queueStart; ;) {
      const found = await queuePage(this.database, actor, filters, place, atOnce);
      for (const ticket of found) yield rowOf(ticket);
      const last = found.at(-1);
      if (found.length < atOnce || !last) return;
      place = placeOf(cursorOf(last));
    }
  }
}

const rowOf = (ticket: QueueRow): Row => [
  ticket.number, ticket.branchId, typeWords[ticket.type], stateWords[ticket.state], ticket.waitingFor && waitingForWords[ticket.waitingFor], ticket.priority && priorityWords[ticket.priority], ticket.ownerId,
  ticket.serial, channelWords[ticket.channel], ticket.escalationLevel, ticket.openedAt.toISOString(), ticket.dueAt?.toISOString() ?? null, ticket.overdue ? { zh: '是', en: 'yes' } : null,
];

const queue = ({ mine, branch, state, type, priority, waitingFor, due, owner }: QueueFilters, { now, zone }: Terms, rows: AsyncIterable<Row>, by: string): Paper => ({
  form: 'a4-wide', title: { zh: '待办工单', en: 'Ticket queue' }, rows, printed: { at: now.toISOString(), by }, zone,
  facts: [
    { label: { zh: '网点', en: 'Branch' }, value: branch ?? { zh: '全部（可见）', en: 'all that are seen' } },
    ...(mine === 'true' || owner !== undefined ? [{ label: { zh: '负责人', en: 'Owner' }, value: owner ?? by }] : []),
    ...(state ? [{ label: { zh: '状态', en: 'State' }, value: stateWords[state] }] : []),
    ...(type ? [{ label: { zh: '类型', en: 'Type' }, value: typeWords[type] }] : []),
    ...(priority ? [{ label: { zh: '优先级', en: 'Priority' }, value: priorityWords[priority] }] : []),
    ...(waitingFor ? [{ label: { zh: '等待', en: 'Waiting for' }, value: waitingForWords[waitingFor] }] : []),
    ...(due ? [{ label: { zh: '时限', en: 'Limit' }, value: due === 'overdue' ? { zh: '已超时', en: 'overdue' } : { zh: '四小时内', en: 'within four hours' } }] : []),
  ],
  columns: [
    { head: { zh: '工单', en: 'Ticket' }, kind: 'code', share: 14 }, { head: { zh: '网点', en: 'Branch' }, kind: 'code', share: 6 }, { head: { zh: '类型', en: 'Type' }, kind: 'text', share: 8 }, { head: { zh: '状态', en: 'State' }, kind: 'text', share: 8 },
    { head: { zh: '等待', en: 'Waiting' }, kind: 'text', share: 8 }, { head: { zh: '优先级', en: 'Priority' }, kind: 'text', share: 7 }, { head: { zh: '负责人', en: 'Owner' }, kind: 'code', share: 8 }, { head: { zh: '序列号', en: 'Serial' }, kind: 'code', share: 14 },
    { head: { zh: '渠道', en: 'Channel' }, kind: 'text', share: 8 }, { head: { zh: '升级', en: 'Level' }, kind: 'whole', share: 5 }, { head: { zh: '登记时间', en: 'Opened' }, kind: 'time', share: 13 }, { head: { zh: '时限', en: 'Due' }, kind: 'time', share: 13 },
    { head: { zh: '超时', en: 'Overdue' }, kind: 'text', share: 7 },
  ],
});
