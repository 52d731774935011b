import { addMonths } from '@aftercare/business-time';

export const guarantees = ['repair', 'replace', 'refund'] as const;
export type Guarantee = (typeof guarantees)[number];

/** What a product model promises, in months from the day of installation. */
export type WarrantyTerms = Readonly<Record<Guarantee, number>>;

/** Where the last days come from: counted from the day of installation, set by a person, or nobody knows. */
export type WarrantySource = 'installation' | 'manual' | 'unknown';

/** Each guarantee's last day; null where it is not known or was not given. */
export type LastDays = Readonly<Record<Guarantee, string | null>>;

export interface Warranty {
  readonly source: WarrantySource;
  readonly until: LastDays;
}

export type GuaranteeReason = 'within' | 'expired' | 'not-begun' | 'not-given' | 'not-installed';

export interface GuaranteeStanding {
  /** null: nobody can say. */
  readonly open: boolean | null;
  readonly until: string | null;
  readonly reason: GuaranteeReason;
}

const everyGuarantee = <T>(of: (guarantee: Guarantee) => T): Readonly<Record<Guarantee, T>> => ({ repair: of('repair'), replace: of('replace'), refund: of('refund') });

const unknown: Warranty = { source: 'unknown', until: everyGuarantee(() => null) };

/** The warranty that a day of installation gives. The same day of the month ends it, or the month's last day; 0 months: not given. */
export const warrantyFrom = (installedOn: string | null, terms: WarrantyTerms): Warranty =>
  installedOn === null
    ? unknown
    : { source: 'installation', until: everyGuarantee((guarantee) => (terms[guarantee] === 0 ? null : addMonths(installedOn, terms[guarantee]))) };

/** What each guarantee says on a day. It covers from the day of installation up to and including its last day. */
export const standingOn = (day: string, installedOn: string | null, { source, until }: Warranty): Readonly<Record<Guarantee, GuaranteeStanding>> =>
  everyGuarantee((guarantee) => {
    const last = until[guarantee];
    if (source === 'unknown') return { open: null, until: null, reason: 'not-installed' };
    if (last === null) return { open: false, until: null, reason: 'not-given' };
    if (installedOn !== null && day < installedOn) return { open: false, until: last, reason: 'not-begun' };
    return { open: day <= last, until: last, reason: day <= last ? 'within' : 'expired' };
  });
