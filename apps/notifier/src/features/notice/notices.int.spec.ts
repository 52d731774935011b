import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemPrincipal } from '@aftercare/auth';
import {
  BranchRegisteredV1, CustomerOfferedV1, CustomerRegisteredV1, DiscrepancyAgreedV1, DiscrepancyOfferedV1, DiscrepancyOpenedV1, DiscrepancySettledV1, FollowUpDayClosedV1, LocationRegisteredV1, ObligationOverdueV1, ObligationRemindedV1, PartsRequestBackOrderedV1,
  PartsRequestDayAwaitedV1, PartsRequestDayOverdueV1, PartsRequestDecidedV1, PartsRequestProgressedV1, PartsRequestSubmittedV1, ShipmentLateV1, ShipmentSignedV1, StockFellShortV1,
  StaffMovedV1, TicketEscalatedV1, TicketHandedOverV1, TicketOpenedV1, TicketRepliedV1, type ReceivedEvent,
} from '@aftercare/contracts';
import { newId } from '@aftercare/kernel';
import { principals, startForTest, type ServiceUnderTest } from '@aftercare/testing';
import { api } from '../../api';
import { notifierRules } from '../../domain/rules';
import { migrations } from '../../persistence/migrations';
import { noticeMapping } from '../../persistence/notice.mapping';
import { NoticeStore } from '../../persistence/notice.store';
import { Notices } from '../../persistence/notices';
import { Branches } from '../../projections/branches';
import { Customers } from '../../projections/customers';
import { Locations } from '../../projections/locations';
import { TicketOwners } from '../../projections/ticket-owners';
import { WhenStaffMoved } from '../../reactions/when-staff-moved';
import { WhenCustomerOffered } from '../../reactions/when-customer-offered';
import { WhenDayNotFollowed } from '../../reactions/when-day-not-followed';
import { WhenDiscrepancyMoves } from '../../reactions/when-discrepancy-moves';
import { WhenOldPartDue } from '../../reactions/when-old-part-due';
import { WhenPartsBackOrdered } from '../../reactions/when-parts-back-ordered';
import { WhenPartsRequestDecided } from '../../reactions/when-parts-request-decided';
import { WhenPartsRequestSubmitted } from '../../reactions/when-parts-request-submitted';
import { WhenShipmentLate } from '../../reactions/when-shipment-late';
import { WhenShipmentSigned } from '../../reactions/when-shipment-signed';
import { WhenStockFellShort } from '../../reactions/when-stock-fell-short';
import { WhenTicketEscalated } from '../../reactions/when-ticket-escalated';
import { WhenTicketOpened } from '../../reactions/when-ticket-opened';
import { WhenTicketReplied } from '../../reactions/when-ticket-replied';
import type { OwnNotices } from './list-notices';

type Who = keyof typeof principals;

let notifier: ServiceUnderTest;
let notices: Notices;

const event = <T>(example: T, data: Partial<T> = {}): ReceivedEvent<T> => ({ id: newId(), data: { ...example, ...data } }) as ReceivedEvent<T>;
/** As the units do it: one transaction in the event's branch. */
const hear = (branchId: string, work: (tx: Parameters<Branches['apply']>[1]) => Promise<void>): Promise<void> =>
  notifier.database.withTx({ principal: systemPrincipal('notifier', [branchId]), branches: [branchId] }, work);
const list = async (who: Who, query = '') => (await (await notifier.as(who)).get<OwnNotices>(`/notices${query}`)).body;
const now = async (): Promise<string> => (await notifier.rows<{ now: Date }>('SELECT notifier.business_now() AS now'))[0]!.now.toISOString();
/** The local hour of China at this moment, shifted: `21:30` style. */
const clockAt = (instant: string, shiftMinutes: number): string => new Date(Date.parse(instant) + 8 * 3_600_000 + shiftMinutes * 60_000).toISOString().slice(11, 16);
const registered = (quietHours: { from: string; to: string } | null) => {
  const customer = event(CustomerRegisteredV1.example, { customerId: newId(), code: principals.customer.subject, branchId: 'BR05', quietHours });
  return hear('BR05', (tx) => new Customers().apply([customer], tx)).then(() => customer.data.customerId);
};

