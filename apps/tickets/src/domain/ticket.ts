import { addBusinessMinutes, addCalendarDays, localDay, startOfDay, type BusinessCalendar } from '@aftercare/business-time';
import { RuleViolation } from '@aftercare/kernel';
import { isManager, type Candidate, type OwnerId } from './ownership';
import { passedAt, priorityOf, promisedTo, stands, unjudged, type EscalationTier, type Impact, type Priority, type Promised, type ServiceTerms, type Standstill } from './service-limits';
import { isOpen, leadsTo, type TicketMove, type TicketState } from './ticket.lifecycle';
import { warrantyOn, type Device, type Warranty, type WarrantySource } from './warranty';

export const ticketTypes = ['call', 'inquiry', 'complaint', 'repair', 'suggestion', 'staff_conduct', 'parts', 'return'] as const;
export type TicketType = (typeof ticketTypes)[number];

export const channels = ['phone', 'wechat', 'web', 'email', 'counter', 'dealer', 'staff'] as const;
export type Channel = (typeof channels)[number];

export const waitingFors = ['customer', 'parts', 'dealer', 'third_party'] as const;
export type WaitingFor = (typeof waitingFors)[number];
/** Those for whom we cannot do anything: meanwhile the clock stands. Parts and dealers are ours to hurry. */
const outside: readonly WaitingFor[] = ['customer', 'third_party'];

export const cancelReasons = ['withdrawn', 'mistake', 'out_of_scope'] as const;
export type CancelReason = (typeof cancelReasons)[number];

/** What another ticket is to this one. */
export type Link = 'follows' | 'split_from';

/** Kinds that accuse us: whoever is accused must not be able to make little of them. */
const serious: readonly TicketType[] = ['complaint', 'staff_conduct'];
/** The hand-over that raises the level: from hand to hand is how tickets are lost (R53). */
const oneHandOverTooMany = 3;
/** How much working time a ticket may lie with nobody, where nothing shorter is promised, and with somebody to whom it was given too late (R6). */
const unassignedMin = 60;
/** How long whoever raised a ticket has time to disagree, in whole days where the branch is. */
const silentConsentDays = 7;

interface Change {
  readonly by: string;
  readonly at: Date;
}

export type TicketEvent =
  | { readonly type: 'TicketOpened' }
  | { readonly type: 'TicketImported'; readonly past: PastTicket; readonly at: Date }
  | { readonly type: 'TicketAssigned'; readonly at: Date }
  | { readonly type: 'TicketTakenUp' }
  | { readonly type: 'TicketEscalated'; readonly reason: EscalationReason; readonly to: OwnerId | null; readonly dueAt: Date; readonly at: Date }
  | ({ readonly type: 'TicketIntakeCompleted' } & Change)
  | ({ readonly type: 'TicketPutOnHold' } & Change)
  | ({ readonly type: 'TicketResumed' } & Change)
  | ({ readonly type: 'TicketResolved' } & Change)
  | ({ readonly type: 'TicketReplied'; readonly kind: ReplyKind; readonly noteId: string } & Change)
  | ({ readonly type: 'TicketReopened'; readonly noteId: string } & Change)
  | ({ readonly type: 'TicketClosed'; readonly noteId: string | null } & Change)
  | ({ readonly type: 'TicketCancelled'; readonly reason: CancelReason; readonly noteId: string } & Change)
  | ({ readonly type: 'TicketReclassified'; readonly was: TicketType; readonly noteId: string } & Change)
  | ({ readonly type: 'TicketHandOverOffered'; readonly to: OwnerId } & Change)
  | ({ readonly type: 'TicketHandOverDeclined' } & Change)
  | ({ readonly type: 'TicketHandedOver'; readonly from: OwnerId; readonly to: OwnerId; readonly times: number; readonly because: 'accepted' | 'tier' } & Change)
  | { readonly type: 'TicketLimitReached'; readonly tier: EscalationTier; readonly ownerId: OwnerId; readonly to: OwnerId | null; readonly dueAt: Date; readonly at: Date }
  | ({ readonly type: 'TicketMerged'; readonly into: string } & Change)
  | ({ readonly type: 'TicketSplit'; readonly into: string } & Change)
  | ({ readonly type: 'TicketLinked'; readonly other: string; readonly as: Link } & Change);

