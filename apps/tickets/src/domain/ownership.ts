import { RuleViolation } from '@aftercare/kernel';

/** A staff code, e.g. `ST030`. */
export type OwnerId = string;

/** Somebody in service who could have to do with a ticket. */
export interface Candidate {
  readonly staffId: OwnerId;
  readonly role: string;
  /** How many levels above the ticket's branch he works: 0 in the branch itself, 1 in its region, 2 in the factory. */
  readonly levelsUp: number;
  readonly openTickets: number;
  readonly skills: readonly string[];
  /** He has signed in and not out again: a ticket may be given to him by itself. */
  readonly signedIn: boolean;
}

/** What decides whose a ticket is, besides who there is. */
export interface Wanted {
  readonly branchId: string;
  /** Only somebody with this skill can do it; `null`: anybody can. */
  readonly skill: string | null;
  /** Who answers for the key account that it comes from. */
  readonly representativeId: OwnerId | null;
  /** Relatives of the customer or of the dealer: it is never given to them. */
  readonly relatives: readonly OwnerId[];
}

/** Whose a new ticket is. `taken: false`: nobody available could take it, and the owner answers for its finding somebody. */
export interface Ownership {
  readonly ownerId: OwnerId;
  readonly taken: boolean;
}

const turn = ['clerk', 'branch_manager', 'supervisor'];
const managers = ['branch_manager', 'supervisor'];
const turnOf = (role: string): number => (turn.includes(role) ? turn.indexOf(role) : turn.length);
const byCode = (a: Candidate, b: Candidate): number => (a.staffId < b.staffId ? -1 : 1);

/** Nobody decides about what concerns his own family: everything that goes by itself passes his relatives by. */
export const unrelated = (staff: readonly Candidate[], relatives: readonly OwnerId[]): readonly Candidate[] => staff.filter(({ staffId }) => !relatives.includes(staffId));

/**
 * To whom a ticket that nobody took is given: somebody who has signed in, has the skill, and is no relative. A key account's
 * representative comes first; then the nearest level, a clerk before a manager, and whoever has the least to do. Without a skill
 * in question it is a matter for clerks and managers. `null`: nobody is available.
 */
export const assigneeOf = ({ skill, representativeId, relatives }: Wanted, staff: readonly Candidate[]): OwnerId | null => {
  const [first] = unrelated(staff, relatives)
    .filter(({ signedIn, role, skills }) => signedIn && (skill === null ? turn.includes(role) : skills.includes(skill)))
    .toSorted(
      (a, b) =>
        Number(b.staffId === representativeId) - Number(a.staffId === representativeId) || a.levelsUp - b.levelsUp || turnOf(a.role) - turnOf(b.role) || a.openTickets - b.openTickets || byCode(a, b),
    );
  return first?.staffId ?? null;
};

/**
 * Who answers for a new ticket: the member of staff who took the call, until he hands it over. What came in by itself, or from his
 * own family, is given to somebody who is available; when nobody is, the nearest manager answers for it until somebody takes it.
 * Refused with `ticket.no-staff-on-duty` when there is no one up to the factory: a ticket without an owner is a lost one.
 */
export const ownerOf = (recordedBy: { kind: string; subject: string }, wanted: Wanted, staff: readonly Candidate[]): Ownership => {
  if (recordedBy.kind === 'staff' && !wanted.relatives.includes(recordedBy.subject)) return { ownerId: recordedBy.subject, taken: true };
  const assignee = assigneeOf(wanted, staff);
  if (assignee !== null) return { ownerId: assignee, taken: true };
  const manager = managerAbove(null, unrelated(staff, wanted.relatives));
  if (manager === null) throw new RuleViolation('ticket.no-staff-on-duty', { branch: wanted.branchId });
  return { ownerId: manager, taken: false };
};

/** Whether somebody is a manager among them. */
export const isManager = (code: OwnerId, staff: readonly Candidate[]): boolean => staff.some(({ staffId, role }) => staffId === code && managers.includes(role));

/**
 * Who has to see to a ticket whose owner does not act: the manager of the branch, before his own superiors, and never the owner himself.
 * `null`: there is none up to the factory.
 */
export const managerAbove = (ownerId: OwnerId | null, staff: readonly Candidate[]): OwnerId | null => {
  const [first] = staff
    .filter(({ role, staffId }) => managers.includes(role) && staffId !== ownerId)
    .toSorted((a, b) => a.levelsUp - b.levelsUp || managers.indexOf(a.role) - managers.indexOf(b.role) || byCode(a, b));
  return first?.staffId ?? null;
};

/**
 * Who has a role for a ticket: the nearest one, in the branch before the levels above. Where a manager is asked for and there is none, his
 * place is taken by the next manager above the owner. `null`: there is nobody of that role up to the factory.
 */
export const nearestWith = (role: string, staff: readonly Candidate[], ownerId: OwnerId): OwnerId | null => {
  const [first] = staff.filter((candidate) => candidate.role === role).toSorted((a, b) => a.levelsUp - b.levelsUp || byCode(a, b));
  return first?.staffId ?? (managers.includes(role) ? managerAbove(ownerId, staff) : null);
};
