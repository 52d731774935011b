import { RuleViolation } from '@aftercare/kernel';
import type { ArchiveFacts } from './completeness';

export const customerClasses = ['new', 'regular', 'key'] as const;
export type CustomerClass = (typeof customerClasses)[number];

/** What is on file of a customer and a person may change. */
export interface CustomerDetails extends ArchiveFacts {
  readonly name: string;
  readonly nameInitials: string;
  /** Who acts for the owner: the owner answers for the customer, the agent does the work. */
  readonly agentId: string | null;
  /** In its stored form. */
  readonly phone: string;
  readonly customerClass: CustomerClass;
  readonly consentCare: boolean;
  readonly consentMarketing: boolean;
  readonly consentSurvey: boolean;
  /** No message between these two times of the day. */
  readonly quietTo: string | null;
  /** The customer who sent him to us. */
  readonly referrerCode: string | null;
  readonly remark: string | null;
}

export interface NewCustomer {
  readonly id: string;
  readonly branchId: string;
  readonly code: string;
  /** Whose turn it is to look after a new customer; null when he has an owner, or nobody is there. */
  readonly offeredTo: string | null;
  readonly createdOn: string;
}

/** On file with other facts than before. */
export interface CustomerChanged {
  readonly type: 'CustomerChanged';
}
export interface CustomerOffered {
  readonly type: 'CustomerOffered';
  readonly to: string;
  readonly at: Date;
  /** Until when he may answer. */
  readonly until: Date;
}
export interface CustomerMerged {
  readonly type: 'CustomerMerged';
  readonly survivorId: string;
  readonly by: string;
  readonly at: Date;
}
export type CustomerEvent = CustomerChanged | CustomerOffered | CustomerMerged;

/** A person who has, or wants, our goods: `on file → merged`. He has at most one owner among the staff; a new one is offered to who is next in turn. */
export class Customer implements CustomerDetails {
  readonly id: string;
  readonly branchId: string;
  readonly code: string;
  readonly source: string;
  readonly externalNumber: string;
  name: string;
  nameInitials: string;
  phone: string;
  city: string | null;
  address: string | null;
  dealerCode: string | null;
  customerClass: CustomerClass;
  ownerId: string | null;
  agentId: string | null;
  consentCare: boolean;
  consentMarketing: boolean;
  consentSurvey: boolean;
  channel: string | null;
  quietFrom: string | null;
  quietTo: string | null;
  referrerCode: string | null;
  createdOn: string | null;
  remark: string | null;
  lastCheckedOn: string | null;
  offeredTo: string | null;
  /** Who was offered the customer and did not take him. */
  declinedBy: string[];
  mergedInto: string | null;
  readonly version: number;

  private constructor() {}

  static register(details: CustomerDetails, { offeredTo, ...made }: NewCustomer, now: Date, until: Date): { customer: Customer; events: CustomerEvent[] } {
    checked(details, made.code);
    const customer: Customer = Object.assign(new Customer(), details, made, {
      source: 'directory', externalNumber: made.code, lastCheckedOn: made.createdOn, offeredTo, declinedBy: [], mergedInto: null, version: 1,
    });
    return { customer, events: [{ type: 'CustomerChanged' }, ...(offeredTo === null ? [] : [{ type: 'CustomerOffered', to: offeredTo, at: now, until } as const])] };
  }

  change(details: CustomerDetails): CustomerEvent[] {
    this.refuseMerged();
    checked(details, this.code);
    if ((Object.keys(details) as (keyof CustomerDetails)[]).every((field) => details[field] === this[field])) return [];
    Object.assign(this, details);
    if (details.ownerId !== null) this.offeredTo = null;
    return [{ type: 'CustomerChanged' }];
  }

  /** Somebody has gone through the record with the customer. */
  check(today: string): CustomerEvent[] {
    this.refuseMerged();
    if (this.lastCheckedOn === today) return [];
    this.lastCheckedOn = today;
    return [{ type: 'CustomerChanged' }];
  }

