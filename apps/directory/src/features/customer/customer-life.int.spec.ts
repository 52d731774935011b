import { newId } from '@aftercare/kernel';
import { eventually, type ServiceUnderTest } from '@aftercare/testing';
import { asImport, dealer, device, model, published, startDirectory } from '../../directory.fixture';
import { registerCustomers, registerDealers, registerDevices, registerModels } from '../../persistence/registers';
import type { CustomerRow } from '../../persistence/rows';
import type { RegisteredCustomer } from './register-customer';
import type { ShownCustomer } from './show-customer';

const event = (name: string) => `aftercare.directory.${name}.v1`;

describe('the life of a customer', () => {
  let directory: ServiceUnderTest;
  let clerk: Awaited<ReturnType<ServiceUnderTest['as']>>;
  let phones = 0;
  const phone = () => `1990008${String(++phones).padStart(4, '0')}`;
  const register = async (said: object) => (await clerk.post<RegisteredCustomer>('/customers', { name: '新客', phone: phone(), ...said })).body;
  const shown = async (id: string) => (await clerk.get<ShownCustomer>(`/customers/${id}`)).body;
  const refused = (type: string) => ({ status: 409, body: { type: `/problems/${type}` } });

  beforeAll(async () => {
    directory = await startDirectory();
    clerk = await directory.as('clerk');
    await directory.admin.query(`INSERT INTO staff SELECT 'ST' || n, '轮值', role, branch_id, manager_id, skills, phone, joined_on, '{}', true FROM staff, generate_series(901, 902) n WHERE staff_id = 'ST030'`);
  });
  afterAll(() => directory?.stop());

  it('is registered once, with a number of his own, and the world is told ids and classes', async () => {
    const { customerId, code } = await register({ name: ' 郑雅春 ', phone: '199-0008 9999', customerClass: 'key', ownerId: 'ST030', quietFrom: '21:30', quietTo: '08:00' });
    expect(await shown(customerId)).toMatchObject({
      code, name: '郑雅春', phone: '19900089999', version: 1, customerClass: 'key', ownerId: 'ST030', offeredTo: null, quietFrom: '21:30', completeness: 50, missing: ['city', 'address', 'dealerCode', 'channel'],
    });
    const registered = { customerId, code, branchId: 'BR05', customerClass: 'key', dealerCode: null, ownerId: 'ST030', agentId: null, completeness: 50, quietHours: { from: '21:30', to: '08:00' } };
    expect(await published(directory, event('customer.registered'), customerId)).toEqual([{ ...registered, lastCheckedOn: expect.any(String) }]);
    expect((await clerk.post<{ items: object[] }>('/customers/search', { text: 'zyc' })).body.items).toContainEqual(expect.objectContaining({ id: customerId, name: '郑**' }));
  });

  it('changes only by what is said, and never under somebody who has seen less', async () => {
    const { customerId } = await register({ city: '杭州' });
    const change = (said: object, ifMatch = '*') => clerk.post(`/customers/${customerId}/change`, said, { headers: { 'if-match': ifMatch } });
    expect((await change({ address: '示例路1号', consentCare: true })).status).toBe(200);
    expect((await change({ address: '示例路1号' })).status).toBe(200);
    expect((await change({ city: null }, '"1"')).status).toBe(412);
    expect((await change({ city: null }, '"2"')).status).toBe(200);
    expect(await shown(customerId)).toMatchObject({ version: 3, city: null, address: '示例路1号', consentCare: true });
    for (const [field, code] of [['dealerCode', 'DL999'], ['ownerId', 'ST014'], ['agentId', 'ST014'], ['referrerCode', 'CU99999']] as const) {
      expect(await change({ [field]: code })).toMatchObject(refused('customer.reference-unknown'));
    }
    expect(await change({ phone: '123' })).toMatchObject(refused('phone.invalid'));
    expect((await shown(customerId)).version).toBe(3);
    expect((await clerk.post(`/customers/${customerId}/check`, {})).status).toBe(204);
    expect((await (await directory.as('clerkElsewhere')).post(`/customers/${customerId}/change`, { city: '天津' })).status).toBe(404);
  });

  it('is offered in turn, and belongs to who accepts him', async () => {
    const offers: (string | null)[] = [];
    for (let i = 0; i < 6; i++) offers.push((await register({})).offeredTo);
    const turn = [...new Set(offers)];
    expect([turn.length, offers]).toEqual([3, [...turn, ...turn]]);
    const mine = ((await clerk.get('/customers/offers')).body as { items: { customerId: string }[] }).items.map(({ customerId }) => customerId);
    expect(mine.length).toBeGreaterThanOrEqual(2);
    expect((await clerk.post(`/customers/${mine[0]}/accept`, {})).status).toBe(204);
    expect(await shown(mine[0]!)).toMatchObject({ ownerId: 'ST030', offeredTo: null });
    expect((await clerk.post<{ offeredTo: string }>(`/customers/${mine[1]}/decline`, {})).body.offeredTo).toMatch(/^ST90[12]$/);
    expect(await clerk.post(`/customers/${mine[1]}/accept`, {})).toMatchObject(refused('customer.not-offered-to-you'));
    expect((await published(directory, event('customer.offered'), mine[1]!)).map((offer) => (offer as { offeredTo: string }).offeredTo)).toEqual(['ST030', expect.stringMatching(/^ST90[12]$/)]);
  });

  it('is offered to the next when nobody answers within a day of work', async () => {
    const { customerId, offeredTo } = await register({});
    const [{ due_at: due }] = (await directory.rows<{ due_at: Date }>("SELECT due_at FROM timer WHERE kind = 'customer.offer-expiry' AND subject = $1", customerId)) as [{ due_at: Date }];
    await directory.advanceTo(due);
    await eventually(async () => expect((await shown(customerId)).offeredTo).not.toBe(offeredTo));
    const next = (await shown(customerId)).offeredTo;
    expect((await published(directory, event('customer.offered'), customerId)).map((offer) => (offer as { offeredTo: string }).offeredTo)).toEqual([offeredTo, next]);
    expect(next).toMatch(/^ST(030|90[12])$/);
  });

  it('who comes from a file as new and nobody’s is offered in turn, no more of them than people can look at', async () => {
    const id = (n: number) => `019a5d5e-7c00-7000-8000-0000000010${String(n).padStart(2, '0')}`;
    const rows = Array.from({ length: 80 }, (_, n): CustomerRow => ({
      id: id(n), code: `CU30000${String(n).padStart(2, '0')}`, source: 'fair', external_number: String(n), name: `展会客户${n}`, phone: phone(), city: null, address: null, branch_id: 'BR05', dealer_code: null,
      customer_class: n === 0 ? 'regular' : 'new', owner_id: n === 1 ? 'ST030' : null, consent_care: false, consent_marketing: false, consent_survey: false, channel: null, quiet_from: null,
      quiet_to: null, referrer_code: null, created_on: null, remark: null,
    }));
    const offers = async () => Object.fromEntries((await directory.rows<{ to: string; n: number }>("SELECT offered_to AS to, count(*)::int AS n FROM customer WHERE offered_to IS NOT NULL GROUP BY 1 ORDER BY 1")).map(({ to, n }) => [to, n]));
    await asImport(directory, (tx) => registerCustomers(tx, rows));
    await directory.advanceTo(new Date());
    await eventually(async () => expect(await offers()).toEqual({ ST030: 20, ST901: 20, ST902: 20 }));
    expect([(await shown(id(0))).offeredTo, (await shown(id(1))).offeredTo]).toEqual([null, null]);
    // A place is free again, and filled within the hour.
    const mine = ((await clerk.get('/customers/offers')).body as { items: { customerId: string }[] }).items;
    expect((await clerk.post(`/customers/${mine[0]!.customerId}/accept`, {})).status).toBe(204);
    const [{ due_at: again }] = (await directory.rows<{ due_at: Date }>("SELECT due_at FROM timer WHERE kind = 'customer.waiting' AND subject = 'BR05'")) as [{ due_at: Date }];
    await directory.advanceTo(again);
    await eventually(async () => expect(await offers()).toMatchObject({ ST030: 20 }));
  });

  it('is merged with who has his number when a person says so, and both ids lead to the survivor', async () => {
    const number = phone();
    const first = await register({ phone: number, city: '杭州', ownerId: 'ST030' });
    const second = await register({ name: '新客(家)', phone: number, address: '示例路2号' });
    const third = await register({ name: '邻居', phone: number });
    expect([first.mergeProposals.length, second.mergeProposals.length, third.mergeProposals.length]).toEqual([0, 1, 2]);
    const serial = 'YG2509900021';
    await asImport(directory, async (tx) => {
      await registerModels(tx, [model]);
      await registerDealers(tx, [dealer]);
      await registerDevices(tx, [{ ...device, serial, customer_code: second.code }]);
    });
    const [proposal] = second.mergeProposals;
    expect((await clerk.get(`/merge-proposals?customer=${first.customerId}`)).body).toMatchObject({ items: [{}, {}] });
    expect((await clerk.get(`/merge-proposals?customer=${newId()}`)).body).toMatchObject({ items: [] });
    expect(((await clerk.get('/merge-proposals')).body as { items: object[] }).items).toContainEqual(expect.objectContaining({ proposalId: proposal, phone: expect.stringContaining('****') }));
    expect(await clerk.post(`/merge-proposals/${proposal}/accept`, { survivorId: third.customerId })).toMatchObject(refused('merge-proposal.survivor-unknown'));
    expect((await (await directory.as('clerkElsewhere')).post(`/merge-proposals/${proposal}/accept`, { survivorId: first.customerId })).status).toBe(404);
    expect(await clerk.post(`/merge-proposals/${proposal}/accept`, { survivorId: first.customerId })).toMatchObject({ status: 200, body: { survivorId: first.customerId } });
    expect(await clerk.post(`/merge-proposals/${proposal}/decline`, {})).toMatchObject(refused('merge-proposal.decided'));
    expect(await shown(second.customerId)).toMatchObject({ id: first.customerId, city: '杭州', address: '示例路2号', ownerId: 'ST030' });
    expect(await published(directory, event('customer.merged'), second.customerId)).toEqual([expect.objectContaining({ survivorId: first.customerId, decidedBy: 'ST030' })]);
    expect((await published(directory, event('device.registered'), serial)).at(-1)).toMatchObject({ customerId: first.customerId });
    expect((await clerk.post<{ items: { id: string }[] }>('/customers/search', { text: number })).body.items.map(({ id }) => id).sort()).toEqual([first.customerId, third.customerId].sort());
    expect(await clerk.post(`/customers/${second.customerId}/change`, { city: '宁波' })).toMatchObject(refused('customer.merged'));
    expect((await clerk.post('/contacts', { channel: 'phone', caller: number, words: '鱼缸漏水' })).body).toMatchObject({ candidates: 2 });

    const decide = (survivorId: string) => async (id: string | undefined) => (await clerk.post(`/merge-proposals/${id}/accept`, { survivorId })).status;
    const [one, other] = third.mergeProposals;
    const pairOf = async (id: string | undefined) => (await directory.rows<{ one_id: string; other_id: string }>('SELECT one_id, other_id FROM merge_proposal WHERE id = $1', id))[0]!;
    const withSecond = Object.values(await pairOf(one)).includes(second.customerId) ? one : other;
    expect(await decide(third.customerId)(withSecond)).toBe(200);
    expect(await decide(third.customerId)(withSecond === one ? other : one)).toBe(200);
    for (const { customerId } of [first, second, third]) expect((await shown(customerId)).id).toBe(third.customerId);
  });

  it('is asked about also when two clerks register one number at the same moment', async () => {
    const number = phone();
    const both = await Promise.all([register({ phone: number, ownerId: 'ST030' }), register({ phone: number, ownerId: 'ST030' })]);
    expect(both.flatMap(({ mergeProposals }) => mergeProposals)).toHaveLength(1);
  });

  it('comes from a file as the same one under the same number, whatever code he gets', async () => {
    const row: CustomerRow = {
      id: '019a5d5e-7c00-7000-8000-0000000000a1', code: 'CU2000001', source: 'old-crm', external_number: '77', name: '李外来', phone: phone(), city: '杭州', address: null, branch_id: 'BR05',
      dealer_code: null, customer_class: 'regular', owner_id: null, consent_care: true, consent_marketing: false, consent_survey: false, channel: null, quiet_from: null, quiet_to: null,
      referrer_code: null, created_on: '2024-01-01', remark: null,
    };
    const load = (said: Partial<CustomerRow>) => asImport(directory, (tx) => registerCustomers(tx, [{ ...row, ...said }]));
    expect(await load({})).toBe(1);
    await clerk.post(`/customers/${row.id}/change`, { city: '宁波', address: '示例路3号' });
    expect(await load({ id: '019a5d5e-7c00-7000-8000-0000000000a2', code: 'CU2000002' })).toBe(0);
    expect(await shown(row.id)).toMatchObject({ code: 'CU2000001', city: '宁波' });
    expect(await load({ city: '温州', phone: (await shown((await register({})).customerId)).phone })).toBe(1);
    expect(await shown(row.id)).toMatchObject({ code: 'CU2000001', city: '温州', address: '示例路3号', version: 3 });
    const proposed = await directory.rows('SELECT id FROM merge_proposal WHERE $1 IN (one_id, other_id)', row.id);
    expect(proposed).toHaveLength(1);
  });
});
