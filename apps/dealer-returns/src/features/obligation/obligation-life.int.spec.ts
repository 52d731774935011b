import { DeliveryNoteVoidedV1, DiscrepancySettledV1 } from '@aftercare/contracts';
import { newId } from '@aftercare/kernel';
import type { ServiceUnderTest } from '@aftercare/testing';
import { received, ReturnsUnderTest } from '../../dealer-returns.fixture';
import { WhenDiscrepancySettled } from '../../reactions/when-discrepancy-settled';
import { WhenNoteVoided } from '../../reactions/when-note-voided';
import type { UntaggedPartsReceived } from '../old-part/receive-untagged-parts';
import type { PenaltyList } from '../penalty/find-penalties';
import type { PenaltySums } from '../penalty/sum-penalties';
import type { DebtorList } from './find-debtors';
import type { ObligationList } from './find-obligations';
import type { ObligationInFull } from './get-obligation';

let house: ReturnsUnderTest;
let returns: ServiceUnderTest;
beforeAll(async () => {
  house = await ReturnsUnderTest.start();
  returns = house.service;
});
afterAll(() => house?.stop());

const photo = 'ab'.repeat(32);
const explanation = { reason: 'destroyed_on_site', photos: [photo], words: '运回必碎，已就地敲毁' };
const post = async (who: Parameters<ServiceUnderTest['as']>[0], path: string, body: object = {}) => (await returns.as(who)).post<Record<string, unknown>>(path, body);
const view = async (id: string) => (await (await returns.as('clerk')).get<ObligationInFull>(`/obligations/${id}`)).body;
const facts = async (id: string) => (await house.factsOf(id)).map(({ fact }) => fact);
const timers = async (id: string) => (await returns.rows<{ kind: string; dueAt: Date }>('SELECT kind, due_at AS "dueAt" FROM timer WHERE subject = $1 ORDER BY due_at', id)).map(({ kind, dueAt }) => [kind, dueAt.toISOString()]);
const state = async () => {
  await returns.rest();
  return returns.rows('SELECT (SELECT json_agg(o ORDER BY id) FROM obligation o) AS duties, (SELECT count(*) FROM surplus) AS surplus, (SELECT count(*) FROM event) AS events, (SELECT json_agg(t ORDER BY subject, kind) FROM timer t) AS timers');
};
/** So many days from now, where Hangzhou is. */
const day = async (days: number) => (await returns.rows<{ day: string }>(`SELECT ((business_now() AT TIME ZONE 'Asia/Shanghai')::date + $1::int)::text AS day`, days))[0]!.day;
const owed = async (qty: number, days = 20, more = {}): Promise<string> => (await house.dispatched([{ qty, returnDueOn: await day(days), ...more }])).duties[0]!;

