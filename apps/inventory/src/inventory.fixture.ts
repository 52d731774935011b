import { systemPrincipal, type Branches } from '@aftercare/auth';
import type { Tx } from '@aftercare/event-store';
import { importRules } from '@aftercare/imports';
import { tableRules } from '@aftercare/tables';
import { startForTest, type ServiceUnderTest } from '@aftercare/testing';
import { api } from './api';
import { inventoryRules } from './domain/rules';
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

  static async start({ poolSize = 4, empty = false }: { readonly poolSize?: number; readonly empty?: boolean } = {}): Promise<InventoryUnderTest> {
    const inventory = new InventoryUnderTest(await startForTest({ ...api, migrations, rules: { ...tableRules, ...importRules, ...inventoryRules }, mappings, poolSize }));
    if (!empty) await inventory.itself('*', async (tx) => {
      await registerParts(tx, parts);
      await registerLocations(tx, locations);
      await registerCarriers(tx, carriers);
    });
    return inventory;
  }

  /** As the service acts by itself, in these branches. */
  itself<T>(branches: Branches, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.service.database.withTx({ principal: systemPrincipal('inventory', branches), branches }, work);
  }
}
