import { branchesFor, Requires } from '@aftercare/auth';
import { Actor, Answers } from '@aftercare/chassis';
import { branchParam, Database, statement } from '@aftercare/event-store';
import { Body, Controller, Post } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsArray, IsString, IsUUID, MaxLength, ValidateNested } from 'class-validator';
import { Phone } from '../../domain/phone';

export class FindCustomersBody {
  /** The whole number, as it was seen or said. */
  @IsString() @MaxLength(40) phone!: string;
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
  @IsArray() @ValidateNested({ each: true }) @Type(() => FoundCustomer) items!: FoundCustomer[];
}

const customers = statement(
  'find-customers',
  `SELECT id, code, name, phone, branch_id AS "branchId", customer_class AS "customerClass"
   FROM customer WHERE phone = $1 AND ($2::text[] IS NULL OR branch_id = ANY ($2)) ORDER BY code LIMIT 50`,
);

@Controller('customers')
export class FindCustomers {
  constructor(private readonly database: Database) {}

  /** Who has this number? A POST that changes nothing: a telephone number must not stand in a URL. At most 50, by code. */
  @Post('search')
  @Requires('customer:read')
  @Answers(FoundCustomers, 200)
  async handle(@Body() { phone }: FindCustomersBody, @Actor() actor: Actor): Promise<FoundCustomers> {
    const { number, masked } = Phone.of(phone);
    const found = await this.database.read<FoundCustomer>(actor, 'customer:read', customers, [number, branchParam(branchesFor(actor, 'customer:read'))]);
    return { items: found.map((customer) => ({ ...customer, name: maskedName(customer.name), phone: masked })) };
  }
}

const maskedName = (name: string): string => [...name].map((character, place) => (place === 0 ? character : '*')).join('');
