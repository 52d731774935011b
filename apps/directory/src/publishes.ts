import {
  AuthenticityAskedV1, AuthenticitySuspectedV1, BranchRegisteredV1, CalendarPublishedV1, ContactRecordedV1, CustomerMergedV1, CustomerOfferedV1, CustomerRegisteredV1, DealerRegisteredV1, DeviceRegisteredV1, EscalationPlanPublishedV1,
  FaultCodeRegisteredV1, MergeProposalAcceptedV1, MergeProposalDeclinedV1, MergeProposalRaisedV1, NoteWrittenV1, PriorityMatrixPublishedV1, ProductModelRegisteredV1, ServicePolicyPublishedV1, StaffMovedV1, StaffRegisteredV1,
  StaffSignedInV1, StaffSignedOutV1,
  type ContractEvent,
} from '@aftercare/contracts';
import { suspicionContact, type Authenticity, type AuthenticityEvent } from './domain/authenticity';
import { completenessOf } from './domain/completeness';
import type { Contact, ContactEvent } from './domain/contact';
import type { Customer, CustomerEvent } from './domain/customer';
import type { Dealer, DealerChanged } from './domain/dealer';
import type { Device, DeviceEvent } from './domain/device';
import type { MergeProposal, MergeProposalEvent } from './domain/merge-proposal';
import type { Note, NoteEvent } from './domain/note';
import type { MemberMoved, StaffEvent, StaffMember } from './domain/staff-member';
import type {
  BranchRow, CalendarRow, CustomerRow, DealerRow, DeviceRecord, EscalationPlanRow, FaultCodeRow, MatrixRow, ModelRow, PolicyRow, StaffRow,
} from './persistence/rows';

/** What leaves this service: codes, ids and classes. Names, numbers, addresses and words stay here. */

export const contactPublishes = (event: ContactEvent, contact: Contact): ContractEvent => {
  switch (event.type) {
    case 'ContactRecorded':
      return ContactRecordedV1.of({
        contactId: contact.id,
        branchId: contact.branchId,
        channel: contact.channel,
        customerId: contact.customerId,
        recordedBy: contact.recordedBy,
        recordedAt: contact.recordedAt.toISOString(),
      });
  }
};

export const notePublishes = (event: NoteEvent, note: Note): ContractEvent => {
  switch (event.type) {
    case 'NoteWritten':
      return NoteWrittenV1.of({ noteId: note.id, branchId: note.branchId, about: note.about, kind: note.kind, writtenBy: note.writtenBy, writtenAt: note.writtenAt.toISOString() });
  }
};

export const branchPublishes = (row: BranchRow): ContractEvent =>
  BranchRegisteredV1.of({
    branchId: row.branch_id, name: row.name, shortCode: row.short_code, kind: row.kind, parentId: row.parent_id,
    zone: row.zone, calendarCode: row.calendar_code, city: row.city,
  });

export const staffPublishes = (row: StaffRow): ContractEvent =>
  StaffRegisteredV1.of({
    staffId: row.staff_id, role: row.role, branchId: row.branch_id, managerId: row.manager_id, skills: row.skills, active: row.active,
    relatives: row.declared_relatives.map(codeOfRelative),
  });

/** `ST010:brother` → `ST010`: who it is binds others, how they are related is nobody's business. */
const codeOfRelative = (declared: string): string => declared.split(':', 1)[0] ?? declared;

export const customerPublishes = (row: CustomerRow): ContractEvent =>
  CustomerRegisteredV1.of({
    customerId: row.id, code: row.code, branchId: row.branch_id, customerClass: row.customer_class, dealerCode: row.dealer_code, ownerId: row.owner_id,
    agentId: row.agent_id ?? null,
    completeness: completenessOf({ city: row.city, address: row.address, dealerCode: row.dealer_code, ownerId: row.owner_id, channel: row.channel, quietFrom: row.quiet_from }),
    lastCheckedOn: row.last_checked_on ?? null,
    quietHours: quietHours(row.quiet_from, row.quiet_to),
  });

