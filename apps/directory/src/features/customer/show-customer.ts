import { branchesFor, Requires } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { branchParam, Database, statement } from '@aftercare/event-store';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Controller, Get, Param } from '@nestjs/common';
import { IsString, IsUUID } from 'class-validator';

export class ShownCustomer {
  @IsUUID() id!: string;
  @IsString() code!: string;
  @IsString() name!: string;
  @IsString() phone!: string;
  @Nullable() @IsString() city!: string | null;
  @Nullable() @IsString() address!: string | null;
  @IsString() branchId!: string;
  @IsString() customerClass!: string;
  @Nullable() @IsString() dealerCode!: string | null;
  /** The staff member who looks after the account. */
  @Nullable() @IsString() ownerId!: string | null;
}

const customer = statement(
  'show-customer',
  `SELECT id, code, name, phone, city, address, branch_id AS "branchId", customer_class AS "customerClass", dealer_code AS "dealerCode", owner_id AS "ownerId"
   FROM customer WHERE id = $1 AND ($2::text[] IS NULL OR branch_id = ANY ($2))`,
);

@Controller('customers')
export class ShowCustomer {
  constructor(private readonly database: Database) {}

  /** One customer in full, number and address included: this is what a person calls back and sends a parcel by. */
  @Get(':id')
  @Requires('customer:read')
  @Answers(ShownCustomer)
  async handle(@Param('id') id: string, @Actor() actor: Actor): Promise<ShownCustomer> {
    if (!isUuid(id)) throw new NotFound('customer');
    const [found] = await this.database.read<ShownCustomer>(actor, 'customer:read', customer, [id, branchParam(branchesFor(actor, 'customer:read'))]);
    if (!found) throw new NotFound('customer');
    return found;
  }
}
