import { NoticeDeliveredV1, NoticeMadeV1, NoticeReadV1, type ContractEvent } from '@aftercare/contracts';
import type { Notice, NoticeEvent } from './domain/notice';

/** What the world outside hears of a notice: ids only. */
export const noticePublishes = (event: NoticeEvent, notice: Notice): ContractEvent => {
  const base = { noticeId: notice.id, branchId: notice.branchId };
  switch (event.type) {
    case 'NoticeMade': {
      const { receiverKind, receiver, kind, about, reference, factId, madeAt, deliverAt } = notice;
      return NoticeMadeV1.of({ ...base, receiverKind, receiver, kind, about, reference, factId, madeAt: madeAt.toISOString(), deliverAt: deliverAt.toISOString() });
    }
    case 'NoticeDelivered':
      return NoticeDeliveredV1.of({ ...base, deliveredAt: event.at.toISOString() });
    case 'NoticeRead':
      return NoticeReadV1.of({ ...base, readAt: event.at.toISOString() });
  }
};