export const replyKinds = ['outcome', 'explanation', 'progress', 'thanks', 'apology'] as const;
export type ReplyKind = (typeof replyKinds)[number];

/** Nobody has taken it, its owner has not acted, or it went from hand to hand. */
export type EscalationReason = 'unassigned' | 'first_response' | 'handed_over_too_often';

export interface TicketDetails {
  readonly id: string;
  readonly number: string;
  readonly branchId: string;
  readonly type: TicketType;
  readonly channel: Channel;
  /** Whose it is, and whether he has been given it; else it is `new`, and he answers for its being given to somebody. */
  readonly ownerId: OwnerId;
  readonly taken: boolean;
  /** Only somebody with this skill can do it. */
  readonly neededSkill: string | null;
  /** `null`: nobody is known under the caller's number yet. */
  readonly customerId: string | null;
  /** The device that was named, if one was. */
  readonly serial: string | null;
  /** Who sold the device; without one, whose customer it is. */
  readonly dealerCode: string | null;
  /** Where the customer's own words lie: a record in directory, the only home of personal data. */
  readonly contactId: string;
  readonly openedBy: string;
}

export const partyRoles = ['end_customer', 'dealer'] as const;
export const rulings = ['ours', 'not_ours', 'shared', 'unknown'] as const;
/** The states in which an earlier system may have left a ticket. */
export const pastStates = ['assigned', 'in_progress', 'resolved', 'closed', 'cancelled'] as const;

/** What an earlier system tells of a ticket: days, not hours, and no words. */
export interface PastTicket {
  readonly id: string;
  /** As it was there: people have it on paper. */
  readonly number: string;
  readonly source: string;
  readonly branchId: string;
  readonly type: TicketType;
  readonly channel: Channel;
  readonly state: (typeof pastStates)[number];
  readonly ownerId: OwnerId;
  readonly customerId: string | null;
  readonly partyRole: (typeof partyRoles)[number] | null;
  readonly dealerCode: string | null;
  readonly serial: string | null;
  readonly faultCode: string | null;
  readonly priority: Priority | null;
  readonly ruling: (typeof rulings)[number] | null;
  readonly openedOn: string;
  readonly resolvedOn: string | null;
  readonly closedOn: string | null;
  readonly broughtInBy: string;
}

/** What has to be known before anything is proposed to the sender (R77). The words lie in directory, in one note. */
export interface Intake {
  /** The device it is about; `null`: about none. */
  readonly serial: string | null;
  /** What directory knows of it; `null`: nothing. */
  readonly device: Device | null;
  readonly dealerCode: string | null;
  readonly faultCode: string | null;
  /** There is such a fault. */
  readonly faultKnown: boolean;
  /** Staff who are relatives of the customer or of the dealer. */
  readonly relatives: readonly OwnerId[];
  readonly urgency: Priority;
  readonly impact: Impact;
  /** Real cause and wanted result. */
  readonly noteId: string;
}

/**
 * One piece of service work, from the first call to the answer; its states and moves are those of `ticket.lifecycle.ts`. It has exactly
 * one owner at any time, and whoever called is acknowledged in the moment the ticket exists. An owner who does not act is not waited for:
 * a passed response limit escalates it once, and once more when he to whom it is given then does not act (R6), the tiers of its escalation plan follow the time for resolution, which stands only while
 * the sender or somebody outside is waited for. Nothing is closed without an answer to whoever raised it, and without his consent.
 */
