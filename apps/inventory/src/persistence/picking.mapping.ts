import { EntitySchema } from 'typeorm';
import { Picking } from '../domain/picking';

export const pickingMapping = new EntitySchema<Picking>({
  name: 'picking',
  target: Picking,
  columns: {
    id: { type: 'uuid', primary: true },
    branchId: { type: 'text', name: 'branch_id' },
    number: { type: 'text' },
    requestId: { type: 'uuid', name: 'request_id' },
    ticketId: { type: 'uuid', name: 'ticket_id', nullable: true },
    location: { type: 'text' },
    state: { type: 'text' },
    lines: { type: 'jsonb' },
    picker: { type: 'text' },
    checker: { type: 'text', nullable: true },
    startedAt: { type: 'timestamptz', name: 'started_at' },
    pickedAt: { type: 'timestamptz', name: 'picked_at', nullable: true },
    checkedAt: { type: 'timestamptz', name: 'checked_at', nullable: true },
    boxes: { type: 'int', nullable: true },
    weightG: { type: 'int', name: 'weight_g', nullable: true },
    noteId: { type: 'uuid', name: 'note_id', nullable: true },
    version: { type: 'int' },
  },
});
