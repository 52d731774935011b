import { EntitySchema } from 'typeorm';
import { StaffMember } from '../domain/staff-member';

/** What signing in and out looks at; who somebody is stays in the rest of the row. */
export const staffMapping = new EntitySchema<StaffMember>({
  name: 'staff',
  tableName: 'staff',
  target: StaffMember,
  columns: {
    id: { type: 'text', primary: true, name: 'staff_id' },
    branchId: { type: 'text', name: 'branch_id' },
    version: { type: 'int' },
    managerId: { type: 'text', name: 'manager_id', nullable: true },
    active: { type: 'boolean' },
    signedInAt: { type: 'timestamptz', name: 'signed_in_at', nullable: true },
  },
});