export class Ticket {
  readonly id: string;
  readonly number: string;
  readonly branchId: string;
  type: TicketType;
  readonly channel: Channel;
  state: TicketState;
  ownerId: OwnerId;
  readonly neededSkill: string | null;
  readonly customerId: string | null;
  /** `null`: it comes from an earlier system, which kept no words. */
  readonly contactId: string | null;
  readonly openedBy: string;
  readonly openedAt: Date;
  /** The day of opening where the branch is. */
  readonly openedOn: string;
  readonly acknowledgedAt: Date;
  /** `null` until urgency and impact are judged. */
  priority: Priority | null;
  urgency: Priority | null;
  impact: Impact | null;
  serial: string | null;
  dealerCode: string | null;
  /** Whether the device was covered on the day of the call, and where that is known from: as it was at the intake. */
  warranty: Warranty | null;
  warrantySource: WarrantySource | null;
  faultCode: string | null;
  intakeNoteId: string | null;
  intakeAt: Date | null;
  /** The policy that the limits were taken from; both `null` when nothing is promised. */
  policyCode: string | null;
  policyVersion: number | null;
  /** By when the owner has to act. */
  responseDueAt: Date | null;
  /** By when he has to act to whom it was given after that: the promise to the sender is broken and stays so. */
  assigneeDueAt: Date | null;
  takenUpAt: Date | null;
  /** The time allowed for resolution, in minutes of the branch's working time; armed as intake fixes the priority. */
  resolutionMin: number | null;
  /** By when it has to be resolved; `null` while the clock stands or there is no limit. */
  resolutionDueAt: Date | null;
  standstills: readonly Standstill[];
  tiers: readonly EscalationTier[];
  tiersReached: number;
  nextTierAt: Date | null;
  /** How often it was raised to somebody above. */
  escalationLevel: number;
  escalatedAt: Date | null;
  escalatedTo: OwnerId | null;
  waitingFor: WaitingFor | null;
  /** The colleague who is asked to take it. */
  offeredTo: OwnerId | null;
  handOvers: number;
  outcomeNoteId: string | null;
  evidence: readonly string[];
  resolvedAt: Date | null;
  repliedAt: Date | null;
  /** When silence counts as consent; set once it is resolved and answered. */
  silentConsentAt: Date | null;
  reopened: number;
  closedAt: Date | null;
  consent: 'confirmed' | 'silent' | null;
  mergedInto: string | null;
  readonly version: number;

  private constructor() {}

  static open({ taken, ...details }: TicketDetails, terms: ServiceTerms, now: Date): { ticket: Ticket; events: TicketEvent[] } {
    const promised = promisedTo(terms, unjudged, now);
    const idleUntil = taken ? null : addBusinessMinutes(terms.calendar, now, unassignedMin);
    const ticket: Ticket = Object.assign(new Ticket(), nothingYet, details, {
      state: taken ? ('assigned' as const) : ('new' as const),
      openedAt: now,
      openedOn: localDay(now, terms.calendar.zone),
      acknowledgedAt: now,
      policyCode: promised?.policyCode ?? null,
      policyVersion: promised?.policyVersion ?? null,
      responseDueAt: promised?.responseDueAt ?? idleUntil,
    });
    return { ticket, events: [{ type: 'TicketOpened' }] };
  }

  /**
   * A ticket of an earlier system, as it stood there. Nothing is promised by it: what was, was promised elsewhere, and limits begin with an
   * intake here. What was resolved and not closed waits for an answer and a consent that are on record here.
   */
  static fromHistory(past: PastTicket, zone: string, now: Date): { ticket: Ticket; events: TicketEvent[] } {
    const { source: _source, partyRole: _partyRole, ruling: _ruling, resolvedOn, closedOn, broughtInBy, ...known } = past;
    const openedAt = startOfDay(past.openedOn, zone);
    const ticket: Ticket = Object.assign(new Ticket(), nothingYet, known, {
      neededSkill: null,
      contactId: null,
      openedBy: broughtInBy,
      openedAt,
      acknowledgedAt: openedAt,
      // What was worked on again after a first answer has none now.
      resolvedAt: resolvedOn !== null && (past.state === 'resolved' || past.state === 'closed') ? startOfDay(resolvedOn, zone) : null,
      closedAt: closedOn !== null && past.state === 'closed' ? startOfDay(closedOn, zone) : null,
    });
    return { ticket, events: [{ type: 'TicketImported', past, at: now }] };
  }

