import { derivedId, RuleViolation } from '@aftercare/kernel';

/** From this question about one device on, somebody has to look: a code that is asked again and again is copied, on a reused box, or sold twice. */
export const oftenFrom = 3;

export type Suspicion = 'unknown_code' | 'asked_often' | 'sold_outside_area';

/** The device that has the code, as far as it matters here. */
export interface AskedDevice {
  readonly serial: string;
  readonly branchId: string;
  readonly dealerCode: string | null;
  readonly customerId: string | null;
  readonly soldOutsideArea: boolean;
}

export interface AuthenticityAsked {
  readonly type: 'AuthenticityAsked';
  readonly at: Date;
}
export interface AuthenticitySuspected {
  readonly type: 'AuthenticitySuspected';
  readonly reason: Suspicion;
  readonly device: AskedDevice | null;
  readonly at: Date;
}
export type AuthenticityEvent = AuthenticityAsked | AuthenticitySuspected;

export interface AuthenticityAnswer {
  readonly verdict: 'genuine' | 'unknown';
  readonly timesAsked: number;
  readonly firstAskedAt: Date;
  readonly warnings: readonly Suspicion[];
}

/** How often somebody asked whether one device is genuine, or about one code that no device has. Each suspicion is told once. */
export class Authenticity {
  readonly id: string;
  branchId: string;
  serial: string | null;
  timesAsked: number;
  firstAskedAt: Date | null;
  lastAskedAt: Date | null;
  /** What somebody has been asked to look into. */
  suspected: Suspicion[];
  readonly version: number;

  private constructor() {}

  ask(device: AskedDevice | null, now: Date): { events: AuthenticityEvent[]; answer: AuthenticityAnswer } {
    this.timesAsked += 1;
    this.firstAskedAt ??= now;
    this.lastAskedAt = now;
    this.serial = device?.serial ?? null;
    this.branchId = device?.branchId ?? this.branchId;
    const warnings = suspicionsAbout(device, this.timesAsked);
    const fresh = warnings.filter((reason) => !this.suspected.includes(reason));
    this.suspected = [...this.suspected, ...fresh];
    return {
      events: [{ type: 'AuthenticityAsked', at: now }, ...fresh.map((reason) => ({ type: 'AuthenticitySuspected', reason, device, at: now }) as const)],
      answer: { verdict: device ? 'genuine' : 'unknown', timesAsked: this.timesAsked, firstAskedAt: this.firstAskedAt, warnings },
    };
  }
}

const suspicionsAbout = (device: AskedDevice | null, timesAsked: number): Suspicion[] => [
  ...(device ? [] : ['unknown_code' as const]),
  ...(timesAsked >= oftenFrom ? ['asked_often' as const] : []),
  ...(device?.soldOutsideArea ? ['sold_outside_area' as const] : []),
];

/** What whoever looks into it reads, as if somebody had said it. */
export const suspicionWords: Readonly<Record<Suspicion, string>> = {
  unknown_code: '防伪查询：查无此码，疑似仿冒。',
  asked_often: '防伪查询：同一防伪码被多次查询，疑似仿冒或重复销售。',
  sold_outside_area: '防伪查询：设备销往经销商区域以外，疑似窜货。',
};

/** The contact under which a suspicion is on record: one per device and reason, as the suspicion is told once. */
export const suspicionContact = (authenticityId: string, reason: Suspicion): string => derivedId('suspicion', `${authenticityId} ${reason}`);

const authenticityCode = /^\d{17}[1-9]$/;
const serialNumber = /^[A-Z]{2}\d{10}$/;

/** The 18 digits under the scratch field or a serial number, in their one form. Throws `authenticity.code-malformed`. */
export const codeAsked = (text: string): string => {
  const code = text.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase();
  if (!authenticityCode.test(code) && !serialNumber.test(code)) throw new RuleViolation('authenticity.code-malformed');
  return code;
};
