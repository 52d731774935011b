import { newId } from '@aftercare/kernel';
import type { ServiceUnderTest } from '@aftercare/testing';
import { contact, TicketsUnderTest } from '../../tickets.fixture';
import type { CallerScreen } from './show-caller';

let house: TicketsUnderTest;
let tickets: ServiceUnderTest;

const { customerId } = contact;
const person = { id: customerId, code: 'CU00390', name: '邓雅春', branchId: 'BR05', customerClass: 'regular', ownerId: 'ST030', address: '不归这里保存' };
const dealer = { dealerCode: 'DL005', name: '戊辰水族(示例)', branchId: 'BR05', keyAccount: true, representativeId: 'ST029' };

beforeAll(async () => {
  house = await TicketsUnderTest.start();
  tickets = house.service;
});
beforeEach(() => {
  house.directory.asked.length = 0;
  house.directory.answer = { status: 200, body: { customers: [person], dealers: [dealer], ...person } };
});
afterAll(() => house?.stop());

const ask = async (who: Parameters<ServiceUnderTest['as']>[0], body: object) => (await tickets.as(who)).post<CallerScreen>('/callers', body, { idempotencyKey: null });

describe('the caller screen', () => {
  it('shows by a number who is calling, his devices, what is open, what there was and what was promised', async () => {
    const [open, closed, resolved, foreign] = [await house.open(60, { customerId }), await house.open(60, { customerId }), await house.open(60, { customerId }), await house.open(60, { customerId, branchId: 'BR01' })];
    await tickets.admin.query(`UPDATE ticket SET state = 'closed' WHERE id = '${closed}'; UPDATE ticket SET state = 'resolved', taken_up_at = now() WHERE id = '${resolved}'`);
    const { status, body } = await ask('clerk', { caller: '199 0000 1389' });
    expect([status, body.directory, body.people]).toEqual([200, 'asked', [{ customerId, code: 'CU00390', name: '邓雅春', branchId: 'BR05', customerClass: 'regular', ownerId: 'ST030' }]]);
    expect(body.dealers).toEqual([dealer]);
    expect(house.directory.asked).toMatchObject([{ path: '/callers/look-up', body: { phone: '199 0000 1389' }, headers: { authorization: expect.stringMatching(/^Bearer /) } }]);
    expect(body.devices).toMatchObject([{ serial: 'YG2603000407', dealerCode: 'DL017', warrantySource: 'installation', repairUntil: '9999-04-01' }]);
    expect(body.open.map(({ id }) => id)).toEqual([resolved, open]);
    expect(body.history.map(({ id }) => id)).toEqual([closed]);
    expect(body.promises).toMatchObject([{ ticketId: open, of: 'first_response', overdue: false }]);
    expect(JSON.stringify(body)).not.toContain(foreign);
  });

  it('shows by a serial number its owner, and what is open about that device', async () => {
    const about = await house.open(60, { serial: 'YG2603000407' });
    const { body } = await ask('clerk', { serial: 'YG2603000407' });
    expect(house.directory.asked).toMatchObject([{ path: `/customers/${customerId}` }]);
    expect(body.people).toMatchObject([{ customerId }]);
    expect(body.open.map(({ id }) => id)).toContain(about);
    expect((await ask('clerk', { serial: 'YG0000000000' })).body).toEqual({ directory: 'asked', people: [], dealers: [], devices: [], open: [], history: [], promises: [] });
  });

  it('shows a dealer who calls what is not over of all whom he sold to, once, and nothing of another branch', async () => {
    house.directory.answer = { status: 200, body: { customers: [person], dealers: [{ ...dealer, dealerCode: 'DL017' }] } };
    const [ofCustomer, ofHim, over, foreign, others] = [
      await house.open(60, { dealerCode: 'DL017' }), await house.open(60, { customerId, dealerCode: 'DL017' }), await house.open(60, { dealerCode: 'DL017' }),
      await house.open(60, { dealerCode: 'DL017', branchId: 'BR01' }), await house.open(60, { dealerCode: 'DL005' }),
    ];
    await tickets.admin.query(`UPDATE ticket SET state = 'closed' WHERE id = '${over}'`);
    const { body } = await ask('clerk', { caller: '19900001389' });
    expect(body.open.filter(({ dealerCode }) => dealerCode === 'DL017').map(({ id }) => id)).toEqual([ofHim, ofCustomer]);
    expect(body.history.map(({ id }) => id)).not.toContain(over);
    expect(body.promises.map(({ ticketId }) => ticketId)).toEqual(expect.arrayContaining([ofCustomer, ofHim]));
    for (const hidden of [foreign, others]) expect(JSON.stringify(body)).not.toContain(hidden);
  });

  it('shows also what was opened for a record that was found to be the same person', async () => {
    const [former, before] = [newId(), newId()];
    await tickets.admin.query(`INSERT INTO customer (id, customer_class, merged_into) VALUES ('${before}', 'new', '${former}'), ('${former}', 'new', '${customerId}')`);
    const opened = await house.open(60, { customerId: before });
    expect((await ask('clerk', { caller: '19900001389' })).body.open.map(({ id }) => id)).toContain(opened);
  });

  it('says so when directory is away, and still shows the tickets of a customer who is named by id; no devices', async () => {
    house.directory.answer = { status: 500, body: {} };
    const own = await house.open(60, { customerId });
    expect((await ask('clerk', { customerId })).body).toMatchObject({ directory: 'away', people: [], devices: [], open: expect.arrayContaining([expect.objectContaining({ id: own })]) });
    expect((await ask('clerk', { caller: '19900001389' })).body).toMatchObject({ directory: 'away', people: [], open: [], history: [] });
  });

  it('gives directory’s own refusal, and refuses by itself when nobody is named', async () => {
    const problem = { type: '/problems/customer.not-found', title: '没有', status: 404, detail: '没有此客户', instance: '/', traceId: 'f'.repeat(32) };
    house.directory.answer = { status: 404, body: problem };
    expect(await ask('clerk', { customerId: newId() })).toMatchObject({ status: 404, body: { type: problem.type } });
    expect((await ask('clerk', { serial: 'YG2603000407' })).body.people).toEqual([]);
    expect(await ask('clerk', {})).toMatchObject({ status: 409, body: { type: '/problems/caller.not-named' } });
    expect((await ask('clerk', { caller: 42 })).status).toBe(400);
    expect((await ask('admin', { caller: '19900001389' })).status).toBe(403);
  });
});