  /**
   * It is given to somebody who is available; after the response limit he has a limit of his own, so that it does not lie with him instead.
   * Late, when somebody has taken it or it is no longer wanted, it changes nothing.
   */
  assign(to: OwnerId, calendar: BusinessCalendar, now: Date): TicketEvent[] {
    const state = leadsTo('assign', this.state);
    if (state === undefined) return [];
    this.state = state;
    this.ownerId = to;
    if (this.escalatedAt !== null) this.assigneeDueAt = addBusinessMinutes(calendar, now, unassignedMin);
    return [{ type: 'TicketAssigned', at: now }];
  }

  /**
   * The owner acts, or the manager to whom the ticket was escalated, or, where nobody has taken it, anybody who is no relative; he is its
   * owner then. Late is as good as early: the limit may have passed. Repeated by the owner it changes nothing; for anybody else a ticket
   * in progress has its owner.
   */
  takeUp(relatives: readonly OwnerId[], by: OwnerId, now: Date): TicketEvent[] {
    const to = this.#allowed('take_up');
    if (this.state === to) {
      if (by !== this.ownerId) throw new RuleViolation('ticket.taken-up-already', { owner: this.ownerId });
      return [];
    }
    if (this.state !== 'new' && by !== this.ownerId && by !== this.escalatedTo) throw new RuleViolation('ticket.not-yours', { owner: this.ownerId });
    noRelative(by, relatives);
    this.state = to;
    this.ownerId = by;
    this.takenUpAt = now;
    this.offeredTo = null;
    return [{ type: 'TicketTakenUp' }];
  }

