import { request, type ServiceUnderTest } from '@aftercare/testing';
import { asImport, dealer, device, model, published, startDirectory } from '../../directory.fixture';
import { registerDealers, registerDevices, registerModels } from '../../persistence/registers';
import type { AuthenticityAnswer } from './ask-authenticity';

const asked = 'aftercare.directory.authenticity.asked.v1';
const suspected = 'aftercare.directory.authenticity.suspected.v1';
const code = '697756970000000027';

describe('asking whether a device is genuine', () => {
  let directory: ServiceUnderTest;
  const ask = async (text: string) => request(directory.url).post<AuthenticityAnswer>('/authenticity-checks', { code: text }, { idempotencyKey: null });
  const told = async (type: string) => (await directory.rows<{ key: string }>('SELECT key FROM event WHERE type = $1 ORDER BY id', type)).map(({ key }) => key);

  beforeAll(async () => {
    directory = await startDirectory();
    const elsewhere = (await directory.rows<{ code: string }>("SELECT code FROM customer WHERE branch_id = 'BR01' ORDER BY code LIMIT 1"))[0]!;
    await asImport(directory, async (tx) => {
      await registerModels(tx, [model]);
      await registerDealers(tx, [dealer]);
      await registerDevices(tx, [{ ...device, authenticity_code: code, installed_on: '2025-10-31' }, { ...device, serial: 'YG2509900002', customer_code: elsewhere.code }]);
    });
  });
  afterAll(() => directory?.stop());

  it('needs no sign-in, says what is published of the model and nothing else, and warns from the third question on', async () => {
    const [first, second, third] = [await ask(code), await ask(`${code.slice(0, 4)} ${code.slice(4)}`), await ask(device.serial)];
    expect([first.status, first.body]).toEqual([200, {
      verdict: 'genuine', timesAsked: 1, firstAskedAt: expect.any(String), warnings: [], modelName: '样缸', madeOn: '2025-09-07', repairUntil: '2026-10-31',
    }]);
    expect([second.body.timesAsked, second.body.warnings]).toEqual([2, []]);
    expect([third.body.timesAsked, third.body.warnings]).toEqual([3, ['asked_often']]);
    const [key] = await told(suspected);
    const [event] = (await published(directory, suspected, key!)) as { contactId: string }[];
    expect(event).toEqual({
      authenticityId: key, branchId: 'BR05', reason: 'asked_often', timesAsked: 3, serial: device.serial, dealerCode: 'DL901', customerId: null, askedAt: expect.any(String), contactId: expect.any(String),
    });
    // Whoever looks into it finds what for.
    const clerk = await directory.as('clerk');
    expect(await clerk.get(`/contacts/${event!.contactId}`)).toMatchObject({ status: 200, body: { branchId: 'BR05', channel: 'web', words: expect.stringContaining('多次查询') } });
    expect(await told(asked)).toEqual([key, key, key]);
  });

  it('publishes what the factory chooses', async () => {
    const admin = await directory.as('admin');
    expect((await (await directory.as('branchManager')).post('/product-models/MD91/published-facts', { facts: [] })).status).toBe(403);
    expect((await admin.post('/product-models/MD91/published-facts', { facts: ['owner'] })).status).toBe(400);
    expect((await admin.post('/product-models/MD99/published-facts', { facts: [] })).status).toBe(404);
    expect((await admin.post('/product-models/MD91/published-facts', { facts: ['making'] })).status).toBe(204);
    expect(Object.keys((await ask(code)).body).sort()).toEqual(['firstAskedAt', 'making', 'timesAsked', 'verdict', 'warnings']);
  });

  it('tells of a device that was sold outside its dealer’s area, to the branch where it is now', async () => {
    expect((await ask('yg2509900002')).body).toMatchObject({ verdict: 'genuine', warnings: ['sold_outside_area'] });
    expect((await directory.rows('SELECT branch_id FROM event WHERE type = $1 ORDER BY id DESC LIMIT 1', suspected))[0]).toEqual({ branch_id: 'BR01' });
  });

  it('does not know a code that no device has: the factory is told once, and the code is kept nowhere', async () => {
    const unknown = '697756979999999999';
    expect((await ask(unknown)).body).toEqual({ verdict: 'unknown', timesAsked: 1, firstAskedAt: expect.any(String), warnings: ['unknown_code'] });
    expect((await ask(unknown)).body).toMatchObject({ timesAsked: 2, warnings: ['unknown_code'] });
    const [last] = await directory.rows<{ branch_id: string; n: number }>("SELECT branch_id, count(*)::int AS n FROM event WHERE type = $1 AND branch_id = 'FA01' GROUP BY 1", suspected);
    expect(last).toEqual({ branch_id: 'FA01', n: 1 });
    expect(JSON.stringify(await directory.rows('SELECT * FROM authenticity')) + directory.logged.join('')).not.toContain(unknown);
  });

  it('counts every question, also those asked at the same moment', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => ask('697756978888888888')));
    expect(answers.map(({ status, body }) => [status, body.timesAsked]).sort()).toEqual(Array.from({ length: 8 }, (_, i) => [200, i + 1]));
  });

  it('refuses what cannot be a code', async () => {
    expect(await ask('12345')).toMatchObject({ status: 409, body: { type: '/problems/authenticity.code-malformed' } });
  });
});
