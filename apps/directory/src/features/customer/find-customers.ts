import { branchesFor, Requires } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { branchParam, Database, statement, type Statement } from '@aftercare/event-store';
import { Body, Controller, Post } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsArray, IsIn, IsString, IsUUID, MaxLength, ValidateNested } from 'class-validator';
import { documentKinds, searchFor, type DocumentKind, type Search, type SearchKey } from '../../domain/search';
import { maskedName, maskedPhone } from '../../masked';

export class FindCustomersBody {
  /** As it was typed: a whole number, its last four digits, a serial or customer number, the whole number of a ticket or another paper, a waybill, pinyin initials, or the beginning of a name. */
  @IsString() @MaxLength(60) text!: string;
}

export class FoundCustomer {
  @IsUUID() id!: string;
  @IsString() code!: string;
  /** Family name only: `郑**`. */
  @IsString() name!: string;
  /** Masked: `138****1234`. */
  @IsString() phone!: string;
  @IsString() branchId!: string;
  @IsString() customerClass!: string;
}

export class NumberedDocument {
  @IsIn(documentKinds) kind!: DocumentKind;
  @IsUUID() id!: string;
  /** As it was looked for: of a shipment it may be the waybill. */
  @IsString() number!: string;
  @IsString() branchId!: string;
  /** Whose account it goes to, or who sold the device. */
  @Nullable() @IsString() dealerCode!: string | null;
  /** The tickets that it belongs to. */
  @IsUUID('all', { each: true }) ticketIds!: string[];
}

export class FoundCustomers {
  /** What the text was taken for. */
  @IsIn(['phone', 'last4', 'serial', 'code', 'initials', 'name', 'document']) by!: SearchKey;
  @IsArray() @ValidateNested({ each: true }) @Type(() => FoundCustomer) items!: FoundCustomer[];
  /** The papers with that number; they are for the customers above, or for a dealer alone. */
  @IsArray() @ValidateNested({ each: true }) @Type(() => NumberedDocument) documents!: NumberedDocument[];
}

// $1 is what is looked for, $2 the caller's branches; for a beginning, $3 is the end of the range. Equality and ranges in byte order, of columns
// and parameters only: nothing else may use an index behind the branch wall.
export const finders: Readonly<Record<SearchKey, Statement>> = {
  phone: statement(
    'find-by-phone',
    `SELECT id, code, name, phone, branch_id AS "branchId", customer_class AS "customerClass" FROM customer
      WHERE phone = $1 AND merged_into IS NULL AND ($2::text[] IS NULL OR branch_id = ANY ($2)) ORDER BY code LIMIT 50`,
  ),
  last4: statement(
    'find-by-last4',
    `SELECT id, code, name, phone, branch_id AS "branchId", customer_class AS "customerClass" FROM customer
      WHERE phone_last4 = $1 AND merged_into IS NULL AND ($2::text[] IS NULL OR branch_id = ANY ($2)) ORDER BY code LIMIT 50`,
  ),
  serial: statement(
    'find-by-serial',
    `SELECT c.id, c.code, c.name, c.phone, c.branch_id AS "branchId", c.customer_class AS "customerClass" FROM device JOIN customer c ON c.id = device.customer_id
      WHERE device.serial = $1 AND ($2::text[] IS NULL OR c.branch_id = ANY ($2))`,
  ),
  code: statement(
    'find-by-code',
    `SELECT id, code, name, phone, branch_id AS "branchId", customer_class AS "customerClass" FROM customer
      WHERE id = (SELECT coalesce(merged_into, id) FROM customer WHERE code = $1) AND ($2::text[] IS NULL OR branch_id = ANY ($2))`,
  ),
  initials: statement(
    'find-by-initials',
    `SELECT id, code, name, phone, branch_id AS "branchId", customer_class AS "customerClass" FROM customer
      WHERE name_initials >= $1 AND name_initials < $3 AND merged_into IS NULL AND ($2::text[] IS NULL OR branch_id = ANY ($2))
      ORDER BY name_initials, branch_id, id LIMIT 50`,
  ),
  name: statement(
    'find-by-name',
    `SELECT id, code, name, phone, branch_id AS "branchId", customer_class AS "customerClass" FROM customer
      WHERE name >= $1 AND name < $3 AND merged_into IS NULL AND ($2::text[] IS NULL OR branch_id = ANY ($2))
      ORDER BY name, branch_id, id LIMIT 50`,
  ),
  document: statement(
    'find-by-document',
    `SELECT id, code, name, phone, branch_id AS "branchId", customer_class AS "customerClass" FROM customer
      WHERE id = ANY (ARRAY(
              SELECT coalesce(c.merged_into, c.id) FROM customer c WHERE c.id = ANY (ARRAY(
                SELECT customer_id FROM document WHERE number = $1
                UNION SELECT t.customer_id FROM document d JOIN document t ON t.id = ANY (d.ticket_ids) AND t.kind = 'ticket' WHERE d.number = $1))))
        AND ($2::text[] IS NULL OR branch_id = ANY ($2)) ORDER BY code LIMIT 50`,
  ),
};
const documents = statement(
  'documents-by-number',
  `SELECT kind, id, number, branch_id AS "branchId", dealer_code AS "dealerCode", ticket_ids AS "ticketIds" FROM document
    WHERE number = $1 AND ($2::text[] IS NULL OR branch_id = ANY ($2)) ORDER BY kind, id LIMIT 50`,
);

/** Above everything that begins with `prefix`: no character is higher. */
const endOf = (prefix: string): string => `${prefix}\u{10FFFF}`;

@Controller('customers')
export class FindCustomers {
  constructor(private readonly database: Database) {}

  /** Who is that? A POST that changes nothing: a telephone number must not stand in a URL. At most 50, masked. */
  @Post('search')
  @Requires('customer:read')
  @Answers(FoundCustomers, 200)
  async handle(@Body() { text }: FindCustomersBody, @Actor() actor: Actor): Promise<FoundCustomers> {
    const search = searchFor(text);
    const found = await this.#found(search, actor);
    if (search.by !== 'serial' || found.items.length > 0) return found;
    // A waybill may look like a serial number.
    const paper = await this.#found({ by: 'document', value: search.value }, actor);
    return paper.documents.length > 0 ? paper : found;
  }

  async #found({ by, value }: Search, actor: Actor): Promise<FoundCustomers> {
    const branches = branchParam(branchesFor(actor, 'customer:read'));
    const values = [value, branches, ...(by === 'initials' || by === 'name' ? [endOf(value)] : [])];
    const found = await this.database.read<FoundCustomer>(actor, 'customer:read', finders[by], values);
    return {
      by,
      items: found.map((customer) => ({ ...customer, name: maskedName(customer.name), phone: maskedPhone(customer.phone) })),
      documents: by === 'document' ? await this.database.read<NumberedDocument>(actor, 'customer:read', documents, [value, branches]) : [],
    };
  }
}
