import type { ServiceUnderTest } from '@aftercare/testing';
import { asImport, dealer, device, model, startDirectory } from '../../directory.fixture';
import { registerDealers, registerDevices, registerModels } from '../../persistence/registers';
import type { RegisteredCustomer } from '../customer/register-customer';
import type { Caller } from './look-up-caller';

describe('who calls', () => {
  let directory: ServiceUnderTest;
  let customer: RegisteredCustomer;
  const phone = '19900087001';
  const lookUp = async (who: 'clerk' | 'clerkElsewhere', number: string) => (await directory.as(who)).post<Caller>('/callers/look-up', { phone: number }, { idempotencyKey: null });

  beforeAll(async () => {
    directory = await startDirectory();
    await asImport(directory, async (tx) => {
      await registerModels(tx, [model]);
      await registerDealers(tx, [{ ...dealer, key_account: true, representative_id: 'ST030' }]);
    });
    customer = (await (await directory.as('clerk')).post<RegisteredCustomer>('/customers', { name: '郑雅春', phone, dealerCode: 'DL901', customerClass: 'key' })).body;
    const owned = (serial: string, installed_on: string | null) => ({ ...device, serial, installed_on, customer_code: customer.code });
    await asImport(directory, (tx) => registerDevices(tx, [owned('YG2509900031', null), owned('YG2509900032', '2025-10-31')]));
  });
  afterAll(() => directory?.stop());

  it('is told in one answer: person, devices with their warranty, dealer', async () => {
    const { status, body } = await lookUp('clerk', '+86 199-0008-7001');
    const known = { dealerCode: 'DL901', name: '样品水族', role: 'dealer', contactName: '李样', branchId: 'BR05', keyAccount: true, representativeId: 'ST030' };
    expect([status, body.customers.map(({ devices: _devices, ...person }) => person), body.dealers]).toEqual([200, [{
      id: customer.customerId, code: customer.code, name: '郑雅春', branchId: 'BR05', customerClass: 'key', address: null, ownerId: null, lastCheckedOn: expect.any(String), dealer: known,
    }], []]);
    expect(body.customers[0]!.devices).toEqual([
      { serial: 'YG2509900032', modelCode: 'MD91', modelName: '样缸', lot: 'L2509-A', dealerCode: 'DL901', warranty: expect.objectContaining({ source: 'installation', installedOn: '2025-10-31' }) },
      expect.objectContaining({ serial: 'YG2509900031', warranty: expect.objectContaining({ source: 'unknown', repair: { open: null, until: null, reason: 'not-installed' } }) }),
    ]);
    expect((await lookUp('clerk', dealer.phone)).body).toEqual({ customers: [], dealers: [known] });
    expect(directory.logged.join('')).not.toContain(phone);
  });

  it('is a stranger to another branch, also where the database has no wall', async () => {
    const nobody = { customers: [], dealers: [] };
    const listed = async (who: 'clerk' | 'clerkElsewhere') => JSON.stringify((await (await directory.as(who)).get('/dealers')).body).includes('DL901');
    expect(await listed('clerk')).toBe(true);
    const seen = async () => [(await lookUp('clerkElsewhere', phone)).body, (await lookUp('clerkElsewhere', dealer.phone)).body, (await (await directory.as('clerkElsewhere')).get('/dealers/DL901')).status, await listed('clerkElsewhere')];
    expect(await seen()).toEqual([nobody, nobody, 404, false]);
    for (const wall of ['DISABLE', 'ENABLE']) {
      await directory.admin.query(['customer', 'dealer', 'device'].map((table) => `ALTER TABLE ${table} ${wall} ROW LEVEL SECURITY`).join('; '));
      expect(await seen()).toEqual([nobody, nobody, 404, false]);
    }
    expect((await (await directory.as('storekeeper')).get('/dealers/DL901')).body).toMatchObject({ name: '样品水族', phone: dealer.phone, territory: null });
  });
});