/** The database writes seconds, people do not. */
const quietHours = (from: string | null, to: string | null): { from: string; to: string } | null => (from === null || to === null ? null : { from: from.slice(0, 5), to: to.slice(0, 5) });

export const changedCustomerPublishes = (event: CustomerEvent, customer: Customer): ContractEvent => {
  const { id: customerId, code, branchId, customerClass, dealerCode, ownerId, agentId, lastCheckedOn } = customer;
  switch (event.type) {
    case 'CustomerChanged':
      return CustomerRegisteredV1.of({ customerId, code, branchId, customerClass, dealerCode, ownerId, agentId, completeness: completenessOf(customer), lastCheckedOn, quietHours: quietHours(customer.quietFrom, customer.quietTo) });
    case 'CustomerOffered':
      return CustomerOfferedV1.of({ customerId, branchId, offeredTo: event.to, offeredAt: event.at.toISOString() });
    case 'CustomerMerged':
      return CustomerMergedV1.of({ customerId, branchId, survivorId: event.survivorId, decidedBy: event.by, mergedAt: event.at.toISOString() });
  }
};

export const mergeRaisedPublishes = ({ id, branchId, oneId, otherId }: Pick<MergeProposal, 'id' | 'branchId' | 'oneId' | 'otherId'>, raisedAt: Date): ContractEvent =>
  MergeProposalRaisedV1.of({ proposalId: id, branchId, oneId, otherId, raisedAt: raisedAt.toISOString() });

export const mergeDecisionPublishes = (event: MergeProposalEvent, { id: proposalId, branchId, oneId, otherId }: MergeProposal): ContractEvent => {
  const decided = { proposalId, branchId, oneId, otherId, decidedBy: event.by, decidedAt: event.at.toISOString() };
  switch (event.type) {
    case 'MergeAccepted':
      return MergeProposalAcceptedV1.of(decided);
    case 'MergeDeclined':
      return MergeProposalDeclinedV1.of(decided);
  }
};

export const calendarPublishes = (row: CalendarRow): ContractEvent =>
  CalendarPublishedV1.of({
    calendarCode: row.calendar_code, zone: row.zone,
    spans: row.spans.map(({ weekday, from, to }) => ({ weekday, from, to })),
    exceptions: row.exceptions.map(({ date, kind }) => ({ date, kind })),
  });

export const policyPublishes = (row: PolicyRow): ContractEvent =>
  ServicePolicyPublishedV1.of({
    policyCode: row.policy_code, version: row.version, validFrom: row.valid_from, ticketType: row.ticket_type, priority: row.priority,
    customerClass: row.customer_class, firstResponseMin: row.first_response_min, nextUpdateMin: row.next_update_min,
    resolutionMin: row.resolution_min, calendarCode: row.calendar_code,
  });

export const matrixPublishes = (row: MatrixRow): ContractEvent => PriorityMatrixPublishedV1.of({ matrixCode: row.matrix_code, version: row.version, cells: row.cells });

export const planPublishes = (row: EscalationPlanRow): ContractEvent =>
  EscalationPlanPublishedV1.of({ planCode: row.plan_code, validFrom: row.valid_from, tiers: row.tiers });

/** What the branch hears that he has left. */
export const staffMovedPublishes = (staffId: string, from: string, to: string, { tell, by, at }: Pick<MemberMoved, 'tell' | 'by' | 'at'>): ContractEvent =>
  StaffMovedV1.of({ staffId, branchId: from, to, tell: [...tell], by, movedAt: at.toISOString() });

