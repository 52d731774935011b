import { branchesFor, Requires } from '@aftercare/auth';
import { Actor, Answers } from '@aftercare/chassis';
import { branchParam, Database, statement, type Statement } from '@aftercare/event-store';
import { Body, Controller, Post } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsArray, IsIn, IsString, IsUUID, MaxLength, ValidateNested } from 'class-validator';
import { searchFor, type SearchKey } from '../../domain/search';
import { maskedName, maskedPhone } from '../../masked';

export class FindCustomersBody {
  /** As it was typed: a whole number, its last four digits, a serial or customer number, pinyin initials, or the beginning of a name. */
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

export class FoundCustomers {
  /** What the text was taken for. */
  @IsIn(['phone', 'last4', 'serial', 'code', 'initials', 'name']) by!: SearchKey;
  @IsArray() @ValidateNested({ each: true }) @Type(() => FoundCustomer) items!: FoundCustomer[];
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
};

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
    const { by, value } = searchFor(text);
    const values = [value, branchParam(branchesFor(actor, 'customer:read')), ...(by === 'initials' || by === 'name' ? [endOf(value)] : [])];
    const found = await this.database.read<FoundCustomer>(actor, 'customer:read', finders[by], values);
    return { by, items: found.map((customer) => ({ ...customer, name: maskedName(customer.name), phone: maskedPhone(customer.phone) })) };
  }
}