beforeAll(async () => {
  notifier = await startForTest({ ...api, migrations, rules: notifierRules, mappings: [noticeMapping] });
  notices = new Notices(new NoticeStore(notifier.database));
  await hear('BR05', (tx) => new Branches().apply([event(BranchRegisteredV1.example, { branchId: 'BR05', zone: 'Asia/Shanghai' })], tx));
});
beforeEach(() => notifier.admin.query('DELETE FROM customer'));
afterAll(() => notifier?.stop());

it('serves the interface that is committed as openapi.json', async () => {
  expect(await (await fetch(`${notifier.url}/openapi.json`)).json()).toEqual(JSON.parse(readFileSync(join(__dirname, '../../../openapi.json'), 'utf8')));
});

describe('an opened ticket', () => {
  it('is acknowledged to its customer, once however often it is heard, and read by him alone', async () => {
    const customerId = await registered(null);
    const opened = event(TicketOpenedV1.example, { customerId, acknowledgedAt: await now() });
    for (let time = 0; time < 2; time++) await hear('BR05', (tx) => new WhenTicketOpened(notices).handle(opened, tx));
    const { items, unread, next } = await list('customer');
    expect([items, unread, next]).toEqual([[expect.objectContaining({ kind: 'acknowledgement', about: opened.data.ticketId, reference: opened.data.number, state: 'delivered', text: `您反映的问题已登记，编号 ${opened.data.number}，我们会尽快答复您。` })], 1, null]);
    expect((await list('clerk')).items).toEqual([]);

    const { id } = items[0]!;
    const [own, foreign] = [await notifier.as('customer'), await notifier.as('clerk')];
    expect((await foreign.post(`/notices/${id}/read`, {})).status).toBe(404);
    for (let time = 0; time < 2; time++) expect(await own.post(`/notices/${id}/read`, {})).toMatchObject({ status: 200, body: { id, state: 'read' } });
    expect((await list('customer')).unread).toBe(0);
    expect((await notifier.rows<{ type: string }>('SELECT type FROM event WHERE key = $1 ORDER BY id', id)).map(({ type }) => type.split('.')[3])).toEqual(['made', 'delivered', 'read']);
  });

  it('of an unknown caller, or of last month, tells nobody', async () => {
    const customerId = await registered(null);
    await hear('BR05', async (tx) => {
      await new WhenTicketOpened(notices).handle(event(TicketOpenedV1.example, { customerId: null, acknowledgedAt: await now() }), tx);
      await new WhenTicketOpened(notices).handle(event(TicketOpenedV1.example, { customerId, acknowledgedAt: '2020-01-01T00:00:00.000Z' }), tx);
    });
    expect((await list('customer')).items).toEqual([]);
  });
});

it('an answer in quiet hours waits for their end, by a timer', async () => {
  const at = await now();
  const customerId = await registered({ from: clockAt(at, -60), to: clockAt(at, 60) });
  await hear('BR05', (tx) => new WhenTicketReplied(notices).handle(event(TicketRepliedV1.example, { customerId, kind: 'explanation', repliedAt: at }), tx));
  const { items: [waiting], unread } = await list('customer', '?kind=explanation');
  expect([waiting?.state, unread]).toEqual(['waiting', 0]);
  await notifier.advanceTo(new Date(Date.parse(String(waiting!.deliverAt)) + 1_000));
  expect(await list('customer', '?kind=explanation')).toMatchObject({ items: [{ id: waiting!.id, state: 'delivered' }], unread: 1 });
});

