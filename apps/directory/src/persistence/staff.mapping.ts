import { EntitySchema } from 'typeorm';
import { StaffMember } from '../domain/staff-member';

export const staffMapping = new EntitySchema<StaffMember>({
  name: 'staff',
  tableName: 'staff',
  target: StaffMember,
  columns: {
    id: { type: 'text', primary: true, name: 'staff_id' },
    branchId: { type: 'text', name: 'branch_id' },
    version: { type: 'int' },
    name: { type: 'text' },
    role: { type: 'text' },
    managerId: { type: 'text', name: 'manager_id', nullable: true },
    skills: { type: 'text', array: true },
    phone: { type: 'text' },
    joinedOn: { type: 'date', name: 'joined_on', nullable: true },
    declaredRelatives: { type: 'text', array: true, name: 'declared_relatives' },
    active: { type: 'boolean' },
    signedInAt: { type: 'timestamptz', name: 'signed_in_at', nullable: true },
  },
});
