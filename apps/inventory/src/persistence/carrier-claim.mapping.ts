import { EntitySchema } from 'typeorm';
import { CarrierClaim } from '../domain/carrier-claim';

export const carrierClaimMapping = new EntitySchema<CarrierClaim>({
  name: 'carrier_claim',
  target: CarrierClaim,
  columns: {
    id: { type: 'uuid', primary: true },
    branchId: { type: 'text', name: 'branch_id' },
    discrepancyId: { type: 'uuid', name: 'discrepancy_id' },
    carrier: { type: 'text' },
    amount: { type: 'text' },
    currency: { type: 'text' },
    deadline: { type: 'date' },
    recovered: { type: 'text' },
    state: { type: 'text' },
    madeAt: { type: 'timestamptz', name: 'made_at' },
    endedAt: { type: 'timestamptz', name: 'ended_at', nullable: true },
    version: { type: 'int' },
  },
});
