import { Requires, type Principal } from '@aftercare/auth';
import { Actor, Answers } from '@aftercare/chassis';
import { Database, Feed } from '@aftercare/event-store';
import { Controller, Get, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { TicketView } from '../../ticket-view';

export class FollowTicketsQuery {
  /** The `next` of the page before; without it the feed begins with the ticket that was changed longest ago. */
  @IsOptional() @IsString() @MaxLength(200) updated_after?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200) limit?: number;
}

export class ChangedTickets {
  /** In the order of their last changes. */
  @ValidateNested({ each: true }) @Type(() => TicketView) items!: TicketView[];
  /** Send it as `updated_after` to go on; the same place again when nothing has changed. */
  @IsString() next!: string;
}

const changes = new Feed<TicketView>(
  'ticket',
  `number, branch_id AS "branchId", type, channel, state, owner_id AS "ownerId", needed_skill AS "neededSkill", customer_id AS "customerId", contact_id AS "contactId",
   opened_by AS "openedBy", opened_at AS "openedAt", acknowledged_at AS "acknowledgedAt", priority, serial, dealer_code AS "dealerCode", warranty,
   warranty_source AS "warrantySource", fault_code AS "faultCode", intake_note_id AS "intakeNoteId", policy_code AS "policyCode", policy_version AS "policyVersion",
   response_due_at AS "responseDueAt", taken_up_at AS "takenUpAt", resolution_due_at AS "resolutionDueAt", waiting_for AS "waitingFor", offered_to AS "offeredTo",
   escalation_level AS "escalationLevel", escalated_at AS "escalatedAt", escalated_to AS "escalatedTo", outcome_note_id AS "outcomeNoteId", resolved_at AS "resolvedAt",
   replied_at AS "repliedAt", silent_consent_at AS "silentConsentAt", closed_at AS "closedAt", consent, merged_into AS "mergedInto", version`,
);

@Controller('tickets')
export class FollowTickets {
  constructor(private readonly database: Database) {}

  /**
   * Every ticket that was changed since the page before, for a system that keeps a copy. No change is ever passed over, though one may show
   * up only when older commands have ended; a ticket that changes again comes again. After a restore from a backup a cursor is answered
   * 410: read from the start.
   */
  @Get()
  @Requires('ticket:read')
  @Answers(ChangedTickets)
  async handle(@Query() { updated_after: cursor, limit = 50 }: FollowTicketsQuery, @Actor() actor: Principal): Promise<ChangedTickets> {
    const { items, next } = await changes.page(this.database, actor, 'ticket:read', cursor ?? null, limit);
    return { items: [...items], next };
  }
}
