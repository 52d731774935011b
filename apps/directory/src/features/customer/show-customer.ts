import { branchesFor, Requires } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { branchParam, Database, statement } from '@aftercare/event-store';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Controller, Get, Param } from '@nestjs/common';
import { IsBoolean, IsIn, IsInt, IsString, IsUUID } from 'class-validator';
import { completenessOf, missingFrom, type ArchiveFacts } from '../../domain/completeness';

export class ShownCustomer {
  /** Of a record that was merged into another one, the survivor's. */
  @IsUUID() id!: string;
  @IsInt() version!: number;
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
  /** Who acts for him. */
  @Nullable() @IsString() agentId!: string | null;
  /** Whose turn it is to look after him, until he accepts or declines. */
  @Nullable() @IsString() offeredTo!: string | null;
  @IsBoolean() consentCare!: boolean;
  @IsBoolean() consentMarketing!: boolean;
  @IsBoolean() consentSurvey!: boolean;
  @Nullable() @IsString() channel!: string | null;
  /** No message between these two times: `21:30`, `08:00`. */
  @Nullable() @IsString() quietFrom!: string | null;
  @Nullable() @IsString() quietTo!: string | null;
  /** The customer who sent him to us. */
  @Nullable() @IsString() referrerCode!: string | null;
  /** How many customers he has sent to us. */
  @IsInt() referrals!: number;
  @Nullable() @IsString() createdOn!: string | null;
  @Nullable() @IsString() remark!: string | null;
  @Nullable() @IsString() lastCheckedOn!: string | null;
  /** How much of what one should know is on file, in per cent, and what is missing. */
  @IsInt() completeness!: number;
  @IsIn(['city', 'address', 'dealerCode', 'ownerId', 'channel', 'quietFrom'], { each: true }) missing!: (keyof ArchiveFacts)[];
}

const customer = statement(
  'show-customer',
  `SELECT c.id, c.version, c.code, c.name, c.phone, c.city, c.address, c.branch_id AS "branchId", c.customer_class AS "customerClass", c.dealer_code AS "dealerCode",
          c.owner_id AS "ownerId", c.agent_id AS "agentId", c.offered_to AS "offeredTo", c.consent_care AS "consentCare", c.consent_marketing AS "consentMarketing",
          c.consent_survey AS "consentSurvey", c.channel, to_char(c.quiet_from, 'HH24:MI') AS "quietFrom", to_char(c.quiet_to, 'HH24:MI') AS "quietTo",
          c.referrer_code AS "referrerCode", c.created_on::text AS "createdOn", c.remark, c.last_checked_on::text AS "lastCheckedOn",
          (SELECT count(*)::int FROM customer sent WHERE sent.referrer_code = c.code) AS referrals
     FROM customer c WHERE c.id = (SELECT coalesce(merged_into, id) FROM customer WHERE id = $1) AND ($2::text[] IS NULL OR c.branch_id = ANY ($2))`,
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
    return { ...found, completeness: completenessOf(found), missing: missingFrom(found) };
  }
}
