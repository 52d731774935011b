import { branchesFor, Requires } from '@aftercare/auth';
import { Actor, Answers } from '@aftercare/chassis';
import { branchParam, Database, statement } from '@aftercare/event-store';
import { Controller, Get } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsArray, IsIn, IsString, IsUUID, ValidateNested } from 'class-validator';
import { customerClasses, type CustomerClass } from '../../domain/customer';

export class OfferedCustomer {
  @IsUUID() customerId!: string;
  @IsString() code!: string;
  @IsString() name!: string;
  @IsString() branchId!: string;
  @IsIn(customerClasses) customerClass!: CustomerClass;
}

export class OfferedCustomers {
  @IsArray() @ValidateNested({ each: true }) @Type(() => OfferedCustomer) items!: OfferedCustomer[];
}

const offers = statement(
  'list-offers',
  `SELECT id AS "customerId", code, name, branch_id AS "branchId", customer_class AS "customerClass" FROM customer
    WHERE offered_to = $1 AND ($2::text[] IS NULL OR branch_id = ANY ($2)) ORDER BY id LIMIT 200`,
);

@Controller('customers/offers')
export class ListOffers {
  constructor(private readonly database: Database) {}

  /** The new customers that the caller is asked to look after, at most 200. */
  @Get()
  @Requires('customer:change')
  @Answers(OfferedCustomers)
  async handle(@Actor() actor: Actor): Promise<OfferedCustomers> {
    return { items: await this.database.read<OfferedCustomer>(actor, 'customer:change', offers, [actor.subject, branchParam(branchesFor(actor, 'customer:change'))]) };
  }
}