export const memberPublishes = (event: StaffEvent, member: StaffMember): ContractEvent => {
  const { id: staffId, branchId } = member;
  switch (event.type) {
    case 'SignedIn':
      return StaffSignedInV1.of({ staffId, branchId, at: event.at.toISOString() });
    case 'SignedOut':
      return StaffSignedOutV1.of({ staffId, branchId, at: event.at.toISOString() });
    case 'MemberMoved':
      return staffMovedPublishes(staffId, event.from, branchId, event);
    case 'MemberChanged':
      return staffPublishes({
        staff_id: staffId, branch_id: branchId, name: member.name, role: member.role, manager_id: member.managerId, skills: [...member.skills], phone: member.phone,
        joined_on: member.joinedOn, declared_relatives: member.declaredRelatives, active: member.active,
      });
  }
};

export const dealerPublishes = (row: DealerRow): ContractEvent =>
  DealerRegisteredV1.of({
    dealerCode: row.dealer_code, branchId: row.branch_id, role: row.role, parentDealerCode: row.parent_dealer_code, keyAccount: row.key_account,
    representativeId: row.representative_id, creditLimit: row.credit_limit, currency: row.currency,
  });

export const changedDealerPublishes = (_event: DealerChanged, dealer: Dealer): ContractEvent =>
  dealerPublishes({
    dealer_code: dealer.id, branch_id: dealer.branchId, name: dealer.name, role: dealer.role, contact_name: dealer.contactName, phone: dealer.phone, territory: dealer.territory,
    parent_dealer_code: dealer.parentDealerCode, key_account: dealer.keyAccount, representative_id: dealer.representativeId, address: dealer.address,
    credit_limit: dealer.creditLimit, currency: dealer.currency, joined_on: dealer.joinedOn, remark: dealer.remark,
  });

export const modelPublishes = (row: ModelRow): ContractEvent =>
  ProductModelRegisteredV1.of({
    modelCode: row.model_code, name: row.name, series: row.series, repairMonths: row.repair_months, replaceMonths: row.replace_months, refundMonths: row.refund_months,
  });

export const faultCodePublishes = (row: FaultCodeRow): ContractEvent =>
  FaultCodeRegisteredV1.of({
    faultCode: row.fault_code, level: row.level, familyCode: row.family_code, nameZh: row.name_zh, nameEn: row.name_en, material: row.material,
    processStage: row.process_stage,
  });

export const devicePublishes = (row: DeviceRecord): ContractEvent =>
  DeviceRegisteredV1.of({
    serial: row.serial, branchId: row.branch_id, modelCode: row.model_code, lot: row.lot, madeOn: row.made_on, dealerCode: row.dealer_code,
    customerId: row.customer_id, installedOn: row.installed_on, warrantySource: row.warranty_source, repairUntil: row.repair_until,
    replaceUntil: row.replace_until, refundUntil: row.refund_until, soldOutsideArea: row.sold_outside_area,
  });

export const changedDevicePublishes = (event: DeviceEvent, device: Device): ContractEvent => {
  switch (event.type) {
    case 'DeviceChanged':
      return DeviceRegisteredV1.of({
        serial: device.id, branchId: device.branchId, modelCode: device.modelCode, lot: device.lot, madeOn: device.madeOn, dealerCode: device.dealerCode,
        customerId: device.customerId, installedOn: device.installedOn, warrantySource: device.warrantySource, repairUntil: device.repairUntil,
        replaceUntil: device.replaceUntil, refundUntil: device.refundUntil, soldOutsideArea: device.soldOutsideArea,
      });
  }
};

export const authenticityPublishes = (event: AuthenticityEvent, record: Authenticity): ContractEvent => {
  const { id: authenticityId, branchId, serial, timesAsked } = record;
  const asked = { authenticityId, branchId, serial, timesAsked, askedAt: event.at.toISOString() };
  switch (event.type) {
    case 'AuthenticityAsked':
      return AuthenticityAskedV1.of({ ...asked, verdict: serial === null ? 'unknown' : 'genuine' });
    case 'AuthenticitySuspected':
      return AuthenticitySuspectedV1.of({ ...asked, reason: event.reason, dealerCode: event.device?.dealerCode ?? null, customerId: event.device?.customerId ?? null, contactId: suspicionContact(authenticityId, event.reason) });
  }
};
