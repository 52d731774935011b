import { Notice, type NoticeDetails } from './notice';

const details: NoticeDetails = {
  id: '019a5d5e-7c00-7000-8000-000000000021', branchId: 'BR05', receiverKind: 'customer', receiver: '019a5d5e-7c00-7000-8000-000000000002',
  kind: 'acknowledgement', wording: 'acknowledgement', day: null, about: '019a5d5e-7c00-7000-8000-000000000001', reference: 'TK-HZ-2026-000123', factId: '019a5d5e-7c00-7000-8000-000000000022',
};
const quiet = { from: '21:30', to: '08:00', zone: 'Asia/Shanghai' };
const night = new Date('2026-07-06T14:00:00Z');
const morning = new Date('2026-07-07T00:00:00Z');
const types = (events: readonly { readonly type: string }[]) => events.map(({ type }) => type);

describe('a notice', () => {
  it('is delivered at once to who may be disturbed', () => {
    const { notice, events } = Notice.make(details, quiet, morning);
    expect(types(events)).toEqual(['NoticeMade', 'NoticeDelivered']);
    expect(notice).toMatchObject({ state: 'delivered', deliveredAt: morning, deliverAt: morning });
  });

  it('waits for the end of the quiet hours, and not less', () => {
    const { notice, events } = Notice.make(details, quiet, night);
    expect(types(events)).toEqual(['NoticeMade']);
    expect(notice).toMatchObject({ state: 'waiting', deliverAt: morning });
    expect(notice.deliver(new Date(morning.getTime() - 1))).toEqual([]);
    expect(types(notice.deliver(morning))).toEqual(['NoticeDelivered']);
    expect(notice.deliver(morning)).toEqual([]);
  });

  it('is read once, also by who finds it before he is told', () => {
    const { notice } = Notice.make(details, quiet, night);
    expect(types(notice.read(night))).toEqual(['NoticeRead']);
    expect(notice.read(morning)).toEqual([]);
    expect(notice.deliver(morning)).toEqual([]);
    expect(notice).toMatchObject({ state: 'read', readAt: night, deliveredAt: null });
  });
});
