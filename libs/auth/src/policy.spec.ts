import fc from 'fast-check';
import { branchesFor, may, mayIn, policy, type Permission } from './policy';
import { roles, systemPrincipal, type Branches, type Principal, type Role } from './principal';

const permissions = Object.keys(policy) as Permission[];
const person = (role: Role, branches: Branches): Principal => ({ subject: 'ST030', kind: 'staff', roles: [role], branches });

// The matrix as people agreed on it: o = in own branches, a = in all, - = no. The policy must say the same, cell by cell.
const matrix = `
                 clerk storekeeper technician supervisor branch_manager hq_analyst auditor admin integrator dealer customer carrier system
ticket:open        o        o          o          o            o            -         -      -       o       -       -       -       -
ticket:take-up     o        o          o          o            o            -         -      -       -       -       -       -       -
ticket:work        o        o          o          o            o            -         -      -       -       -       -       -       -
ticket:read        o        o          o          o            o            a         a      -       o       -       -       -       -
contact:record     o        o          o          o            o            -         -      -       o       -       -       -       -
contact:read       o        -          -          o            o            -         a      -       -       -       -       -       -
note:write         o        o          o          o            o            -         -      -       -       o       -       -       -
note:read          o        o          o          o            o            -         a      -       -       -       -       -       -
customer:read      o        -          -          o            o            -         a      -       -       -       -       -       -
customer:change    o        -          -          o            o            -         -      -       -       -       -       -       -
customer:export    -        -          -          o            o            -         -      -       -       -       -       -       -
dealer:read        o        o          o          o            o            a         a      -       -       -       -       -       -
dealer:change      -        -          -          o            o            -         -      a       -       -       -       -       -
device:read        o        o          o          o            o            a         a      -       -       -       -       -       -
device:change      -        -          -          o            o            -         -      -       -       -       -       -       -
model:read         o        o          o          o            o            a         a      a       -       -       -       -       -
model:change       -        -          -          -            -            -         -      a       -       -       -       -       -
branch:read        o        o          o          o            o            a         a      a       o       o       -       -       -
staff:read         o        o          o          o            o            a         a      a       -       -       -       -       -
name:read          a        a          a          a            a            a         a      a       -       -       -       -       -
staff:change       -        -          -          -            o            -         -      a       -       -       -       -       -
staff:move         -        -          -          -            -            -         -      a       -       -       -       -       -
table:import       -        -          -          o            o            -         -      a       -       -       -       -       -
staff:sign         o        o          o          o            o            -         -      -       -       -       -       -       -
part:read          o        o          o          o            o            a         a      a       o       o       -       -       -
part:change        -        -          -          -            -            -         -      a       -       -       -       -       -
stock:read         o        o          o          o            o            a         a      -       -       -       -       -       -
stock:move         -        o          -          -            o            -         -      -       -       -       -       -       -
stock:correct      -        -          -          -            o            -         -      -       -       -       -       -       -
stock:approve-count -       -          -          o            o            a         -      -       -       -       -       -       -
parts:request      o        o          o          o            o            -         -      -       o       o       -       -       -
parts:read         o        o          o          o            o            a         a      -       o       o       -       -       -
parts:approve      -        -          -          o            o            -         -      -       -       -       -       -       -
parts:approve-credit -      -          -          o            o            a         -      -       -       -       -       -       -
parts:pick         -        o          -          -            o            -         -      -       -       -       -       -       -
parts:check        o        o          o          o            o            -         -      -       -       -       -       -       -
parts:ship         -        o          -          -            o            -         -      -       -       -       -       -       -
parts:receive      o        o          o          o            o            -         -      -       -       o       o       -       -
parts:track        o        o          o          o            o            -         -      -       -       -       -       -       -
tracking:push      -        -          -          -            -            -         -      -       -       -       -       a       -
parts:settle       o        -          -          o            o            -         -      -       -       -       -       -       -
parts:answer       o        o          o          o            o            -         -      -       -       o       -       -       -
returns:read       o        o          o          o            o            a         a      -       -       o       -       -       -
returns:receive    -        o          -          -            o            -         -      -       -       -       -       -       -
returns:explain    o        -          -          o            o            -         -      -       -       o       -       -       -
returns:waive      -        -          -          o            o            a         -      -       -       -       -       -       -
returns:penalise   -        -          -          o            o            a         -      -       -       -       -       -       -
account:read       o        -          -          o            o            a         a      -       -       o       -       -       -
account:enter      -        -          -          o            o            a         -      -       -       -       -       -       -
notice:own         o        o          o          o            o            a         a      a       -       o       o       -       -
analytics:read     o        o          o          o            o            a         a      -       -       -       -       -       -
ops:read           -        -          -          -            -            -         a      a       -       -       -       -       -
ops:act            -        -          -          -            -            -         -      a       -       -       -       -       -`;
const [head = [], ...rows] = matrix.trim().split('\n').map((line) => line.trim().split(/\s+/));
const cells = rows.flatMap(([permission, ...marks]) => marks.map((mark, at) => ({ permission: permission as Permission, role: head[at] as Role, mark })));

it('the matrix has every permission and every role', () => {
  expect(rows.map(([permission]) => permission)).toEqual(permissions);
  expect(head).toEqual([...roles]);
});

it.each(cells)('$role: $permission is $mark', ({ permission, role, mark }) => {
  expect(branchesFor(person(role, ['BR05']), permission)).toEqual({ o: ['BR05'], a: '*', '-': [] }[mark]);
});

it('whoever opens a ticket may record its contact', () => {
  for (const grant of policy['ticket:open']) expect(policy['contact:record']).toContainEqual(grant);
});

it('a service has no right of a person, even in every branch', () => {
  for (const permission of permissions) expect(may(systemPrincipal('tickets', '*'), permission)).toBe(false);
});

const codes = ['BR01', 'BR05', 'BR09', 'RG2'];
const anyBranches: fc.Arbitrary<Branches> = fc.oneof(fc.constant('*' as const), fc.subarray(codes));
const anyPrincipal = fc.record({
  subject: fc.constant('ST030'), kind: fc.constant('staff' as const), roles: fc.subarray([...roles]), branches: anyBranches,
});
const anyPermission = fc.constantFrom(...permissions);

describe('for every principal and permission', () => {
  it('mayIn, may and branchesFor tell the same story', () => {
    fc.assert(fc.property(anyPrincipal, anyPermission, fc.constantFrom(...codes), (principal, permission, branch) => {
      const reach = branchesFor(principal, permission);
      expect(mayIn(principal, permission, branch)).toBe(reach === '*' || reach.includes(branch));
      expect(may(principal, permission)).toBe(reach.length > 0);
    }));
  });

  it('a further role or branch never takes a right away', () => {
    fc.assert(fc.property(anyPrincipal, anyPermission, fc.constantFrom(...roles), fc.constantFrom(...codes), (principal, permission, role, branch) => {
      const branches: Branches = principal.branches === '*' ? '*' : [...principal.branches, branch];
      const more = { ...principal, roles: [...principal.roles, role], branches };
      for (const code of codes) if (mayIn(principal, permission, code)) expect(mayIn(more, permission, code)).toBe(true);
    }));
  });

  it('without a role nobody may anything', () => {
    fc.assert(fc.property(anyBranches, anyPermission, (branches, permission) => {
      expect(branchesFor({ subject: 'ST030', kind: 'staff', roles: [], branches }, permission)).toEqual([]);
    }));
  });
});
