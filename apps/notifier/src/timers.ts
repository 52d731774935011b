import type { TimerChange } from '@aftercare/event-store';
import type { Notice, NoticeEvent } from './domain/notice';

/** Fires when the quiet hours end in which a notice was made. */
export const noticeDelivery = 'notice.delivery';

/** A notice that waits has a timer; one that was delivered or read has none. */
export const noticeTimers = (event: NoticeEvent, { state, deliverAt }: Notice): readonly TimerChange[] => {
  if (event.type === 'NoticeMade') return state === 'waiting' ? [{ set: noticeDelivery, dueAt: deliverAt }] : [];
  return [{ cancel: noticeDelivery }];
};
