import { systemPrincipal } from '@aftercare/auth';
import type { Tx } from '@aftercare/event-store';
import { startForTest, type ServiceUnderTest } from '@aftercare/testing';
import { api } from './api';
import { directoryRules } from './domain/rules';
import { importFactory } from './factory.fixture';
import { mappings } from './persistence/mappings';
import { migrations } from './persistence/migrations';
import type { DealerRow, DeviceRow, ModelRow } from './persistence/rows';

/** The service with the sample factory's branches, staff and customers on file. */
export const startDirectory = async (): Promise<ServiceUnderTest> => {
  const directory = await startForTest({ ...api, migrations, rules: directoryRules, mappings });
  await importFactory(directory, 'calendars', 'branches', 'staff', 'dealers', 'customers');
  return directory;
};

/** Writes as an import of the whole factory does. */
export const asImport = <T>({ database }: ServiceUnderTest, work: (tx: Tx) => Promise<T>): Promise<T> =>
  database.withTx({ principal: systemPrincipal('directory', '*'), branches: '*' }, work);

/** The payloads of every event of a type and key, oldest first. */
export const published = async (directory: ServiceUnderTest, type: string, key: string): Promise<unknown[]> =>
  (await directory.rows<{ payload: Buffer }>('SELECT payload FROM event WHERE type = $1 AND key = $2 ORDER BY id', type, key)).map(({ payload }) => JSON.parse(payload.toString()) as unknown);

export const model: ModelRow = {
  model_code: 'MD91', name: '样缸', series: null, length_cm: null, volume_l: null, glass_mm: null, repair_months: 12, replace_months: 3, refund_months: 1,
  warranty_starts: 'installed_on', price: null,
};
/** Of Hangzhou, BR05. */
export const dealer: DealerRow = {
  dealer_code: 'DL901', name: '样品水族', role: 'dealer', contact_name: '李样', phone: '19900009901', branch_id: 'BR05', territory: null, parent_dealer_code: null,
  key_account: false, representative_id: null, address: null, credit_limit: '18000.00', currency: 'CNY', joined_on: null, remark: null,
};
export const device: DeviceRow = {
  serial: 'YG2509900001', model_code: 'MD91', lot: 'L2509-A', process_stage_notes: '打胶:养护29h;试水:24h合格', made_on: '2025-09-07', shipped_on: null, dealer_code: 'DL901',
  customer_code: null, installed_on: null, authenticity_code: null, remark: null,
};
