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
  /** Who answers for it; for a `new` one until somebody takes it. */
  @IsString() ownerId!: string;
  /** Only somebody with this skill can do it. */
  @Nullable() @IsString() neededSkill!: string | null;
  @IsOptional() @IsUUID() customerId!: string | null;
  /** The customer's words: `GET /contacts/{contactId}` of directory; `null`: an earlier system kept none. */
  @Nullable() @IsUUID() contactId!: string | null;
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