it('a new customer is offered to whose turn it is, once however often it is heard', async () => {
  const offered = event(CustomerOfferedV1.example, { branchId: 'BR05', offeredTo: principals.clerk.subject, offeredAt: await now() });
  for (let times = 0; times < 2; times++) await hear('BR05', (tx) => new WhenCustomerOffered(notices).handle(offered, tx));
  expect((await list('clerk', '?kind=customer_offered')).items).toMatchObject([{ about: offered.data.customerId, state: 'delivered' }]);
});

it('the managers of the branch that somebody has left are told, each once however often it is heard', async () => {
  const moved = event(StaffMovedV1.example, { branchId: 'BR05', staffId: 'ST034', to: 'BR01', tell: [principals.branchManager.subject], movedAt: await now() });
  for (let times = 0; times < 2; times++) await hear('BR05', (tx) => new WhenStaffMoved(notices).handle(moved, tx));
  expect((await list('branchManager', '?kind=staff_moved')).items).toMatchObject([{ reference: 'ST034', state: 'delivered', text: expect.stringContaining('ST034') }]);
});

describe('the wall between branches', () => {
  it('hides another branch’s notice in the database, whoever its receiver is', async () => {
    const raised = event(TicketEscalatedV1.example, { branchId: 'BR05', escalatedTo: 'ST014', escalatedAt: await now() });
    await hear('BR05', (tx) => new WhenTicketEscalated(notices).handle(raised, tx));
    expect((await list('clerkElsewhere')).items).toEqual([]);
    const foreign = { principal: principals.clerkElsewhere, branches: ['BR01'] };
    expect(await notifier.database.withTx(foreign, (tx) => tx.query('SELECT id FROM notice'))).toEqual([]);
  });

  it('pages through one’s own notices, newest first', async () => {
    for (let n = 0; n < 3; n++) {
      const raised = event(TicketEscalatedV1.example, { branchId: 'BR05', escalatedTo: 'ST029', escalatedAt: await now() });
      await hear('BR05', (tx) => new WhenTicketEscalated(notices).handle(raised, tx));
    }
    const all = (await list('branchManager')).items.map(({ id }) => id);
    const first = await list('branchManager', '?limit=2');
    expect([...first.items.map(({ id }) => id), ...(await list('branchManager', `?limit=2&after=${first.next}`)).items.map(({ id }) => id)]).toEqual(all);
    expect(all).toHaveLength(4);
  });
});

