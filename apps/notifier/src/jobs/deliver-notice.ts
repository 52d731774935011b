import { Fires, type Fired, type Timer } from '@aftercare/event-bus';
import type { Tx } from '@aftercare/event-store';
import { NoticeStore } from '../persistence/notice.store';
import { noticeDelivery } from '../timers';

/** The quiet hours are over: what waited for their end is delivered. */
@Fires(noticeDelivery, NoticeStore)
export class DeliverNotice implements Fired {
  constructor(private readonly notices: NoticeStore) {}

  async handle({ subject }: Timer, tx: Tx): Promise<void> {
    await this.notices.changeIn(tx, subject, (notice, { now }) => notice.deliver(now));
  }
}
