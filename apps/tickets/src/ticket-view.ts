import { Nullable } from '@aftercare/chassis';
import { IsDateString, IsIn, IsInt, IsOptional, IsString, IsUUID } from 'class-validator';
import { priorities, type Priority } from './domain/service-limits';
import { channels, ticketTypes, waitingFors, type Channel, type TicketType, type WaitingFor } from './domain/ticket';
import { ticketStates, type TicketState } from './domain/ticket.lifecycle';
import { warranties, warrantySources, type Warranty, type WarrantySource } from './domain/warranty';

/** A ticket as its readers see it. */
export class TicketView {
  @IsUUID() id!: string;
  @IsString() number!: string;
  @IsString() branchId!: string;
  @IsIn(ticketTypes) type!: TicketType;
  @IsIn(channels) channel!: Channel;
  @IsIn(ticketStates) state!: TicketState;
  @IsString() ownerId!: string;
  @IsOptional() @IsUUID() customerId!: string | null;
  /** The customer's words: `GET /contacts/{contactId}` of directory. */
  @IsUUID() contactId!: string;
  @IsString() openedBy!: string;
  @IsDateString() openedAt!: string;
  @IsDateString() acknowledgedAt!: string;
  /** `null` until urgency and impact are judged. */
  @Nullable() @IsIn(priorities) priority!: Priority | null;
  @Nullable() @IsString() serial!: string | null;
  /** Who sold the device; without one, whose customer it is. */
  @Nullable() @IsString() dealerCode!: string | null;
  /** Whether the device was covered on the day of the call, as it was known at the intake; `null`: about no device, or no intake yet. */
  @Nullable() @IsIn(warranties) warranty!: Warranty | null;
  @Nullable() @IsIn(warrantySources) warrantySource!: WarrantySource | null;
  @Nullable() @IsString() faultCode!: string | null;
  /** Real cause and wanted result: `GET /notes/{intakeNoteId}` of directory. */
  @Nullable() @IsUUID() intakeNoteId!: string | null;
  /** The policy that its limits come from, and its version. */
  @Nullable() @IsString() policyCode!: string | null;
  @Nullable() @IsInt() policyVersion!: number | null;
  /** By when its owner has to take it up. */
  @IsOptional() @IsDateString() responseDueAt!: string | null;
  @IsOptional() @IsDateString() takenUpAt!: string | null;
  /** By when it has to be resolved; `null`: no limit, or its clock stands. */
  @Nullable() @IsDateString() resolutionDueAt!: string | null;
  @Nullable() @IsIn(waitingFors) waitingFor!: WaitingFor | null;
  /** The colleague who is asked to take it. */
  @Nullable() @IsString() offeredTo!: string | null;
  /** How often it was raised to somebody above. */
  @IsInt() escalationLevel!: number;
  @IsOptional() @IsDateString() escalatedAt!: string | null;
  /** The manager who may take it up besides the owner. */
  @IsOptional() @IsString() escalatedTo!: string | null;
  /** What came out: `GET /notes/{outcomeNoteId}` of directory. */
  @Nullable() @IsUUID() outcomeNoteId!: string | null;
  @Nullable() @IsDateString() resolvedAt!: string | null;
  @Nullable() @IsDateString() repliedAt!: string | null;
  /** When silence counts as consent. */
  @Nullable() @IsDateString() silentConsentAt!: string | null;
  @Nullable() @IsDateString() closedAt!: string | null;
  @Nullable() @IsIn(['confirmed', 'silent']) consent!: 'confirmed' | 'silent' | null;
  /** The ticket that goes on for this one. */
  @Nullable() @IsUUID() mergedInto!: string | null;
  /** Send it back in `If-Match` when changing the ticket. */
  @IsInt() version!: number;
}

/** The columns of a `TicketView` besides its id, as the list of a SELECT from `ticket`. */
export const ticketColumns = `number, branch_id AS "branchId", type, channel, state, owner_id AS "ownerId", customer_id AS "customerId", contact_id AS "contactId",
   opened_by AS "openedBy", opened_at AS "openedAt", acknowledged_at AS "acknowledgedAt", priority, serial, dealer_code AS "dealerCode", warranty,
   warranty_source AS "warrantySource", fault_code AS "faultCode", intake_note_id AS "intakeNoteId", policy_code AS "policyCode", policy_version AS "policyVersion",
   response_due_at AS "responseDueAt", taken_up_at AS "takenUpAt", resolution_due_at AS "resolutionDueAt", waiting_for AS "waitingFor", offered_to AS "offeredTo",
   escalation_level AS "escalationLevel", escalated_at AS "escalatedAt", escalated_to AS "escalatedTo", outcome_note_id AS "outcomeNoteId", resolved_at AS "resolvedAt",
   replied_at AS "repliedAt", silent_consent_at AS "silentConsentAt", closed_at AS "closedAt", consent, merged_into AS "mergedInto", version`;
