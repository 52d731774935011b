import { RuleViolation } from '@aftercare/kernel';

/** A staff code, e.g. `ST030`. */
export type OwnerId = string;

/** Somebody on duty who could take a ticket. */
export interface Candidate {
  readonly staffId: OwnerId;
  readonly role: string;
  /** How many levels above the ticket's branch he works: 0 in the branch itself, 1 in its region, 2 in the factory. */
  readonly levelsUp: number;
  readonly openTickets: number;
}

const turn = ['clerk', 'branch_manager', 'supervisor'];

/**
 * Who answers for a new ticket: the member of staff who took the call, until he hands it over. What came in by itself goes to
 * the nearest level that has somebody on duty, there to a clerk before a manager, and among equals to whom has the least to do.
 * Refused with `ticket.no-staff-on-duty` when there is nobody up to the factory: a ticket without an owner is a lost one.
 */
export const ownerOf = (recordedBy: { kind: string; subject: string }, candidates: readonly Candidate[], branchId: string): OwnerId => {
  if (recordedBy.kind === 'staff') return recordedBy.subject;
  const [first] = candidates
    .filter((candidate) => turn.includes(candidate.role))
    .toSorted((a, b) => a.levelsUp - b.levelsUp || turn.indexOf(a.role) - turn.indexOf(b.role) || a.openTickets - b.openTickets || (a.staffId < b.staffId ? -1 : 1));
  if (!first) throw new RuleViolation('ticket.no-staff-on-duty', { branch: branchId });
  return first.staffId;
};

const managers = ['branch_manager', 'supervisor'];

/**
 * Who has to see to a ticket whose owner does not act: the manager of the branch, before his own superiors, and never the owner himself.
 * `null`: nobody is on duty up to the factory.
 */
export const managerAbove = (ownerId: OwnerId, staff: readonly Candidate[]): OwnerId | null => {
  const [first] = staff
    .filter(({ role, staffId }) => managers.includes(role) && staffId !== ownerId)
    .toSorted((a, b) => a.levelsUp - b.levelsUp || managers.indexOf(a.role) - managers.indexOf(b.role) || (a.staffId < b.staffId ? -1 : 1));
  return first?.staffId ?? null;
};

/**
 * Who has a role for a ticket: the nearest one, in the branch before the levels above. Where a manager is asked for and there is none, his
 * place is taken by the next manager above the owner. `null`: there is nobody of that role up to the factory.
 */
export const nearestWith = (role: string, staff: readonly Candidate[], ownerId: OwnerId): OwnerId | null => {
  const [first] = staff.filter((candidate) => candidate.role === role).toSorted((a, b) => a.levelsUp - b.levelsUp || (a.staffId < b.staffId ? -1 : 1));
  return first?.staffId ?? (managers.includes(role) ? managerAbove(ownerId, staff) : null);
};
