import { quietUntil, type QuietHours } from './quiet-hours';

export const receiverKinds = ['staff', 'customer', 'dealer'] as const;
export type ReceiverKind = (typeof receiverKinds)[number];

export const noticeKinds = [
  'acknowledgement', 'outcome', 'explanation', 'apology', 'progress', 'thanks', 'reply', 'assigned', 'hand_over_offered', 'customer_offered', 'escalation', 'limit_warning', 'limit_breached',
  'shortage', 'safety_stock', 'request_decided', 'back_order_promise', 'back_order_undated', 'shipment_arrived', 'shipment_late', 'not_followed_today', 'old_part_reminder', 'old_part_overdue',
  'discrepancy_opened', 'discrepancy_offered', 'discrepancy_countered', 'discrepancy_agreed', 'discrepancy_settled',
  'loan_reminder', 'loan_overdue', 'staff_moved',
] as const;
export type NoticeKind = (typeof noticeKinds)[number];

/** A kind that says one of several things has words of their own for each. */
export type NoticeWording = NoticeKind | 'back_order_promise_day' | 'back_order_promise_later';

export const noticeStates = ['waiting', 'delivered', 'read'] as const;
export type NoticeState = (typeof noticeStates)[number];

export type NoticeEvent =
  | { readonly type: 'NoticeMade' }
  | { readonly type: 'NoticeDelivered'; readonly at: Date }
  | { readonly type: 'NoticeRead'; readonly at: Date };

export interface NoticeDetails {
  /** Follows from the fact, the receiver and the kind, so that there is one notice of a fact however often it is heard. */
  readonly id: string;
  readonly branchId: string;
  readonly receiverKind: ReceiverKind;
  /** A staff or dealer code, or the customer's id. */
  readonly receiver: string;
  readonly kind: NoticeKind;
  readonly wording: NoticeWording;
  /** The ticket or document that it is about, and its number where the fact names it. */
  readonly about: string;
  readonly reference: string | null;
  /** The day that it names, where the branch is. */
  readonly day: string | null;
  /** The event that it tells of; the document, where one notice is made of it however often it is said. */
  readonly factId: string;
}

/**
 * Somebody is told of a fact. States: waiting (he is not to be disturbed now) → delivered → read. Only customers have quiet hours; a
 * notice that waits can be read all the same by who looks for it.
 */
export class Notice {
  readonly id: string;
  readonly branchId: string;
  readonly receiverKind: ReceiverKind;
  readonly receiver: string;
  readonly kind: NoticeKind;
  readonly wording: NoticeWording;
  readonly about: string;
  readonly reference: string | null;
  readonly day: string | null;
  readonly factId: string;
  readonly madeAt: Date;
  readonly deliverAt: Date;
  state: NoticeState;
  deliveredAt: Date | null;
  readAt: Date | null;
  readonly version: number;

  private constructor() {}

  /** `quiet`: when the receiver is not to be disturbed; `null` = that is not known of him, or he is staff. */
  static make(details: NoticeDetails, quiet: QuietHours | null, now: Date): { notice: Notice; events: NoticeEvent[] } {
    const deliverAt = (quiet && quietUntil(now, quiet)) ?? now;
    const notice = Object.assign(new Notice(), details, { madeAt: now, deliverAt, state: 'waiting', deliveredAt: null, readAt: null, version: 1 } as const);
    return { notice, events: [{ type: 'NoticeMade' }, ...notice.deliver(now)] };
  }

  /** His time has come. Early, or when he has read it meanwhile, it changes nothing. */
  deliver(now: Date): NoticeEvent[] {
    if (this.state !== 'waiting' || now < this.deliverAt) return [];
    this.state = 'delivered';
    this.deliveredAt = now;
    return [{ type: 'NoticeDelivered', at: now }];
  }

  /** He has read it; reading it twice changes nothing. */
  read(now: Date): NoticeEvent[] {
    if (this.state === 'read') return [];
    this.state = 'read';
    this.readAt = now;
    return [{ type: 'NoticeRead', at: now }];
  }
}
