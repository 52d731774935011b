import { EntitySchema } from 'typeorm';
import { PastRepair } from '../domain/past-repair';

export const pastRepairMapping = new EntitySchema<PastRepair>({
  name: 'past_repair',
  target: PastRepair,
  columns: {
    id: { type: 'uuid', primary: true },
    branchId: { type: 'text', name: 'branch_id' },
    number: { type: 'text' },
    source: { type: 'text' },
    ticketId: { type: 'uuid', name: 'ticket_id' },
    serial: { type: 'text' },
    faultFamily: { type: 'text', name: 'fault_family' },
    faultCode: { type: 'text', name: 'fault_code', nullable: true },
    technicianId: { type: 'text', name: 'technician_id', nullable: true },
    openedOn: { type: 'date', name: 'opened_on' },
    state: { type: 'text' },
    completedOn: { type: 'date', name: 'completed_on', nullable: true },
    partsCost: { type: 'text', name: 'parts_cost', nullable: true },
    labourCost: { type: 'text', name: 'labour_cost', nullable: true },
    reworkOverruled: { type: 'boolean', name: 'rework_overruled' },
    zone: { type: 'text' },
    version: { type: 'int' },
  },
});
