import { statement, type Tx } from '@aftercare/event-store';
import { RuleViolation } from '@aftercare/kernel';
import { initialsOf } from '@aftercare/tables';
import { IsBoolean, IsIn, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { customerClasses, type CustomerClass, type CustomerDetails } from './domain/customer';
import { Phone } from './domain/phone';

const code = /^[A-Z0-9-]{2,20}$/;
const timeOfDay = /^([01]\d|2[0-3]):[0-5]\d$/;

/** What a person may say of a customer. What is left out stays as it is; null takes it away. */
export class CustomerDetailsBody {
  @IsOptional() @IsString() @MaxLength(64) city?: string | null;
  @IsOptional() @IsString() @MaxLength(200) address?: string | null;
  @IsOptional() @IsString() @Matches(code) dealerCode?: string | null;
  @IsOptional() @IsIn(customerClasses) customerClass?: CustomerClass;
  /** The member of staff who looks after him. */
  @IsOptional() @IsString() @Matches(code) ownerId?: string | null;
  /** Who acts for the owner. */
  @IsOptional() @IsString() @Matches(code) agentId?: string | null;
  /** May we care for him, advertise to him, ask him how satisfied he is? */
  @IsOptional() @IsBoolean() consentCare?: boolean;
  @IsOptional() @IsBoolean() consentMarketing?: boolean;
  @IsOptional() @IsBoolean() consentSurvey?: boolean;
  /** How he wants to be reached: `phone`, `wechat`, `sms`. */
  @IsOptional() @IsString() @Matches(/^[a-z][a-z_]{0,31}$/) channel?: string | null;
  /** No message between these two times. */
  @IsOptional() @Matches(timeOfDay) quietFrom?: string | null;
  @IsOptional() @Matches(timeOfDay) quietTo?: string | null;
  /** The customer who sent him to us. */
  @IsOptional() @IsString() @Matches(code) referrerCode?: string | null;
  @IsOptional() @IsString() @MaxLength(1000) remark?: string | null;
}

type Said = CustomerDetailsBody & { readonly name?: string | null; readonly phone?: string | null };

const nobody: Omit<CustomerDetails, 'name' | 'nameInitials' | 'phone'> = {
  city: null, address: null, dealerCode: null, customerClass: 'new', ownerId: null, agentId: null, consentCare: false, consentMarketing: false, consentSurvey: false,
  channel: null, quietFrom: null, quietTo: null, referrerCode: null, remark: null,
};

/** The details after what was said now: `before` is what is on file, nothing for a new customer. */
export const detailsAfter = (said: Said, before?: CustomerDetails): CustomerDetails => {
  const on = before ?? { ...nobody, name: '', phone: '' };
  const kept = <K extends keyof typeof nobody>(field: K): CustomerDetails[K] => (said[field] === undefined ? on[field] : said[field]) as CustomerDetails[K];
  const name = said.name?.trim() ?? on.name;
  return {
    name,
    nameInitials: initialsOf(name),
    phone: said.phone == null ? on.phone : Phone.of(said.phone).number,
    city: kept('city'), address: kept('address'), dealerCode: kept('dealerCode'), customerClass: said.customerClass ?? on.customerClass, ownerId: kept('ownerId'),
    agentId: kept('agentId'),
    consentCare: said.consentCare ?? on.consentCare, consentMarketing: said.consentMarketing ?? on.consentMarketing, consentSurvey: said.consentSurvey ?? on.consentSurvey,
    channel: kept('channel'), quietFrom: kept('quietFrom'), quietTo: kept('quietTo'), referrerCode: kept('referrerCode'), remark: kept('remark'),
  };
};

const onFile = statement(
  'customer-references',
  `SELECT EXISTS (SELECT FROM dealer WHERE dealer_code = $1) AS "dealerCode",
          EXISTS (SELECT FROM staff WHERE staff_id = $2 AND branch_id = $3 AND active) AS "ownerId",
          EXISTS (SELECT FROM staff WHERE staff_id = $4 AND branch_id = $3 AND active) AS "agentId", EXISTS (SELECT FROM customer WHERE code = $5) AS "referrerCode"`,
);

/** Refuses a dealer, owner, agent or referrer who is named now and not on file; owner and agent must work in the customer's branch. */
export const refuseStrangers = async (tx: Tx, { dealerCode, ownerId, agentId, referrerCode }: CustomerDetailsBody, branchId: string): Promise<void> => {
  const named = { dealerCode, ownerId, agentId, referrerCode };
  if (Object.values(named).every((one) => one == null)) return;
  const [found] = await tx.query<Record<keyof typeof named, boolean>>(onFile, [dealerCode ?? null, ownerId ?? null, branchId, agentId ?? null, referrerCode ?? null]);
  for (const field of ['dealerCode', 'ownerId', 'agentId', 'referrerCode'] as const) {
    const one = named[field];
    if (one != null && !found?.[field]) throw new RuleViolation('customer.reference-unknown', { field, code: one });
  }
};
