import { RuleViolation } from '@aftercare/kernel';
import type { Phone } from './phone';

export const channels = ['phone', 'wechat', 'web', 'email', 'counter', 'dealer', 'staff'] as const;
export type Channel = (typeof channels)[number];

export interface ContactRecorded {
  readonly type: 'ContactRecorded';
}

export type ContactEvent = ContactRecorded;

export interface ContactDetails {
  readonly id: string;
  readonly branchId: string;
  readonly channel: Channel;
  readonly caller: Phone | null;
  readonly words: string;
  /** The customers of the branch that have the caller's number. */
  readonly candidates: readonly string[];
  readonly recordedBy: string;
}

/** Somebody got in touch: who, how, and in which words. It has one state, recorded, and is never changed. */
export class Contact {
  readonly id: string;
  readonly branchId: string;
  readonly channel: Channel;
  /** The caller's number in its stored form. */
  readonly caller: string | null;
  readonly words: string;
  readonly customerId: string | null;
  readonly recordedBy: string;
  readonly recordedAt: Date;
  readonly version: number;

  private constructor() {}

  /** A number that nobody has, or that several have, is recorded without a customer: a person decides whose it is. */
  static record({ candidates, caller, ...details }: ContactDetails, now: Date): { contact: Contact; events: ContactEvent[] } {
    if (details.words.trim() === '') throw new RuleViolation('contact.words-required');
    if (details.channel === 'phone' && !caller) throw new RuleViolation('contact.caller-required');
    const [customerId = null, ...others] = candidates;
    const contact: Contact = Object.assign(new Contact(), details, {
      caller: caller?.number ?? null,
      customerId: others.length === 0 ? customerId : null,
      recordedAt: now,
      version: 1,
    });
    return { contact, events: [{ type: 'ContactRecorded' }] };
  }
}
