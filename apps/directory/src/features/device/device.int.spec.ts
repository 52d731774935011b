import type { ServiceUnderTest } from '@aftercare/testing';
import { asImport, dealer, device, model, published, startDirectory } from '../../directory.fixture';
import { registerDealers, registerDevices, registerFaultCodes, registerModels } from '../../persistence/registers';

const registered = 'aftercare.directory.device.registered.v1';
const windows = (installedOn: string | null) => ({ installedOn, warrantySource: 'installation', repairUntil: '2026-10-31', replaceUntil: '2026-01-31', refundUntil: '2025-11-30' });

describe('a device', () => {
  let directory: ServiceUnderTest;
  let owner: { id: string; code: string };
  let ownerElsewhere: { id: string; code: string };
  const customerOf = async (branchId: string) => (await directory.rows<typeof owner>('SELECT id, code FROM customer WHERE branch_id = $1 ORDER BY code LIMIT 1', branchId))[0]!;
  const register = (row: typeof device) => asImport(directory, (tx) => registerDevices(tx, [row]));
  const events = (serial = device.serial) => published(directory, registered, serial);

  beforeAll(async () => {
    directory = await startDirectory();
    [owner, ownerElsewhere] = [await customerOf('BR05'), await customerOf('BR01')];
    await asImport(directory, async (tx) => {
      await registerModels(tx, [model]);
      await registerDealers(tx, [dealer]);
    });
  });
  afterAll(() => directory?.stop());

  it('is told of with ids and days only, and again when a file says something new of it', async () => {
    expect(await register(device)).toBe(1);
    expect(await register(device)).toBe(0);
    const unsold = {
      serial: device.serial, branchId: 'BR05', modelCode: 'MD91', lot: 'L2509-A', madeOn: '2025-09-07', dealerCode: 'DL901', customerId: null, installedOn: null,
      warrantySource: 'unknown', repairUntil: null, replaceUntil: null, refundUntil: null, soldOutsideArea: false,
    };
    expect(await events()).toEqual([unsold]);
    expect(await register({ ...device, lot: null, customer_code: owner.code, installed_on: '2025-10-31' })).toBe(1);
    expect((await events())[1]).toEqual({ ...unsold, customerId: owner.id, ...windows('2025-10-31') });
  });

  it('keeps what its model promised when it was installed', async () => {
    await asImport(directory, (tx) => registerModels(tx, [{ ...model, repair_months: 6 }]));
    expect(await register({ ...device, customer_code: owner.code, installed_on: '2025-10-31', remark: '缸盖更换过' })).toBe(1);
    expect((await events()).at(-1)).toMatchObject(windows('2025-10-31'));
    await asImport(directory, (tx) => registerModels(tx, [model]));
  });

  it.each([
    ['2025-10-30', [false, false, false], 'not-begun'],
    ['2025-11-30', [true, true, true], 'within'],
    ['2025-12-01', [true, true, false], 'expired'],
    ['2026-10-31', [true, false, false], 'expired'],
    ['2026-11-01', [false, false, false], 'expired'],
  ])('says what each guarantee covers on %s', async (on, open, refund) => {
    const { status, body } = await (await directory.as('clerk')).get<Record<string, { open: boolean; reason: string }>>(`/devices/${device.serial}/warranty?on=${on}`);
    expect([status, [body['repair']?.open, body['replace']?.open, body['refund']?.open], body['refund']?.reason]).toEqual([200, open, refund]);
    expect(body).toMatchObject({ serial: device.serial, on, source: 'installation', installedOn: '2025-10-31' });
  });

  it('has a warranty that a person may set, and no file changes after that', async () => {
    const manager = await directory.as('branchManager');
    const days = { repairUntil: '2027-01-01', replaceUntil: null, refundUntil: null };
    expect((await (await directory.as('clerk')).post(`/devices/${device.serial}/warranty`, { ...days, reason: '展会样机' })).status).toBe(403);
    expect(await manager.post(`/devices/${device.serial}/warranty`, { ...days, reason: ' ' })).toMatchObject({ status: 409, body: { type: '/problems/device.warranty-reason-required' } });
    expect((await manager.post(`/devices/${device.serial}/warranty`, { ...days, reason: '展会样机，延长保修' })).status).toBe(204);
    expect(await register({ ...device, customer_code: owner.code, installed_on: '2026-01-15' })).toBe(1);
    expect((await events()).at(-1)).toMatchObject({ installedOn: '2026-01-15', warrantySource: 'manual', ...days });
    expect((await (await directory.as('clerk')).get(`/devices/${device.serial}`)).body).toMatchObject({
      modelName: '样缸', customerId: owner.id, warrantySetBy: 'ST029', warrantyReason: '展会样机，延长保修',
      warranty: { source: 'manual', repair: { until: '2027-01-01' }, refund: { open: false, until: null, reason: 'not-given' } },
    });
    expect(JSON.stringify(await events())).not.toContain('展会');
  });

  it('goes to its owner’s branch, and it shows when that is not its dealer’s', async () => {
    const serial = 'YG2509900002';
    await register({ ...device, serial });
    const clerk = await directory.as('clerk');
    expect(await clerk.get(`/devices/${serial}/warranty?on=2026-03-02`)).toMatchObject({ body: { source: 'unknown', repair: { open: null, until: null, reason: 'not-installed' } } });
    expect((await clerk.post(`/devices/${serial}/hand-over`, { customerId: owner.id, installedOn: '2025-09-06' })).body['type']).toBe('/problems/device.installed-before-made');
    expect((await clerk.post(`/devices/${serial}/hand-over`, { customerId: ownerElsewhere.id, installedOn: null })).status).toBe(404);
    expect((await clerk.post(`/devices/${serial}/hand-over`, { customerId: owner.id, installedOn: '2025-10-31' })).status).toBe(204);
    expect((await events(serial)).at(-1)).toMatchObject({ customerId: owner.id, branchId: 'BR05', soldOutsideArea: false, ...windows('2025-10-31') });
    await register({ ...device, serial, customer_code: ownerElsewhere.code });
    expect((await events(serial)).at(-1)).toMatchObject({ customerId: ownerElsewhere.id, branchId: 'BR01', soldOutsideArea: true, ...windows('2025-10-31') });
    expect((await clerk.get(`/devices/${serial}`)).status).toBe(404);
    expect((await clerk.get(`/devices/${serial}/warranty`)).status).toBe(404);
    expect((await (await directory.as('clerkElsewhere')).get(`/devices/${serial}`)).status).toBe(200);
  });

  it('is of a model that everybody at work can look up, and may have faults of the list', async () => {
    await asImport(directory, (tx) => registerFaultCodes(tx, [{ fault_code: 'LEAK', level: 'family', family_code: 'LEAK', name_zh: '漏水', name_en: 'leak', material: '硅胶', process_stage: '打胶' }]));
    const technician = await directory.as('technician');
    expect((await technician.get('/product-models?after=MD90')).body).toEqual({
      items: [{ modelCode: 'MD91', name: '样缸', series: null, repairMonths: 12, replaceMonths: 3, refundMonths: 1, publishedFacts: ['modelName', 'madeOn', 'repairUntil'] }], next: null,
    });
    expect((await technician.get('/fault-codes')).body).toEqual({
      items: [{ faultCode: 'LEAK', level: 'family', familyCode: 'LEAK', nameZh: '漏水', nameEn: 'leak', material: '硅胶', processStage: '打胶' }], next: null,
    });
  });

  it('refuses a file that names a model, dealer or customer nobody has registered', async () => {
    for (const [field, row] of Object.entries({ model_code: { model_code: 'MD99' }, dealer_code: { dealer_code: 'DL999' }, customer_code: { customer_code: 'CU99999' } })) {
      await expect(register({ ...device, serial: 'YG2509900003', ...row })).rejects.toMatchObject({ code: 'device.reference-unknown', params: { field } });
    }
    expect(await events('YG2509900003')).toEqual([]);
  });

  it.each(['2026-02-30', '2026-3-1', 'today', ''])('refuses to tell of a day that does not exist: %j', async (on) => {
    expect((await (await directory.as('clerk')).get(`/devices/${device.serial}/warranty?on=${on}`)).status).toBe(400);
  });
});