  /** Nobody has acted in time: the ticket goes to `manager` as well. Repeated, or after it has been taken up, it changes nothing. */
  responseLimitPassed(manager: OwnerId | null, now: Date): TicketEvent[] {
    const dueAt = this.assigneeDueAt ?? (this.escalatedAt === null ? this.responseDueAt : null);
    if ((this.state !== 'assigned' && this.state !== 'new') || this.takenUpAt !== null || dueAt === null) return [];
    this.assigneeDueAt = null;
    return [this.#escalate(this.state === 'new' ? 'unassigned' : 'first_response', manager, dueAt, now)];
  }

  /** Fixes the priority, and with it the limits. Done by who has the ticket in hand; who only owned it so far takes it up by it. Said again, the newest holds. */
  completeIntake(intake: Intake, terms: ServiceTerms, by: OwnerId, now: Date): TicketEvent[] {
    this.#allowed('complete_intake');
    if (intake.faultCode !== null && !intake.faultKnown) throw new RuleViolation('ticket.fault-unknown', { fault: intake.faultCode });
    if (this.state !== 'assigned' || by !== this.escalatedTo) this.#ownedBy(by);
    noRelative(by, intake.relatives);
    const takenUp = this.state === 'assigned' ? this.takeUp(intake.relatives, by, now) : [];
    const { serial, dealerCode, faultCode, urgency, impact, noteId: intakeNoteId } = intake;
    const priority = priorityOf(terms.matrix, urgency, impact);
    Object.assign(this, { serial, dealerCode, faultCode, urgency, impact, priority, intakeNoteId, intakeAt: now }, warrantyOn(serial, intake.device, this.openedOn));
    this.#promise(promisedTo(terms, priority, this.openedAt), terms.calendar);
    return [...takenUp, { type: 'TicketIntakeCompleted', by, at: now }];
  }

  /** Waits for somebody, or for somebody else than before. The clock stands only when it is the sender or somebody outside. */
  putOnHold(waitingFor: WaitingFor, calendar: BusinessCalendar, by: OwnerId, now: Date): TicketEvent[] {
    const to = this.#allowed('put_on_hold');
    this.#ownedBy(by);
    if (this.waitingFor === waitingFor) return [];
    this.state = to;
    this.waitingFor = waitingFor;
    if (outside.includes(waitingFor)) this.#stop(now);
    else this.#start(calendar, now);
    return [{ type: 'TicketPutOnHold', by, at: now }];
  }

  resume(calendar: BusinessCalendar, by: OwnerId, now: Date): TicketEvent[] {
    const to = this.#allowed('resume');
    this.#ownedBy(by);
    this.state = to;
    this.waitingFor = null;
    this.#start(calendar, now);
    return [{ type: 'TicketResumed', by, at: now }];
  }

  /**
   * Parts were asked for, and it is in hand: it waits for them, and the clock goes on. Late, when it waits for somebody else or is resolved, or
   * early, when nobody has taken it up, it changes nothing.
   */
  awaitParts(by: string, now: Date): TicketEvent[] {
    const to = leadsTo('await_parts', this.state);
    if (to === undefined) return [];
    this.state = to;
    this.waitingFor = 'parts';
    return [{ type: 'TicketPutOnHold', by, at: now }];
  }

  /** No part that was asked for is still to come. Where it does not wait for parts, because somebody has gone on with it or it waits for somebody else, it changes nothing. */
  partsSettled(by: string, now: Date): TicketEvent[] {
    const to = leadsTo('parts_settled', this.state);
    if (to === undefined || this.waitingFor !== 'parts') return [];
    this.state = to;
    this.waitingFor = null;
    return [{ type: 'TicketResumed', by, at: now }];
  }

  /**
   * Answers whoever raised it. Something that is resolved needs it before it can be closed. Nobody apologises before it is ruled whose
   * responsibility it was (R82). `noteId`: the words.
   */
  reply(kind: ReplyKind, noteId: string | null, calendar: BusinessCalendar, by: OwnerId, now: Date): TicketEvent[] {
    this.#allowed('reply');
    this.#ownedBy(by);
    if (kind === 'apology') throw new RuleViolation('ticket.ruling-missing');
    if (noteId === null) throw new RuleViolation('ticket.words-missing');
    return [this.#replied(kind, noteId, calendar, by, now)];
  }

  /**
   * The work is done, with what came out and what proves it. A known customer is answered by it; whoever is not known by name has to be
   * answered in some other way before the ticket can be closed.
   */
  resolve({ noteId, evidence }: { readonly noteId: string; readonly evidence: readonly string[] }, calendar: BusinessCalendar, by: OwnerId, now: Date): TicketEvent[] {
    const to = this.#allowed('resolve');
    this.#ownedBy(by);
    if (this.type === 'complaint' && this.intakeAt === null) throw new RuleViolation('ticket.intake-missing');
    if (evidence.length === 0) throw new RuleViolation('ticket.evidence-missing');
    // Also when somebody was waited for, it is resolved under a limit: the one that it would have, going on now.
    this.#start(calendar, now);
    const due = this.resolutionDueAt;
    this.state = to;
    this.waitingFor = null;
    this.offeredTo = null;
    this.outcomeNoteId = noteId;
    this.evidence = evidence;
    this.resolvedAt = now;
    this.#stop(now);
    this.resolutionDueAt = due;
    const resolved: TicketEvent = { type: 'TicketResolved', by, at: now };
    return this.customerId === null ? [resolved] : [resolved, this.#replied('outcome', noteId, calendar, by, now)];
  }

  /** Whoever raised it does not agree. The time in which he thought about it is not counted. */
  reopen(noteId: string, calendar: BusinessCalendar, by: string, now: Date): TicketEvent[] {
    if (this.state === 'closed') throw new RuleViolation('ticket.closed-for-good', { number: this.number });
    this.state = this.#allowed('reopen');
    this.reopened += 1;
    this.resolvedAt = null;
    this.outcomeNoteId = null;
    this.evidence = [];
    this.repliedAt = null;
    this.silentConsentAt = null;
    this.#start(calendar, now);
    return [{ type: 'TicketReopened', noteId, by, at: now }];
  }

  /** `noteId`: how whoever raised it said that he agrees. Without it nothing is closed: silence has its own day. */
  close(noteId: string | null, by: OwnerId, now: Date): TicketEvent[] {
    if (noteId === null && (this.isOpen || this.state === 'resolved')) throw new RuleViolation('ticket.not-confirmed');
    const to = this.#allowed('close');
    this.#ownedBy(by);
    if (this.repliedAt === null) throw new RuleViolation('ticket.reply-missing');
    return this.#close(to, 'confirmed', noteId, by, now);
  }

  /** The day for disagreeing is over. Early, or when it has been reopened or closed meanwhile, it changes nothing. */
  closeSilently(by: string, now: Date): TicketEvent[] {
    if (this.silentConsentAt === null || now < this.silentConsentAt) return [];
    const to = leadsTo('close_silently', this.state);
    return to === undefined ? [] : this.#close(to, 'silent', null, by, now);
  }

  cancel(reason: CancelReason, noteId: string, by: OwnerId, now: Date): TicketEvent[] {
    const to = this.#allowed('cancel');
    this.#ownedBy(by);
    // Only the sender himself can take a complaint back.
    if (serious.includes(this.type) && reason !== 'withdrawn') throw new RuleViolation('ticket.complaint-not-withdrawn');
    this.#leave(to);
    return [{ type: 'TicketCancelled', reason, noteId, by, at: now }];
  }

  /** What it was stays in the event. A complaint is made something less by somebody else than its owner, never by himself. */
  reclassify(type: TicketType, noteId: string, by: OwnerId, now: Date): TicketEvent[] {
    this.#allowed('reclassify');
    if (type === this.type) return [];
    const downgrade = serious.includes(this.type) && !serious.includes(type);
    if (downgrade && by === this.ownerId) throw new RuleViolation('ticket.downgrade-needs-another-person');
    if (!downgrade) this.#ownedBy(by);
    const was = this.type;
    this.type = type;
    return [{ type: 'TicketReclassified', was, noteId, by, at: now }];
  }

  /**
   * Asks a colleague, who must be no relative; asking another one takes the earlier question back. The owner remains the owner. Where he works for the branch no more (he has
   * moved, or left), a manager of it or above it asks for him.
   */
  offerHandOver(to: OwnerId, colleagues: readonly Candidate[], relatives: readonly OwnerId[], by: OwnerId, now: Date): TicketEvent[] {
    this.#allowed('offer_hand_over');
    const ownerIsHere = colleagues.some(({ staffId }) => staffId === this.ownerId);
    if (ownerIsHere || !isManager(by, colleagues)) this.#ownedBy(by);
    if (!colleagues.some(({ staffId }) => staffId === to)) throw new RuleViolation('ticket.colleague-unknown', { colleague: to, branch: this.branchId });
    if (to === this.ownerId) throw new RuleViolation('ticket.hand-over-to-oneself');
    noRelative(to, relatives);
    if (to === this.offeredTo) return [];
    this.offeredTo = to;
    return [{ type: 'TicketHandOverOffered', to, by, at: now }];
  }

  /** The colleague is the owner from here on. The third time it goes from hand to hand, `manager` has to look at it as well. */
  acceptHandOver(manager: OwnerId | null, by: OwnerId, now: Date): TicketEvent[] {
    this.#allowed('accept_hand_over');
    if (by !== this.offeredTo) throw new RuleViolation('ticket.not-offered-to-you');
    const handedOver = this.#handOver(by, 'accepted', by, now);
    return this.handOvers < oneHandOverTooMany ? [handedOver] : [handedOver, this.#escalate('handed_over_too_often', manager, now, now)];
  }

  /** By the colleague who is asked, or by the owner, who takes his question back. */
  declineHandOver(by: OwnerId, now: Date): TicketEvent[] {
    this.#allowed('decline_hand_over');
    if (this.offeredTo === null || (by !== this.offeredTo && by !== this.ownerId)) throw new RuleViolation('ticket.not-offered-to-you');
    this.offeredTo = null;
    return [{ type: 'TicketHandOverDeclined', by, at: now }];
  }

  /**
   * So much of the time for resolution has passed: every tier that is due is done, in order. `whoHas` finds who has a role for this ticket.
   * Early, late or repeated it does only what is due and not done yet.
   */
  resolutionTierReached(whoHas: (role: string) => OwnerId | null, calendar: BusinessCalendar, by: string, now: Date): TicketEvent[] {
    const events: TicketEvent[] = [];
    for (;;) {
      const tier = this.tiers[this.tiersReached];
      if (tier === undefined || this.nextTierAt === null || this.nextTierAt > now || this.resolutionDueAt === null) return events;
      const to = tier.toRole === 'owner' ? this.ownerId : whoHas(tier.toRole);
      events.push({ type: 'TicketLimitReached', tier, ownerId: this.ownerId, to, dueAt: this.resolutionDueAt, at: now });
      this.tiersReached += 1;
      if (tier.atPct >= 100) this.escalationLevel += 1;
      if (tier.action === 'reassign' && to !== null && to !== this.ownerId) events.push(this.#handOver(to, 'tier', by, now));
      this.#setClock(calendar);
    }
  }

  /** It is about the same as another open ticket of the branch, which goes on for both: the answer is given there. */
  mergeInto(other: { readonly id: string; readonly branchId: string; readonly state: TicketState }, by: OwnerId, now: Date): TicketEvent[] {
    const to = this.#allowed('merge');
    this.#ownedBy(by);
    if (other.id === this.id || other.branchId !== this.branchId || !isOpen(other.state)) throw new RuleViolation('ticket.merge-needs-another-open-one');
    this.#leave(to);
    this.mergedInto = other.id;
    return [{ type: 'TicketMerged', into: other.id, by, at: now }];
  }

  /** What was said is about two matters: a new ticket, `into`, takes the other one. This one goes on as it is. */
  split(into: string, by: OwnerId, now: Date): TicketEvent[] {
    this.#allowed('split');
    this.#ownedBy(by);
    if (this.contactId === null) throw new RuleViolation('ticket.nothing-to-split');
    return [{ type: 'TicketSplit', into, by, at: now }];
  }

  /** Says of a new ticket which one it comes from. */
  linkTo(other: string, as: Link, now: Date): TicketEvent[] {
    return [{ type: 'TicketLinked', other, as, by: this.openedBy, at: now }];
  }

  /** Whether the owner acted after the limit. */
  get isLate(): boolean {
    return this.takenUpAt !== null && this.responseDueAt !== null && this.takenUpAt > this.responseDueAt;
  }

  get isOpen(): boolean {
    return isOpen(this.state);
  }

  #allowed(move: TicketMove): TicketState {
    const to = leadsTo(move, this.state);
    if (to === undefined) throw new RuleViolation('ticket.move-not-allowed', { move, state: this.state });
    return to;
  }

  #ownedBy(by: OwnerId): void {
    if (by !== this.ownerId) throw new RuleViolation('ticket.not-yours', { owner: this.ownerId });
  }

  #escalate(reason: EscalationReason, to: OwnerId | null, dueAt: Date, now: Date): TicketEvent {
    this.escalationLevel += 1;
    this.escalatedAt = now;
    this.escalatedTo = to;
    return { type: 'TicketEscalated', reason, to, dueAt, at: now };
  }

  #handOver(to: OwnerId, because: 'accepted' | 'tier', by: string, now: Date): TicketEvent {
    const from = this.ownerId;
    this.ownerId = to;
    this.offeredTo = null;
    this.handOvers += 1;
    return { type: 'TicketHandedOver', from, to, times: this.handOvers, because, by, at: now };
  }

  #replied(kind: ReplyKind, noteId: string, calendar: BusinessCalendar, by: string, now: Date): TicketEvent {
    this.repliedAt = now;
    if (this.state === 'resolved') this.silentConsentAt = startOfDay(addCalendarDays(localDay(now, calendar.zone), silentConsentDays + 1), calendar.zone);
    return { type: 'TicketReplied', kind, noteId, by, at: now };
  }

