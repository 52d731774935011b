import {
  BranchRegisteredV1, CalendarPublishedV1, ContactRecordedV1, CustomerRegisteredV1, EscalationPlanPublishedV1, NoteWrittenV1, PriorityMatrixPublishedV1,
  ServicePolicyPublishedV1, StaffRegisteredV1,
  type ContractEvent,
} from '@aftercare/contracts';
import type { Contact, ContactEvent } from './domain/contact';
import type { Note, NoteEvent } from './domain/note';
import type { BranchRow, CalendarRow, CustomerRow, EscalationPlanRow, MatrixRow, PolicyRow, StaffRow } from './persistence/rows';

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
  });

export const customerPublishes = (row: CustomerRow): ContractEvent =>
  CustomerRegisteredV1.of({
    customerId: row.id, code: row.code, branchId: row.branch_id, customerClass: row.customer_class, dealerCode: row.dealer_code, ownerId: row.owner_id,
    quietHours: row.quiet_from === null || row.quiet_to === null ? null : { from: row.quiet_from.slice(0, 5), to: row.quiet_to.slice(0, 5) },
  });

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
