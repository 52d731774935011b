import { RuleViolation } from '@aftercare/kernel';

export const dealerRoles = ['dealer', 'service_station'] as const;
export type DealerRole = (typeof dealerRoles)[number];

/** What is on file of a dealer and a person may change. */
export interface DealerDetails {
  readonly name: string;
  readonly role: DealerRole;
  readonly contactName: string | null;
  /** In its stored form. */
  readonly phone: string;
  readonly address: string | null;
  /** Where he sells. */
  readonly territory: string | null;
  readonly parentDealerCode: string | null;
  readonly keyAccount: boolean;
  /** Who answers for a key account. */
  readonly representativeId: string | null;
  /** Exact decimal, in yuan; `null`: none is agreed. */
  readonly creditLimit: string | null;
  readonly joinedOn: string | null;
  readonly remark: string | null;
}

/** What only the database knows, for a decision about a dealer. */
export interface DealerSurroundings {
  /** The dealers above the parent that is named, nearest first. */
  readonly above: readonly string[];
  /** Whether who decides is the dealer's relative, or he his. */
  readonly isRelative: boolean;
}

/** On file with other facts than before. */
export interface DealerChanged {
  readonly type: 'DealerChanged';
}

/** Terms that are worth something to the dealer: nobody grants them to his own family (R31). */
const terms = ['keyAccount', 'creditLimit'] as const satisfies readonly (keyof DealerDetails)[];

/** A firm that sells or repairs for us, in one branch's area; perhaps below another one, never below itself. */
export class Dealer implements DealerDetails {
  /** His code, e.g. `DL017`. */
  readonly id: string;
  readonly branchId: string;
  name: string;
  role: DealerRole;
  contactName: string | null;
  phone: string;
  address: string | null;
  territory: string | null;
  parentDealerCode: string | null;
  keyAccount: boolean;
  representativeId: string | null;
  creditLimit: string | null;
  readonly currency: string | null;
  joinedOn: string | null;
  remark: string | null;
  readonly version: number;

  private constructor() {}

  static register(details: DealerDetails, { id, branchId }: { readonly id: string; readonly branchId: string }, surroundings: DealerSurroundings): { dealer: Dealer; events: DealerChanged[] } {
    const dealer: Dealer = Object.assign(new Dealer(), { id, branchId, keyAccount: false, creditLimit: null, currency: 'CNY', version: 1 });
    const events = dealer.change(details, surroundings);
    return { dealer, events };
  }

  /** What is said again changes nothing. */
  change(details: DealerDetails, { above, isRelative }: DealerSurroundings): DealerChanged[] {
    if (details.name.trim() === '') throw new RuleViolation('dealer.name-required');
    if (details.keyAccount && details.representativeId === null) throw new RuleViolation('dealer.representative-missing');
    if (details.parentDealerCode === this.id || above.includes(this.id)) throw new RuleViolation('dealer.below-himself', { dealer: this.id });
    if (isRelative && terms.some((term) => details[term] !== this[term])) throw new RuleViolation('dealer.relative', { dealer: this.id });
    if ((Object.keys(details) as (keyof DealerDetails)[]).every((field) => details[field] === this[field])) return [];
    Object.assign(this, details);
    return [{ type: 'DealerChanged' }];
  }
}