describe('what happens to parts', () => {
  const about = newId();
  const of = async (who: Who, kind: string): Promise<number> => (await list(who, `?kind=${kind}`)).items.filter((notice) => notice.about === about).length;
  const asked = { requestId: about, ticketId: newId(), ticketOwnerId: 'ST030', requestedBy: 'ST030', requesterKind: 'staff', dealerCode: 'DL017' } as const;

  it('is told to the dealer, to whoever asked and to who answers for the ticket now, each once', async () => {
    const at = await now();
    // It was handed over meanwhile.
    await hear('BR05', (tx) => new TicketOwners().apply([event(TicketHandedOverV1.example, { ticketId: asked.ticketId, to: principals.branchManager.subject })], tx));
    const decided = event(PartsRequestDecidedV1.example, { ...asked, decidedAt: at });
    for (let time = 0; time < 2; time++) await hear('BR05', (tx) => new WhenPartsRequestDecided(notices).handle(decided, tx));
    expect([await of('dealer', 'request_decided'), await of('clerk', 'request_decided'), await of('branchManager', 'request_decided'), await of('storekeeper', 'request_decided')]).toEqual([1, 1, 1, 0]);
    expect((await list('dealer', '?kind=request_decided')).items[0]).toMatchObject({ reference: decided.data.number, text: `配件申请 ${decided.data.number} 已审批，结果见申请单。` });
  });

  it('is told of a shortage only where there is one, and of a back-order and each day that is promised for it', async () => {
    const at = await now();
    await hear('BR05', async (tx) => {
      const submitted = new WhenPartsRequestSubmitted(notices);
      await submitted.handle(event(PartsRequestSubmittedV1.example, { ...asked, shortages: [], submittedAt: at }), tx);
      await submitted.handle(event(PartsRequestSubmittedV1.example, { ...asked, submittedAt: at }), tx);
      const backOrdered = new WhenPartsBackOrdered(notices);
      await backOrdered.backOrdered(event(PartsRequestBackOrderedV1.example, { ...asked, backOrderedAt: at }), tx);
      await backOrdered.promised(event(PartsRequestProgressedV1.example, { ...asked, what: 'promised', lines: [{ ...PartsRequestProgressedV1.example.lines[0]!, promisedOn: '2026-03-09' }], progressedAt: at }), tx);
      await backOrdered.promised(event(PartsRequestProgressedV1.example, { ...asked, what: 'picked', progressedAt: at }), tx);
    });
    expect([await of('dealer', 'shortage'), await of('dealer', 'back_order_promise')]).toEqual([1, 2]);
  });

  it('that is owed without a day says by when one will be named, and the manager hears when none was', async () => {
    const at = await now();
    const owed = { ...asked, requestId: newId() };
    await hear('BR05', async (tx) => {
      const backOrdered = new WhenPartsBackOrdered(notices);
      await backOrdered.backOrdered(event(PartsRequestBackOrderedV1.example, { ...owed, lines: [{ ...PartsRequestBackOrderedV1.example.lines[0]!, promisedOn: null }], backOrderedAt: at }), tx);
      await backOrdered.dayAwaited(event(PartsRequestDayAwaitedV1.example, { ...owed, namedOn: '2026-03-03', awaitedAt: at }), tx);
      await backOrdered.dayOverdue(event(PartsRequestDayOverdueV1.example, { ...owed, managerId: principals.branchManager.subject, overdueAt: at }), tx);
      await backOrdered.dayOverdue(event(PartsRequestDayOverdueV1.example, { ...owed, managerId: null, overdueAt: at }), tx);
    });
    const promises = (await list('dealer', '?kind=back_order_promise')).items.filter((notice) => notice.about === owed.requestId);
    expect(promises.map(({ text }) => text)).toEqual([`配件申请 ${PartsRequestDayAwaitedV1.example.number} 有欠发的配件，到货日期尚未确定，最迟 2026-03-03 下班前告知。`]);
    expect((await list('branchManager', '?kind=back_order_undated')).items.map((notice) => notice.about)).toEqual([owed.requestId]);
  });

  it('that came otherwise than it was sent is told to both sides, step by step, but for who took the step', async () => {
    const at = await now();
    const about = newId();
    const it = { discrepancyId: about, branchId: 'BR05', tell: { staff: ['ST030', 'ST029'], dealerCode: 'DL017', customerId: null }, at };
    await hear('BR05', async (tx) => {
      const moves = new WhenDiscrepancyMoves(notices);
      await moves.opened(event(DiscrepancyOpenedV1.example, { ...it, by: 'DL017' }), tx);
      await moves.offered(event(DiscrepancyOfferedV1.example, { ...it, side: 'sender', by: 'ST030' }), tx);
      await moves.offered(event(DiscrepancyOfferedV1.example, { ...it, side: 'receiver', by: 'DL017' }), tx);
      await moves.agreed(event(DiscrepancyAgreedV1.example, { ...it, by: 'ST030' }), tx);
      await moves.settled(event(DiscrepancySettledV1.example, { ...it, by: 'system:inventory' }), tx);
    });
    const heard = async (who: Who) => (await list(who, '?limit=200')).items.filter((notice) => notice.about === about).map(({ kind }) => kind.replace('discrepancy_', '')).toReversed();
    expect(await heard('dealer')).toEqual(['offered', 'agreed', 'settled']);
    expect(await heard('clerk')).toEqual(['opened', 'countered', 'settled']);
    expect(await heard('branchManager')).toEqual(['opened', 'offered', 'countered', 'agreed', 'settled']);
  });

  it('that was settled by the agreement itself is told once', async () => {
    const it = { discrepancyId: newId(), branchId: 'BR05', state: 'settled', tell: { staff: [], dealerCode: 'DL017', customerId: null }, by: 'ST030', at: await now() } as const;
    await hear('BR05', async (tx) => {
      await new WhenDiscrepancyMoves(notices).agreed(event(DiscrepancyAgreedV1.example, { ...it, tell: { ...it.tell, staff: [] } }), tx);
      await new WhenDiscrepancyMoves(notices).settled(event(DiscrepancySettledV1.example, { ...it, tell: { ...it.tell, staff: [] } }), tx);
    });
    expect((await list('dealer', '?limit=200')).items.filter(({ about }) => about === it.discrepancyId).map(({ kind }) => kind)).toEqual(['discrepancy_settled']);
  });

  it('that are fewer than should always be there are told to who keeps them and to the manager', async () => {
    await hear('BR05', async (tx) => new WhenStockFellShort(notices).handle(event(StockFellShortV1.example, { branchId: 'BR05', tell: ['ST031', 'ST029'], fellAt: await now() }), tx));
    for (const who of ['storekeeper', 'branchManager'] as const) expect((await list(who, '?kind=safety_stock')).items).toMatchObject([{ reference: 'WH-BR05/PT039', text: 'WH-BR05/PT039 的可用库存已低于安全库存，请安排补货。' }]);
    // By its name as soon as it is known, as it is now.
    await hear('BR05', (tx) => new Locations().apply([event(LocationRegisteredV1.example), event(LocationRegisteredV1.example, { name: '杭州新库' })], tx));
    expect((await list('storekeeper', '?kind=safety_stock')).items).toMatchObject([{ reference: 'WH-BR05/PT039', text: '杭州新库 PT039 的可用库存已低于安全库存，请安排补货。' }]);
  });

  it('whose old ones are owed is told to the dealer in time, and to the clerks when it is over', async () => {
    const about = newId();
    const at = await now();
    await hear('BR05', async (tx) => {
      const due = new WhenOldPartDue(notices);
      await due.reminded(event(ObligationRemindedV1.example, { obligationId: about, branchId: 'BR05', dealerCode: 'DL017', remindedAt: at }), tx);
      await due.overdue(event(ObligationOverdueV1.example, { obligationId: about, branchId: 'BR05', tell: ['ST030'], overdueAt: at }), tx);
    });
    expect([(await list('dealer', '?kind=old_part_reminder')).items.map((one) => one.about), (await list('clerk', '?kind=old_part_overdue')).items.map((one) => one.about)]).toEqual([[about], [about]]);
  });

  it('arrives once, however often an earlier time of it becomes known, and is late once', async () => {
    const at = await now();
    const tell = { staff: ['ST030', 'ST030'], dealerCode: 'DL017', customerId: null };
    await hear('BR05', async (tx) => {
      const [signed, late] = [new WhenShipmentSigned(notices), new WhenShipmentLate(notices)];
      for (let time = 0; time < 2; time++) await signed.handle(event(ShipmentSignedV1.example, { shipmentId: about, tell, heardAt: at }), tx);
      await late.handle(event(ShipmentLateV1.example, { shipmentId: about, tell, at }), tx);
    });
    expect([await of('dealer', 'shipment_arrived'), await of('clerk', 'shipment_arrived'), await of('clerk', 'shipment_late')]).toEqual([1, 1, 1]);
  });

  it('that nobody has followed is told to the manager, one notice a day, and none where all were', async () => {
    const at = await now();
    await hear('BR05', async (tx) => {
      const closed = new WhenDayNotFollowed(notices);
      await closed.handle(event(FollowUpDayClosedV1.example, { followUpId: about, branchId: 'BR05', managerId: principals.branchManager.subject, closedAt: at }), tx);
      await closed.handle(event(FollowUpDayClosedV1.example, { followUpId: about, branchId: 'BR05', managerId: principals.branchManager.subject, unfollowed: [], closedAt: at }), tx);
    });
    expect(await of('branchManager', 'not_followed_today')).toBe(1);
  });
});
