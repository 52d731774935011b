import { EntitySchema } from 'typeorm';
import { Authenticity } from '../domain/authenticity';

export const authenticityMapping = new EntitySchema<Authenticity>({
  name: 'authenticity',
  target: Authenticity,
  columns: {
    id: { type: 'uuid', primary: true },
    branchId: { type: 'text', name: 'branch_id' },
    version: { type: 'int' },
    serial: { type: 'text', nullable: true },
    timesAsked: { type: 'int', name: 'times_asked' },
    firstAskedAt: { type: 'timestamptz', name: 'first_asked_at', nullable: true },
    lastAskedAt: { type: 'timestamptz', name: 'last_asked_at', nullable: true },
    suspected: { type: 'text', array: true },
  },
});