describe('a duty to return an old part', () => {
  it('comes of each dispatched line whose old part has to come back, for the part that was asked for', async () => {
    const due = await day(20);
    const { noteId } = await house.dispatched([{ part: 'PT038', askedFor: 'PT037', qty: 2, returnDueOn: due }, { part: 'PT001', qty: 1, returnDueOn: null }, { part: 'PT039', qty: 1, returnDueOn: due }]);
    const { body } = await (await returns.as('clerk')).get<ObligationList>(`/obligations?note=${noteId}`);
    expect(body.items.map(({ part, shippedAs, qty, openQty, state, dueOn }) => ({ part, shippedAs, qty, openQty, state, dueOn })).toSorted((a, b) => (a.part < b.part ? -1 : 1))).toEqual([
      { part: 'PT037', shippedAs: 'PT038', qty: 2, openQty: 2, state: 'open', dueOn: due }, { part: 'PT039', shippedAs: 'PT039', qty: 1, openQty: 1, state: 'open', dueOn: due },
    ]);
    expect(body.items.map(({ number }) => number)).toEqual(expect.arrayContaining(['OB-HZ-2026-000001', 'OB-HZ-2026-000002'].map((_) => expect.stringMatching(/^OB-HZ-\d{4}-\d{6}$/))));
  });

  it('is nobody’s when no dealer has to do with the note', async () => {
    const { noteId } = await house.dispatched([{ returnDueOn: await day(20) }], { dealerCode: null });
    expect((await (await returns.as('clerk')).get<ObligationList>(`/obligations?note=${noteId}`)).body.items).toEqual([]);
  });

  it('has two timers in the zone of its branch, which are gone when everything is back', async () => {
    const id = await owed(2);
    const due = (await view(id)).dueOn;
    const utc = (local: string) => new Date(`${local}+08:00`).toISOString();
    const dayBefore = (days: number) => new Date(Date.parse(`${due}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10);
    expect(await timers(id)).toEqual([['obligation.reminder', utc(`${dayBefore(7)}T09:00:00`)], ['obligation.due', utc(`${dayBefore(-1)}T00:00:00`)]]);
    expect(await post('storekeeper', `/obligations/${id}/receive`, { part: 'PT039', qty: 1 })).toMatchObject({ status: 200, body: { state: 'open', openQty: 1, onTime: null } });
    expect((await timers(id)).length).toBe(2);
    expect(await post('storekeeper', `/obligations/${id}/receive`, { part: 'pt039', qty: 1 })).toMatchObject({ status: 200, body: { state: 'received', openQty: 0, onTime: true, receivedOn: await day(0) } });
    expect([await timers(id), await facts(id)]).toEqual([[], ['incurred', 'received', 'received']]);
  });

  it('is given back once, however often the same request comes', async () => {
    const id = await owed(2);
    const idempotencyKey = newId();
    const keeper = await returns.as('storekeeper');
    const first = await keeper.post(`/obligations/${id}/receive`, { part: 'PT039', qty: 1 }, { idempotencyKey });
    const before = await state();
    expect(await keeper.post(`/obligations/${id}/receive`, { part: 'PT039', qty: 1 }, { idempotencyKey })).toMatchObject({ status: 200, body: first.body });
    expect(await state()).toEqual(before);
  });

  it('ends when its box comes back unopened', async () => {
    const { noteId, duties: [id] } = await house.dispatched([{ qty: 2, returnDueOn: await day(20) }]);
    const voided = received(DeliveryNoteVoidedV1.type, noteId, 'BR05', { ...DeliveryNoteVoidedV1.example, noteId });
    await house.itself(['BR05'], (tx) => new WhenNoteVoided(house.obligations).handle(voided, tx));
    expect([await view(id!), await timers(id!)]).toMatchObject([{ state: 'lapsed', qty: 0, openQty: 0 }, []]);
  });
});

describe('what a dealer never got', () => {
  const settled = (noteId: string, more: object) => house.itself(['BR05'], (tx) =>
    new WhenDiscrepancySettled(house.obligations).handle(received(DiscrepancySettledV1.type, noteId, 'BR05', { ...DiscrepancySettledV1.example, branchId: 'BR05', noteId, lineNo: 1, ...more }), tx));

  it('need not be returned: by a credit it is owed no longer, by a resend as before', async () => {
    const { noteId, duties: [id] } = await house.dispatched([{ qty: 3, returnDueOn: await day(20) }]);
    await settled(noteId, { type: 'short', remedy: 'resend', settledQty: 1 });
    await settled(noteId, { type: 'damaged', remedy: 'credit', settledQty: 1 });
    expect(await view(id!)).toMatchObject({ qty: 3, openQty: 3 });
    await settled(noteId, { type: 'short', remedy: 'credit', settledQty: 1 });
    expect(await view(id!)).toMatchObject({ qty: 2, openQty: 2, state: 'open' });
    await post('storekeeper', `/obligations/${id}/receive`, { part: 'PT039', qty: 1 });
    await settled(noteId, { type: 'short', remedy: 'accept', settledQty: 2 });
    expect(await view(id!)).toMatchObject({ qty: 1, receivedQty: 1, openQty: 0, state: 'received', onTime: true });
  });

  it('is owed no longer also where that is heard before the dispatch', async () => {
    const noteId = newId();
    await settled(noteId, { type: 'short', remedy: 'accept', settledQty: 2 });
    const { duties: [id] } = await house.dispatched([{ qty: 3, returnDueOn: await day(20) }], { noteId });
    expect([await view(id!), await facts(id!)]).toMatchObject([{ qty: 1, openQty: 1, state: 'open' }, ['incurred', 'reduced']]);
  });

  it('owes nothing where nothing was owed', async () => {
    const before = await state();
    await settled(newId(), { type: 'short', remedy: 'credit', settledQty: 1 });
    expect(await state()).toEqual(before);
  });
});

describe('what is refused, and changes nothing', () => {
  it.each<[string, Parameters<ServiceUnderTest['as']>[0], string, object, number, string]>([
    ['more than is owed', 'storekeeper', 'receive', { part: 'PT039', qty: 3 }, 409, 'obligation.more-than-owed'],
    ['another part', 'storekeeper', 'receive', { part: 'PT038', qty: 1 }, 409, 'obligation.other-part'],
    ['no piece', 'storekeeper', 'receive', { part: 'PT039', qty: 0 }, 409, 'obligation.quantity-invalid'],
    ['half a piece', 'storekeeper', 'receive', { part: 'PT039', qty: 1.5 }, 400, ''],
    ['a field that nobody knows', 'storekeeper', 'receive', { part: 'PT039', qty: 1, free: true }, 400, ''],
    ['a clerk who receives', 'clerk', 'receive', { part: 'PT039', qty: 1 }, 403, ''],
    ['a keeper of another branch', 'clerkElsewhere', 'explain', explanation, 404, ''],
    ['an explanation without a photo', 'dealer', 'explain', { ...explanation, photos: [] }, 409, 'obligation.photo-missing'],
    ['an explanation without words', 'dealer', 'explain', { ...explanation, words: '' }, 400, ''],
    ['a reason of one’s own', 'dealer', 'explain', { ...explanation, reason: 'lazy' }, 400, ''],
    ['a waiver of what nobody explained', 'hqAnalyst', 'approve-waiver', {}, 409, 'obligation.not-explained'],
    ['a waiver by the dealer', 'dealer', 'approve-waiver', {}, 403, ''],
  ])('%s', async (_what, who, action, body, status, code) => {
    const id = await owed(2);
    const [before, written] = [await state(), house.directory.written.length];
    const answer = await post(who, `/obligations/${id}/${action}`, body);
    expect([answer.status, code === '' ? '' : answer.body['type']]).toEqual([status, code === '' ? '' : `/problems/${code}`]);
    expect([await state(), house.directory.written.length]).toEqual([before, written]);
  });

  it('another dealer’s duty does not exist for a dealer', async () => {
    const id = await owed(1, 20, {});
    const { duties: [foreign] } = await house.dispatched([{ qty: 1, returnDueOn: await day(20) }], { dealerCode: 'DL005' });
    const dealer = await returns.as('dealer');
    expect([(await dealer.get(`/obligations/${id}`)).status, (await dealer.get(`/obligations/${foreign}`)).status]).toEqual([200, 404]);
    const before = await state();
    expect(await post('dealer', `/obligations/${foreign}/explain`, explanation)).toMatchObject({ status: 404, body: { type: '/problems/obligation.not-found' } });
    expect([(await post('storekeeperElsewhere', `/obligations/${foreign}/receive`, { part: 'PT039', qty: 1 })).status, await state()]).toEqual([404, before]);
    const { body } = await dealer.get<ObligationList>('/obligations?limit=200');
    expect(new Set(body.items.map(({ dealerCode }) => dealerCode))).toEqual(new Set(['DL017']));
  });

  it('is counted for its dealer while something of it is open: he sees himself, the house everybody', async () => {
    await house.dispatched([{ qty: 3, returnDueOn: await day(-2) }, { qty: 2, returnDueOn: await day(9) }, { qty: 1, returnDueOn: null }], { dealerCode: 'DL009' });
    const debtors = async (who: 'clerk' | 'dealer', query = '') => (await (await returns.as(who)).get<DebtorList>(`/debtors${query}`)).body.items;
    const mine = (await debtors('clerk')).find(({ dealerCode }) => dealerCode === 'DL009');
    expect(mine).toEqual({ dealerCode: 'DL009', duties: 2, openQty: 5, overdueQty: 3, dueOn: await day(-2), daysOverdue: 2, waiversAsked: 0 });
    expect((await debtors('dealer')).map(({ dealerCode }) => dealerCode)).toEqual(['DL017']);
    expect(await debtors('clerk', '?branch=BR01')).toEqual([]);
  });

  it('a branch is hidden by the wall also where the guard is off', async () => {
    await owed(1);
    expect(await house.itself(['BR01'], (tx) => tx.query('SELECT id FROM obligation'))).toEqual([]);
  });
});

describe('what does not come back', () => {
  it('is explained in words that stay in directory, and waived by finance alone', async () => {
    const id = await owed(2);
    expect(await post('dealer', `/obligations/${id}/explain`, explanation)).toMatchObject({ status: 200, body: { state: 'open', openQty: 2 } });
    expect(house.directory.written.at(-1)).toEqual({ branchId: 'BR05', about: id, kind: 'not_returned', texts: { words: explanation.words } });
    expect(JSON.stringify(await house.factsOf(id))).not.toContain(explanation.words);
    expect((await view(id)).waiver).toMatchObject({ state: 'requested', requestedBy: 'DL017', reason: 'destroyed_on_site' });
    expect(await post('branchManager', `/obligations/${id}/approve-waiver`)).toMatchObject({ status: 409, body: { type: '/problems/obligation.waiver-needs-finance' } });
    // He has the skill, and has declared the dealer as a relative.
    expect(await post('supervisor', `/obligations/${id}/approve-waiver`)).toMatchObject({ status: 409, body: { type: '/problems/obligation.self-or-relative' } });
    const refused = await returns.rows<{ actor: string; code: string }>("SELECT actor, code FROM audit WHERE outcome = 'refused' AND actor IN ('ST029', 'ST008') ORDER BY id");
    expect(refused).toEqual([{ actor: 'ST029', code: 'obligation.waiver-needs-finance' }, { actor: 'ST008', code: 'obligation.self-or-relative' }]);
    expect(await post('hqAnalyst', `/obligations/${id}/approve-waiver`)).toMatchObject({ status: 200, body: { state: 'waived', openQty: 0 } });
    expect([await facts(id), await timers(id)]).toEqual([['incurred', 'explained', 'waived'], []]);
  });

  it('is waived neither by who asked for it nor by a relative of the dealer, and nothing changes by their trying', async () => {
    const { duties: [own] } = await house.dispatched([{ qty: 1, returnDueOn: await day(20) }], { dealerCode: 'DL005' });
    const related = await owed(1);
    // He has the skill: of the first duty he has explained himself why it does not come back, of the second the dealer is his relative.
    await post('supervisor', `/obligations/${own}/explain`, explanation);
    await post('dealer', `/obligations/${related}/explain`, explanation);
    const before = await state();
    for (const id of [own!, related]) for (const action of ['approve-waiver', 'reject-waiver']) expect(await post('supervisor', `/obligations/${id}/${action}`)).toMatchObject({ status: 409, body: { type: '/problems/obligation.self-or-relative' } });
    expect(await post('dealer', `/obligations/${related}/explain`, explanation)).toMatchObject({ status: 409, body: { type: '/problems/obligation.waiver-requested-already' } });
    expect(await state()).toEqual(before);
    await post('hqAnalyst', `/obligations/${own}/approve-waiver`);
    const after = await state();
    expect(await post('hqAnalyst', `/obligations/${own}/approve-waiver`)).toMatchObject({ status: 409, body: { type: '/problems/obligation.move-not-allowed' } });
    expect(await post('storekeeper', `/obligations/${own}/receive`, { part: 'PT039', qty: 1 })).toMatchObject({ status: 409, body: { type: '/problems/obligation.move-not-allowed' } });
    expect(await state()).toEqual(after);
  });

  it('is not explained while directory is away: nothing has changed, and the same request succeeds later', async () => {
    const id = await owed(1);
    const before = await state();
    house.directory.status = 503;
    expect((await post('dealer', `/obligations/${id}/explain`, explanation)).status).toBe(503);
    expect(await state()).toEqual(before);
    house.directory.status = 201;
    expect((await post('dealer', `/obligations/${id}/explain`, explanation)).status).toBe(200);
    expect(await post('hqAnalyst', `/obligations/${id}/reject-waiver`)).toMatchObject({ status: 200, body: { state: 'open', openQty: 1 } });
    expect((await view(id)).can).toEqual(['explain']);
  });
});

describe('parts without a tag', () => {
  it('are for the duty that is due first, and what is over is kept apart', async () => {
    const dealer = { dealerCode: 'DL005' };
    const late = (await house.dispatched([{ part: 'PT037', qty: 2, returnDueOn: await day(25) }], dealer)).duties[0]!;
    const soon = (await house.dispatched([{ part: 'PT037', qty: 1, returnDueOn: await day(15) }], dealer)).duties[0]!;
    const untagged = async (qty: number) => (await returns.as('storekeeper')).post<UntaggedPartsReceived>('/old-parts', { dealer: 'DL005', part: 'PT037', qty });
    expect(await untagged(2)).toMatchObject({ status: 201, body: { matched: [{ id: soon, state: 'received' }, { id: late, state: 'open', openQty: 1 }], surplusQty: 0, surplusId: null } });
    const { body } = await untagged(3);
    expect(body).toMatchObject({ matched: [{ id: late, state: 'received' }], surplusQty: 2 });
    expect((await house.factsOf(body.surplusId!)).map(({ data }) => data)).toMatchObject([{ dealerCode: 'DL005', part: 'PT037', qty: 2 }]);
    expect(await (await returns.as('clerk')).get('/surplus?dealer=DL005')).toMatchObject({ status: 200, body: { items: [{ id: body.surplusId, qty: 2 }], next: null } });
    expect(await post('storekeeper', '/old-parts', { dealer: 'DL999', part: 'PT037', qty: 1 })).toMatchObject({ status: 409, body: { type: '/problems/old-part.dealer-unknown' } });
  });

  it('that were kept apart turn out to be for a duty: they count from the day on which they came, once, and lie where they lay', async () => {
    const { body } = await (await returns.as('storekeeper')).post<UntaggedPartsReceived>('/old-parts', { dealer: 'DL005', part: 'PT064', qty: 2 });
    const assign = (obligation: string, qty: number, who: Parameters<ServiceUnderTest['as']>[0] = 'storekeeper') => post(who, `/surplus/${body.surplusId}/assign`, { obligation, qty });
    const duty = (await house.dispatched([{ part: 'PT064', qty: 1, returnDueOn: await day(20) }], { dealerCode: 'DL005' })).duties[0]!;
    const foreign = await owed(1);
    const before = await state();
    expect(await assign(foreign, 1)).toMatchObject({ status: 409, body: { type: '/problems/surplus.other-duty' } });
    expect(await assign(duty, 3)).toMatchObject({ status: 409, body: { type: '/problems/surplus.more-than-left' } });
    expect(await assign(duty, 2)).toMatchObject({ status: 409, body: { type: '/problems/obligation.more-than-owed' } });
    expect([(await assign(duty, 1, 'clerk')).status, (await assign(duty, 1, 'storekeeperElsewhere')).status, await state()]).toEqual([403, 404, before]);
    expect(await assign(duty, 1)).toMatchObject({ status: 200, body: { id: duty, state: 'received', onTime: true } });
    expect((await house.factsOf(duty)).at(-1)).toMatchObject({ fact: 'received', data: { fromSurplus: body.surplusId } });
    expect((await (await returns.as('clerk')).get<{ items: object[] }>('/surplus?dealer=DL005')).body.items).toContainEqual(expect.objectContaining({ id: body.surplusId, qty: 2, leftQty: 1 }));
    expect(await assign(duty, 1)).toMatchObject({ status: 409, body: { type: '/problems/obligation.move-not-allowed' } });
  });

  it('come once, in whatever order two parcels of a dealer are counted at the same time', async () => {
    const ids: string[] = [];
    for (const days of [11, 12, 13]) ids.push((await house.dispatched([{ part: 'PT038', qty: 1, returnDueOn: await day(days) }], { dealerCode: 'DL005' })).duties[0]!);
    const parcels = await Promise.all([2, 2].map((qty) => post('storekeeper', '/old-parts', { dealer: 'DL005', part: 'PT038', qty })));
    expect(parcels.map(({ status }) => status)).toEqual([201, 201]);
    expect(parcels.map(({ body }) => Number(body['surplusQty'])).toSorted()).toEqual([0, 1]);
    for (const id of ids) expect((await view(id)).state).toBe('received');
  });
});

// Last: the clock only moves forward.
describe('the time of a duty', () => {
  it('runs to the reminder at nine in the morning and to the end of the due day, and the clerks of the branch are told', async () => {
    const id = await owed(1);
    const due = (await view(id)).dueOn;
    const at = (days: number, time: string) => new Date(Date.parse(`${due}T${time}:00+08:00`) + days * 86_400_000);
    await returns.advanceTo(at(-7, '08:59'));
    expect((await view(id)).state).toBe('open');
    await returns.advanceTo(at(-7, '09:00'));
    expect(await view(id)).toMatchObject({ state: 'reminded', daysOverdue: 0 });
    await returns.advanceTo(at(0, '23:59'));
    expect((await view(id)).state).toBe('reminded');
    await returns.advanceTo(at(1, '00:00'));
    expect(await view(id)).toMatchObject({ state: 'overdue', daysOverdue: 1 });
    expect((await house.factsOf(id)).map(({ fact, data }) => [fact, data['tell']])).toEqual([['incurred', undefined], ['reminded', undefined], ['overdue', ['ST030']]]);
    const overdue = await (await returns.as('clerk')).get<ObligationList>('/obligations?overdueDays=1&limit=200');
    expect(overdue.body.items.map((one) => one.id)).toContain(id);
    expect(await post('storekeeper', `/obligations/${id}/receive`, { part: 'PT039', qty: 1 })).toMatchObject({ status: 200, body: { state: 'received', onTime: false } });
  });

  it('has a penalty proposed two weeks after it is over, which finance alone decides; a dealer sees what he has to pay', async () => {
    const [silent, explained] = [await owed(2), await owed(1)];
    const due = (await view(silent)).dueOn;
    const at = (days: number) => new Date(Date.parse(`${due}T00:00:00+08:00`) + days * 86_400_000);
    await post('dealer', `/obligations/${explained}/explain`, explanation);
    await returns.advanceTo(at(14));
    const list = async (who: Parameters<ServiceUnderTest['as']>[0]) => (await (await returns.as(who)).get<PenaltyList>('/penalties?limit=200')).body.items.filter(({ obligationId }) => [silent, explained].includes(obligationId));
    expect(await list('clerk')).toEqual([]);
    await returns.advanceTo(at(15));
    const [penalty, ...others] = await list('clerk');
    expect([others, penalty]).toEqual([[], expect.objectContaining({ obligationId: silent, qty: 2, openQty: 2, state: 'proposed', amount: null, number: expect.stringMatching(/^PN-HZ-/) })]);
    const month = new Date(Date.parse(String(penalty!.proposedAt)) + 8 * 3_600_000).toISOString().slice(0, 7);
    const sums = async (who: Parameters<ServiceUnderTest['as']>[0]) => (await (await returns.as(who)).get<PenaltySums>('/penalties/sums')).body.items.filter((sum) => sum.month === month && sum.dealerCode === penalty!.dealerCode);
    const proposedThen = (await (await returns.as('clerk')).get<PenaltyList>(`/penalties?limit=200&month=${month}&dealer=${penalty!.dealerCode}`)).body.items.filter(({ state: stands }) => stands === 'proposed');
    expect(await sums('clerk')).toMatchObject([{ openCount: proposedThen.length, openAmount: proposedThen.reduce((sum, { proposed }) => sum + Number(proposed), 0).toFixed(2), approvedCount: 0 }]);
    const page = await (await returns.as('clerk')).get<PenaltyList>('/penalties?limit=1');
    if (page.body.next !== null) expect((await (await returns.as('clerk')).get<PenaltyList>(`/penalties?limit=1&after=${page.body.next}`)).body.items.map(({ id }) => id)).not.toContain(page.body.items[0]!.id);
    expect((await (await returns.as('clerk')).get('/penalties?after=1~2')).status).toBe(400);
    const less = (Number(penalty!.proposed) / 2).toFixed(2);
    const before = await state();
    expect(await post('branchManager', `/penalties/${penalty!.id}/approve`, { amount: less, reason: 'no_cause' })).toMatchObject({ status: 409, body: { type: '/problems/penalty.needs-finance' } });
    expect(await post('supervisor', `/penalties/${penalty!.id}/reject`, { reason: 'goodwill' })).toMatchObject({ status: 409, body: { type: '/problems/obligation.self-or-relative' } });
    expect([(await post('hqAnalyst', `/penalties/${penalty!.id}/approve`, { amount: less, reason: 'goodwill' })).status, await list('dealer'), await state()]).toEqual([400, [], before]);
    expect(await post('hqAnalyst', `/penalties/${penalty!.id}/approve`, { amount: less, reason: 'no_cause' })).toMatchObject({ status: 200, body: { state: 'approved', amount: less } });
    expect(await list('dealer')).toMatchObject([{ id: penalty!.id, amount: less }]);
    expect(await sums('dealer')).toMatchObject([{ openCount: 0, approvedCount: 1, approvedAmount: less }]);
    // Finance does not believe the other cause: its penalty is proposed then.
    await post('hqAnalyst', `/obligations/${explained}/reject-waiver`);
    await returns.advanceTo(at(15));
    expect((await list('clerk')).map(({ obligationId, state: stands }) => [obligationId, stands])).toContainEqual([explained, 'proposed']);
  });

  it('that began too late for a reminder seven days before reminds at once', async () => {
    const id = await owed(1, 5);
    await returns.advanceTo((await returns.rows<{ now: Date }>('SELECT business_now() AS now'))[0]!.now);
    expect(await facts(id)).toEqual(['incurred', 'reminded']);
  });
});

it('what is owed by day is what the duties add up to, after all that has happened to them, also by many at once', async () => {
  const together = await Promise.all(Array.from({ length: 4 }, () => owed(4)));
  await Promise.all([...together, ...together].map((id) => post('storekeeper', `/obligations/${id}/receive`, { part: 'PT039', qty: 1 })));
  const summed = "SELECT branch_id, dealer_code, zone, due_on::text, duties::int, open_qty::int, waivers::int FROM owed_by_day WHERE duties <> 0 OR open_qty <> 0 OR waivers <> 0 ORDER BY 1, 2, 3, 4";
  const counted = `SELECT branch_id, dealer_code, zone, due_on::text, count(*)::int AS duties, sum(qty - received_qty - waived_qty)::int AS open_qty, (count(*) FILTER (WHERE waiver->>'state' = 'requested'))::int AS waivers
                     FROM obligation WHERE state IN ('open', 'reminded', 'overdue') GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4`;
  const all = await returns.rows(summed);
  expect(all.length).toBeGreaterThan(3);
  expect(all).toEqual(await returns.rows(counted));
  expect(await house.itself(['BR01'], (tx) => tx.query('SELECT 1 FROM owed_by_day'))).toEqual([]);
});
