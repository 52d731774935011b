import { branchesFor, calledAs, Requires } from '@aftercare/auth';
import { Actor, Command, type Language } from '@aftercare/chassis';
import { AnswersPaper, PaperLanguage, PaperQuery, Papers, type Paper, type Row } from '@aftercare/documents';
import { branchParam, Database, runCommand, statement } from '@aftercare/event-store';
import type { Text } from '@aftercare/kernel';
import { Body, Controller, HttpCode, Post, Query, type StreamableFile } from '@nestjs/common';
import { IsIn, IsOptional, IsString, Matches, MaxLength, MinLength } from 'class-validator';
import { customerClasses, type CustomerClass } from '../../domain/customer';

export class ExportCustomersBody {
  @IsOptional() @IsString() @Matches(/^[A-Z]{2}[0-9]{1,4}$/) branchId?: string;
  @IsOptional() @IsIn(customerClasses) customerClass?: CustomerClass;
  /** A workbook when it does not say. */
  @IsOptional() @IsIn(['xlsx', 'csv']) format?: 'xlsx' | 'csv';
  /** What the personal data of so many are needed for: kept in the audit, for whoever looks at it later. */
  @IsString() @MinLength(3) @MaxLength(500) reason!: string;
}

interface CustomerLine {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly phone: string;
  readonly city: string | null;
  readonly address: string | null;
  readonly branchId: string;
  readonly customerClass: CustomerClass;
  readonly dealerCode: string | null;
  readonly ownerId: string | null;
  readonly consentCare: boolean;
  readonly consentMarketing: boolean;
  readonly consentSurvey: boolean;
  readonly channel: string | null;
  readonly createdOn: string | null;
  readonly lastCheckedOn: string | null;
}

interface Terms { readonly now: Date; readonly zone: string }
const terms = statement('customer-export-terms', 'SELECT business_now() AS now, coalesce((SELECT zone FROM branch JOIN calendar USING (calendar_code) WHERE branch_id = $1), (SELECT min(zone) FROM calendar)) AS zone');

const atOnce = 1_000;
const page = statement(
  'customer-export',
  `SELECT id, code, name, phone, city, address, branch_id AS "branchId", customer_class AS "customerClass", dealer_code AS "dealerCode", owner_id AS "ownerId", consent_care AS "consentCare",
          consent_marketing AS "consentMarketing", consent_survey AS "consentSurvey", channel, created_on::text AS "createdOn", last_checked_on::text AS "lastCheckedOn"
     FROM customer
    WHERE merged_into IS NULL AND ($1::text[] IS NULL OR branch_id = ANY ($1)) AND ($2::text IS NULL OR branch_id = $2) AND ($3::text IS NULL OR customer_class = $3) AND ($4::uuid IS NULL OR id > $4)
    ORDER BY id LIMIT $5`,
);

@Controller('customers')
export class ExportCustomers {
  constructor(
    private readonly database: Database,
    private readonly papers: Papers,
  ) {}

  /**
   * The customers on file to take home, as a workbook or CSV, with names and numbers in full. A POST, because it leaves something behind: who took them,
   * which, and why, stands in the audit before the first row is sent.
   */
  @Post('export')
  @HttpCode(200)
  @Requires('customer:export')
  @AnswersPaper('xlsx', 'csv')
  async handle(@Body() body: ExportCustomersBody, @Query() _query: PaperQuery, @PaperLanguage() language: Language, @Command() command: Command): Promise<StreamableFile> {
    const { branchId = null, customerClass = null, format = 'xlsx', reason } = body;
    const { principal } = command;
    await runCommand(this.database, command, () => Promise.resolve({ answer: null, subject: `${branchId ?? '*'} ${customerClass ?? '*'}`, branchId, reason }));
    const [when] = await this.database.read<Terms>(principal, 'customer:export', terms, [branchId]);
    return this.papers.answer(customers(body, when!, this.rows(body, principal), calledAs(principal)), format, language);
  }

  private async *rows({ branchId, customerClass }: ExportCustomersBody, actor: Actor): AsyncGenerator<Row> {
    for (let last: string | null = null; ;) {
      const found: CustomerLine[] = await this.database.read<CustomerLine>(actor, 'customer:export', page, [branchParam(branchesFor(actor, 'customer:export')), branchId ?? null, customerClass ?? null, last, atOnce]);
      for (const line of found) yield rowOf(line);
      if (found.length < atOnce) return;
      last = found.at(-1)!.id;
    }
  }
}

const classWords: Readonly<Record<CustomerClass, Text>> = { new: { zh: '新客户', en: 'new' }, regular: { zh: '普通', en: 'regular' }, key: { zh: '重点', en: 'key' } };
const yes = (consents: boolean): Text => (consents ? { zh: '同意', en: 'yes' } : { zh: '不同意', en: 'no' });

const rowOf = (line: CustomerLine): Row => [
  line.code, line.name, line.phone, line.city, line.address, line.branchId, classWords[line.customerClass], line.dealerCode, line.ownerId, yes(line.consentCare), yes(line.consentMarketing), yes(line.consentSurvey),
  line.channel, line.createdOn, line.lastCheckedOn,
];

const customers = ({ branchId, customerClass, reason }: ExportCustomersBody, { now, zone }: Terms, rows: AsyncIterable<Row>, by: string): Paper => ({
  form: 'a4-wide', title: { zh: '客户名单', en: 'Customers' }, rows, printed: { at: now.toISOString(), by }, zone,
  facts: [
    { label: { zh: '网点', en: 'Branch' }, value: branchId ?? { zh: '全部（可见）', en: 'all that are seen' } },
    ...(customerClass ? [{ label: { zh: '类别', en: 'Class' }, value: classWords[customerClass] }] : []),
    { label: { zh: '用途', en: 'Needed for' }, value: reason, wide: true },
  ],
  columns: [
    { head: { zh: '客户编号', en: 'Customer' }, kind: 'code', share: 8 }, { head: { zh: '姓名', en: 'Name' }, kind: 'text', share: 10 }, { head: { zh: '电话', en: 'Phone' }, kind: 'code', share: 11 }, { head: { zh: '城市', en: 'City' }, kind: 'text', share: 7 },
    { head: { zh: '地址', en: 'Address' }, kind: 'text', share: 20 }, { head: { zh: '网点', en: 'Branch' }, kind: 'code', share: 6 }, { head: { zh: '类别', en: 'Class' }, kind: 'text', share: 7 }, { head: { zh: '经销商', en: 'Dealer' }, kind: 'code', share: 7 },
    { head: { zh: '负责人', en: 'Owner' }, kind: 'code', share: 7 }, { head: { zh: '关怀', en: 'Care' }, kind: 'text', share: 6 }, { head: { zh: '营销', en: 'Marketing' }, kind: 'text', share: 6 }, { head: { zh: '回访', en: 'Survey' }, kind: 'text', share: 6 },
    { head: { zh: '渠道', en: 'Channel' }, kind: 'code', share: 7 }, { head: { zh: '建档日', en: 'Created' }, kind: 'day', share: 9 }, { head: { zh: '核对日', en: 'Checked' }, kind: 'day', share: 9 },
  ],
});