  #close(to: TicketState, consent: 'confirmed' | 'silent', noteId: string | null, by: string, now: Date): TicketEvent[] {
    this.#leave(to);
    this.closedAt = now;
    this.consent = consent;
    return [{ type: 'TicketClosed', noteId, by, at: now }];
  }

  /** Nothing is waited for any more, no clock runs. */
  #leave(to: TicketState): void {
    this.state = to;
    this.waitingFor = null;
    this.offeredTo = null;
    this.nextTierAt = null;
    this.silentConsentAt = null;
  }

  #promise(promised: Promised | null, calendar: BusinessCalendar): void {
    this.policyCode = promised?.policyCode ?? null;
    this.policyVersion = promised?.policyVersion ?? null;
    this.responseDueAt = promised?.responseDueAt ?? null;
    this.resolutionMin = promised?.resolutionMin ?? null;
    this.tiers = promised?.tiers ?? [];
    this.#setClock(calendar);
  }

  #stop(now: Date): void {
    if (!stands(this.standstills)) this.standstills = [...this.standstills, { from: now.toISOString(), to: null }];
    this.resolutionDueAt = null;
    this.nextTierAt = null;
  }

  #start(calendar: BusinessCalendar, now: Date): void {
    const last = this.standstills.at(-1);
    if (last?.to === null) this.standstills = [...this.standstills.slice(0, -1), { from: last.from, to: now.toISOString() }];
    this.#setClock(calendar);
  }

  #setClock(calendar: BusinessCalendar): void {
    const { resolutionMin, openedAt, standstills } = this;
    const tier = this.tiers[this.tiersReached];
    const runs = resolutionMin !== null && !stands(standstills);
    this.resolutionDueAt = runs ? passedAt(calendar, openedAt, resolutionMin, 100, standstills) : null;
    this.nextTierAt = runs && tier !== undefined ? passedAt(calendar, openedAt, resolutionMin, tier.atPct, standstills) : null;
  }
}

/** A ticket that nobody has done anything about. */
const nothingYet = {
  priority: null,
  urgency: null,
  impact: null,
  warranty: null,
  warrantySource: null,
  faultCode: null,
  intakeNoteId: null,
  intakeAt: null,
  policyCode: null,
  policyVersion: null,
  responseDueAt: null,
  assigneeDueAt: null,
  takenUpAt: null,
  resolutionMin: null,
  resolutionDueAt: null,
  standstills: [],
  tiers: [],
  tiersReached: 0,
  nextTierAt: null,
  escalationLevel: 0,
  escalatedAt: null,
  escalatedTo: null,
  waitingFor: null,
  offeredTo: null,
  handOvers: 0,
  outcomeNoteId: null,
  evidence: [],
  resolvedAt: null,
  repliedAt: null,
  silentConsentAt: null,
  reopened: 0,
  closedAt: null,
  consent: null,
  mergedInto: null,
  version: 1,
} as const;

/** Nobody works on what concerns his own family. */
const noRelative = (person: OwnerId, relatives: readonly OwnerId[]): void => {
  if (relatives.includes(person)) throw new RuleViolation('ticket.relative', { person });
};
