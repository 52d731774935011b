import { systemPrincipal, type Branches } from '@aftercare/auth';
import type { CalendarSpec } from '@aftercare/business-time';
import type { Tx } from '@aftercare/event-store';
import { documentRules } from '@aftercare/documents';
import { importRules } from '@aftercare/imports';
import { tableRules } from '@aftercare/tables';
import { startForTest, type ServiceUnderTest } from '@aftercare/testing';
import { api } from './api';
import { inventoryRules } from './domain/rules';
import { bin, outside } from './domain/stock';
import { BackOrders } from './persistence/back-orders';
import { Ledger } from './persistence/ledger';
import { mappings } from './persistence/mappings';
import { migrations } from './persistence/migrations';
import { PartsRequestStore } from './persistence/parts-request.store';
import { registerCarriers, registerLocations, registerParts } from './persistence/registers';
import { Reservations } from './persistence/reservations';
import type { CarrierRow, LocationRow, PartRow } from './persistence/rows';

const part = (code: string, name: string, more: Partial<PartRow> = {}): Omit<PartRow, 'withdrawn'> => ({
  code, name, unit: '支', fault_family: 'HEAT', fits_models: ['MD04', 'MD05'], price: '96.25', currency: 'CNY', return_days: 20, substitutes: [], safety_stock: 2, remark: null, ...more,
});

export const parts = [
  part('PT037', '加热棒 100W', { price: '46.20', substitutes: ['PT038'] }),
  part('PT038', '加热棒 200W', { price: '71.23', substitutes: ['PT039'] }),
  part('PT039', '加热棒 300W'),
  part('PT001', '潜水泵 8W', { unit: '台', fault_family: 'PUMP', fits_models: ['MD01'], price: '38.50', return_days: null, safety_stock: 0 }),
];

export const locations: readonly LocationRow[] = [
  { code: 'WH-FA01', kind: 'warehouse', branch_id: 'FA01', holder_id: 'ST010', name: '总厂配件库' },
  { code: 'WH-BR01', kind: 'warehouse', branch_id: 'BR01', holder_id: 'ST015', name: '天津配件库' },
  { code: 'WH-BR05', kind: 'warehouse', branch_id: 'BR05', holder_id: 'ST031', name: '杭州配件库' },
  { code: 'VN-BR05', kind: 'van', branch_id: 'BR05', holder_id: 'ST032', name: '杭州服务车' },
];

export const carriers: readonly CarrierRow[] = [
  { code: 'CR01', name: '甲号快运(示例)', tracking_prefix: 'KDA', promised_days_same_region: 1, promised_days_cross_region: 2, stale_after_hours: 24, phone: '19900000300' },
];

export const customerId = '0192f0c1-2d6e-7abc-8def-0123456789ad';
export const ticketId = '0192f0c1-2d6e-7abc-8def-0123456789ae';
/** Every day from 08:30 to 17:30, where Hangzhou is. */
export const everyDay: CalendarSpec = { zone: 'Asia/Shanghai', spans: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from: '08:30', to: '17:30' })), exceptions: [] };
/** By which the carrier signs in tests. */
export const carrierSecrets = new Map([['CR01', ['whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=']]]);

/** The service as it is started, with a few parts, places and a carrier; no stock yet. */
export class InventoryUnderTest {
  readonly requests: PartsRequestStore;
  readonly reservations = new Reservations();
  readonly backOrders: BackOrders;
  readonly ledger: Ledger;

  private constructor(readonly service: ServiceUnderTest) {
    this.requests = new PartsRequestStore(service.database);
    this.backOrders = new BackOrders(this.reservations, this.requests);
    this.ledger = new Ledger(this.reservations, this.backOrders);
  }

  static async start({ poolSize = 4, empty = false, directoryUrl = 'http://127.0.0.1:9' }: { readonly poolSize?: number; readonly empty?: boolean; readonly directoryUrl?: string } = {}): Promise<InventoryUnderTest> {
    const inventory = new InventoryUnderTest(await startForTest({ ...api, module: api.module.trusting(carrierSecrets, directoryUrl), migrations, rules: { ...tableRules, ...documentRules, ...importRules, ...inventoryRules }, mappings, poolSize }));
    if (!empty) await inventory.itself('*', async (tx) => {
      await registerParts(tx, parts);
      await registerLocations(tx, locations);
      await registerCarriers(tx, carriers);
    });
    return inventory;
  }

  /** What directory and tickets have told: who works in BR05 and BR01, two dealers, a device, and a ticket of BR05 that ST030 owns. */
  async hearOfPeople(): Promise<void> {
    await this.service.admin.query(`
      INSERT INTO branch VALUES ('FA01', 'LF', 'Asia/Shanghai', NULL, 'NONSTOP'), ('RG2', 'R2', 'Asia/Shanghai', 'FA01', 'NONSTOP'), ('BR05', 'HZ', 'Asia/Shanghai', 'RG2', 'NONSTOP'), ('BR01', 'TJ', 'Asia/Shanghai', 'FA01', 'NONSTOP')
        ON CONFLICT DO NOTHING;
      INSERT INTO staff VALUES ('ST030', 'clerk', 'BR05', true, '{}', '{}'), ('ST031', 'storekeeper', 'BR05', true, '{}', '{}'), ('ST032', 'technician', 'BR05', true, '{}', '{}'),
        ('ST029', 'branch_manager', 'BR05', true, '{}', '{}'), ('ST008', 'supervisor', 'RG2', true, '{}', '{DL017}'), ('ST003', 'hq_analyst', 'FA01', true, '{finance_approval}', '{}') ON CONFLICT DO NOTHING;
      INSERT INTO dealer VALUES ('DL017', 'BR05', 500.00, 'CNY'), ('DL005', 'BR05', NULL, NULL) ON CONFLICT DO NOTHING;
      INSERT INTO customer VALUES ('${customerId}', 'CU00390', 'BR05', 'DL017') ON CONFLICT DO NOTHING;
      INSERT INTO device VALUES ('YG2603000407', 'MD04', 'DL017', '${customerId}', '2099-12-31') ON CONFLICT DO NOTHING;
      INSERT INTO ticket VALUES ('${ticketId}', 'TK-HZ-2026-000001', 'BR05', 'ST030', '${customerId}', 'DL017', 'YG2603000407', true) ON CONFLICT DO NOTHING;
      INSERT INTO calendar VALUES ('NONSTOP', '${JSON.stringify(everyDay)}') ON CONFLICT DO NOTHING`);
  }

  /** So many good pieces lie in the warehouse of BR05, if there were none. */
  async stock(part: string, qty: number, location = 'WH-BR05'): Promise<void> {
    await this.itself(['BR05'], (tx) => this.ledger.post(tx, [{ part, qty, from: outside('supplier'), to: bin(location, 'good'), reason: 'purchase', document: { kind: 'goods_receipt', id: 'G1' } }]));
  }

  /** As the service acts by itself, in these branches. */
  itself<T>(branches: Branches, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.service.database.withTx({ principal: systemPrincipal('inventory', branches), branches }, work);
  }
}
