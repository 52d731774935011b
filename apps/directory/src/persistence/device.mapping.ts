import { EntitySchema } from 'typeorm';
import { Device } from '../domain/device';

/** What a device's rules look at. The rest of the row is only told and shown. */
export const deviceMapping = new EntitySchema<Device>({
  name: 'device',
  target: Device,
  columns: {
    id: { type: 'text', primary: true, name: 'serial' },
    branchId: { type: 'text', name: 'branch_id' },
    version: { type: 'int' },
    modelCode: { type: 'text', name: 'model_code' },
    lot: { type: 'text', nullable: true },
    madeOn: { type: 'date', name: 'made_on', nullable: true },
    dealerCode: { type: 'text', name: 'dealer_code', nullable: true },
    customerId: { type: 'uuid', name: 'customer_id', nullable: true },
    installedOn: { type: 'date', name: 'installed_on', nullable: true },
    soldOutsideArea: { type: 'boolean', name: 'sold_outside_area' },
    warrantySource: { type: 'text', name: 'warranty_source' },
    repairUntil: { type: 'date', name: 'repair_until', nullable: true },
    replaceUntil: { type: 'date', name: 'replace_until', nullable: true },
    refundUntil: { type: 'date', name: 'refund_until', nullable: true },
    warrantySetBy: { type: 'text', name: 'warranty_set_by', nullable: true },
    warrantySetAt: { type: 'timestamptz', name: 'warranty_set_at', nullable: true },
    warrantyReason: { type: 'text', name: 'warranty_reason', nullable: true },
  },
});
