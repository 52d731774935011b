import { branchesFor, Requires } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { branchParam, Database, statement } from '@aftercare/event-store';
import { NotFound } from '@aftercare/kernel';
import { Controller, Get, Param } from '@nestjs/common';
import { IsBoolean, IsIn, IsInt, IsString } from 'class-validator';

export class ShownDealer {
  @IsString() dealerCode!: string;
  @IsString() name!: string;
  @IsIn(['dealer', 'service_station']) role!: 'dealer' | 'service_station';
  @Nullable() @IsString() contactName!: string | null;
  @IsString() phone!: string;
  @Nullable() @IsString() address!: string | null;
  @IsString() branchId!: string;
  @Nullable() @IsString() territory!: string | null;
  @Nullable() @IsString() parentDealerCode!: string | null;
  @IsBoolean() keyAccount!: boolean;
  /** Who answers for a key account. */
  @Nullable() @IsString() representativeId!: string | null;
  @Nullable() @IsString() joinedOn!: string | null;
  /** In yuan, exact: `18000.00`. */
  @Nullable() @IsString() creditLimit!: string | null;
  @Nullable() @IsString() remark!: string | null;
  /** Send it back in `If-Match` when changing him. */
  @IsInt() version!: number;
}

const dealer = statement(
  'show-dealer',
  `SELECT dealer_code AS "dealerCode", name, role, contact_name AS "contactName", phone, address, branch_id AS "branchId", territory,
          parent_dealer_code AS "parentDealerCode", key_account AS "keyAccount", representative_id AS "representativeId", joined_on::text AS "joinedOn", credit_limit::text AS "creditLimit",
          remark, version
     FROM dealer WHERE dealer_code = $1 AND ($2::text[] IS NULL OR branch_id = ANY ($2))`,
);

@Controller('dealers')
export class ShowDealer {
  constructor(private readonly database: Database) {}

  /** A dealer or service station: where to call and send, who is above it, who answers for it. */
  @Get(':code')
  @Requires('dealer:read')
  @Answers(ShownDealer)
  async handle(@Param('code') code: string, @Actor() actor: Actor): Promise<ShownDealer> {
    const [found] = await this.database.read<ShownDealer>(actor, 'dealer:read', dealer, [code, branchParam(branchesFor(actor, 'dealer:read'))]);
    if (!found) throw new NotFound('dealer');
    return found;
  }
}
