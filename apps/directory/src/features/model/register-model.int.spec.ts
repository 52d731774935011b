import type { ServiceUnderTest } from '@aftercare/testing';
import { asImport, device, model, published, startDirectory } from '../../directory.fixture';
import { registerDevices, registerModels } from '../../persistence/registers';

const registered = 'aftercare.directory.product_model.registered.v1';
const promise = { modelCode: 'MD92', name: '新款缸', repairMonths: 24, replaceMonths: 3, refundMonths: 1 };

describe('a product model', () => {
  let directory: ServiceUnderTest;
  beforeAll(async () => {
    directory = await startDirectory();
  });
  afterAll(() => directory?.stop());

  it('is put on file with what it promises, once however often that is said, and head office alone may', async () => {
    expect((await (await directory.as('branchManager')).post('/product-models', promise)).status).toBe(403);
    const admin = await directory.as('admin');
    expect((await admin.post('/product-models', promise)).body).toEqual({ modelCode: 'MD92', changed: true });
    expect((await admin.post('/product-models', promise)).body).toEqual({ modelCode: 'MD92', changed: false });
    expect(await published(directory, registered, 'MD92')).toEqual([expect.objectContaining({ modelCode: 'MD92', repairMonths: 24, replaceMonths: 3, refundMonths: 1 })]);
    expect((await admin.get<{ items: { modelCode: string; name: string }[] }>('/product-models')).body.items).toContainEqual(expect.objectContaining({ modelCode: 'MD92', name: '新款缸' }));
  });

  it('that promises less from now on takes nothing from who has bought already', async () => {
    await asImport(directory, async (tx) => {
      await registerModels(tx, [model]);
      await registerDevices(tx, [{ ...device, dealer_code: null, installed_on: '2025-10-31' }]);
    });
    const admin = await directory.as('admin');
    expect((await admin.post('/product-models', { ...promise, modelCode: model.model_code, repairMonths: 6 })).status).toBe(200);
    expect((await directory.rows('SELECT repair_until::text FROM device WHERE serial = $1', device.serial))[0]).toEqual({ repair_until: '2026-10-31' });
  });

  it.each([
    ['a code that is none', 'modelCode', 'MODEL1'],
    ['a negative promise', 'repairMonths', -1],
    ['a price without cents', 'price', '12'],
    ['a name of blanks', 'name', '  '],
  ])('refuses %s, names the field and changes nothing', async (_what, field, value) => {
    const answer = await (await directory.as('admin')).post<{ errors: { field: string }[] }>('/product-models', { ...promise, modelCode: 'MD93', [field]: value });
    expect([answer.status, answer.body.errors.map((error) => error.field)]).toEqual([400, [`/${field}`]]);
    expect(await directory.rows("SELECT 1 FROM product_model WHERE model_code IN ('MD93', 'MODEL1')")).toEqual([]);
  });
});