  /** The one to whom he was offered looks after him from now on. Accepting twice is harmless. */
  accept(by: string): CustomerEvent[] {
    this.refuseMerged();
    if (this.ownerId === by && this.offeredTo === null) return [];
    if (this.offeredTo !== by) throw new RuleViolation('customer.not-offered-to-you', { code: this.code });
    this.ownerId = by;
    this.offeredTo = null;
    return [{ type: 'CustomerChanged' }];
  }

  /** He is offered to whose turn it is. Late, when he has an owner or somebody is asked already, it changes nothing. */
  offer(to: string, now: Date, until: Date): CustomerEvent[] {
    if (this.mergedInto !== null || this.ownerId !== null || this.offeredTo !== null) return [];
    return this.goesOnTo(to, now, until);
  }

  /** He goes on to `next`; when nobody is left (null) he has no owner, and the manager decides. */
  decline(by: string, next: string | null, now: Date, until: Date): CustomerEvent[] {
    this.refuseMerged();
    if (this.offeredTo !== by) throw new RuleViolation('customer.not-offered-to-you', { code: this.code });
    this.declinedBy = [...this.declinedBy, by];
    return this.goesOnTo(next, now, until);
  }

  /** Who was asked has not answered in time, which is an answer. Late, when he has, it changes nothing. */
  offerExpired(next: string | null, now: Date, until: Date): CustomerEvent[] {
    if (this.offeredTo === null) return [];
    this.declinedBy = [...this.declinedBy, this.offeredTo];
    return this.goesOnTo(next, now, until);
  }

  /** This record is closed; its id leads to the survivor's. Also for one that was merged before, into who is merged now. */
  mergeInto(survivorId: string, by: string, now: Date): CustomerEvent[] {
    this.mergedInto = survivorId;
    this.offeredTo = null;
    return [{ type: 'CustomerMerged', survivorId, by, at: now }];
  }

  /** What the other record knows and this one does not. A consent holds only where both have it. */
  absorb(other: Customer): CustomerEvent[] {
    this.refuseMerged();
    const kept = <K extends keyof Customer>(field: K): Customer[K] => this[field] ?? other[field];
    const quiet = this.quietFrom === null ? other : this;
    const account = this.ownerId === null ? other : this;
    Object.assign(this, {
      city: kept('city'), address: kept('address'), dealerCode: kept('dealerCode'), ownerId: account.ownerId, agentId: account.agentId, channel: kept('channel'),
      quietFrom: quiet.quietFrom, quietTo: quiet.quietTo, referrerCode: this.referrerCode ?? (other.referrerCode === this.code ? null : other.referrerCode),
      remark: [this.remark, other.remark].filter((remark) => remark !== null).join('\n') || null,
      customerClass: customerClasses[Math.max(customerClasses.indexOf(this.customerClass), customerClasses.indexOf(other.customerClass))],
      consentCare: this.consentCare && other.consentCare, consentMarketing: this.consentMarketing && other.consentMarketing,
      consentSurvey: this.consentSurvey && other.consentSurvey,
      createdOn: [this.createdOn, other.createdOn].filter((day) => day !== null).sort()[0] ?? null,
    });
    if (this.ownerId !== null) this.offeredTo = null;
    return [{ type: 'CustomerChanged' }];
  }

  private goesOnTo(next: string | null, now: Date, until: Date): CustomerEvent[] {
    this.offeredTo = next;
    return next === null ? [{ type: 'CustomerChanged' }] : [{ type: 'CustomerOffered', to: next, at: now, until }];
  }

  private refuseMerged(): void {
    if (this.mergedInto !== null) throw new RuleViolation('customer.merged', { survivorId: this.mergedInto });
  }
}

const checked = (details: CustomerDetails, code: string): void => {
  if (details.name.trim() === '') throw new RuleViolation('customer.name-required');
  if ((details.quietFrom === null) !== (details.quietTo === null)) throw new RuleViolation('customer.quiet-hours-incomplete');
  if (details.agentId !== null && details.ownerId === null) throw new RuleViolation('customer.agent-without-owner');
  if (details.referrerCode === code) throw new RuleViolation('customer.referred-by-himself');
};
