import { InventoryModule } from './inventory.module';

/** What the service is called, and the module of its routes: what is started, and what the documents are made of. */
export const api = { service: 'inventory', title: '配件与库存 · Parts and stock', module: InventoryModule } as const;
