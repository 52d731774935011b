import type { Branches, Principal, Role } from '@aftercare/auth';

const staff = (subject: string, role: Role, branches: Branches): Principal => ({ subject, kind: 'staff', roles: [role], branches });

/** People of the sample factory, one per role that matters to a test. BR05 is Hangzhou, in the region RG2; BR01 is Tianjin. */
export const principals = {
  clerk: staff('ST030', 'clerk', ['BR05']),
  storekeeper: { ...staff('ST031', 'storekeeper', ['BR05']), name: '李库' },
  technician: staff('ST032', 'technician', ['BR05']),
  branchManager: staff('ST029', 'branch_manager', ['BR05']),
  supervisor: staff('ST008', 'supervisor', ['RG2', 'BR05', 'BR06', 'BR07', 'BR08']),
  clerkElsewhere: staff('ST014', 'clerk', ['BR01']),
  storekeeperElsewhere: staff('ST015', 'storekeeper', ['BR01']),
  hqAnalyst: staff('ST003', 'hq_analyst', '*'),
  auditor: staff('ST005', 'auditor', '*'),
  admin: staff('ST002', 'admin', '*'),
  customer: { subject: 'CU00390', kind: 'customer', roles: ['customer'], branches: ['BR05'] },
  dealer: { subject: 'DL017', kind: 'dealer', roles: ['dealer'], branches: ['BR05'] },
  otherDealer: { subject: 'DL018', kind: 'dealer', roles: ['dealer'], branches: ['BR05'] },
  carrier: { subject: 'CR01', kind: 'carrier', roles: ['carrier'], branches: [] },
  integrator: { subject: 'aftercare-erp', kind: 'client', roles: ['integrator'], branches: '*' },
} as const satisfies Record<string, Principal>;
