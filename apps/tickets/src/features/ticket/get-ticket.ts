import { branchesFor, mayIn, Requires, type Principal } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { branchParam, Database, statement } from '@aftercare/event-store';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Controller, Get, Param } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsIn, IsString, IsUUID, ValidateNested } from 'class-validator';
import { movesFor, ticketMoves, type TicketMove } from '../../domain/ticket.lifecycle';
import { TicketView } from '../../ticket-view';

const links = ['follows', 'followed_by', 'split_from', 'split_into', 'merged_into', 'merged_from'] as const;
const moves = Object.keys(ticketMoves) as TicketMove[];

export class LinkedTicket {
  @IsUUID() id!: string;
  @IsString() number!: string;
  @IsString() state!: string;
  /** What it is to this one. */
  @IsIn(links) kind!: (typeof links)[number];
}

export class TicketInFull extends TicketView {
  /** The customer's number in the archive; a moment behind. */
  @Nullable() @IsString() customerCode!: string | null;
  /** What the caller can do with it now. */
  @IsIn(moves, { each: true }) can!: TicketMove[];
  /** The tickets that belong to it; a moment behind. */
  @ValidateNested({ each: true }) @Type(() => LinkedTicket) links!: LinkedTicket[];
}

const byIdOrNumber = statement(
  'ticket-view',
  `SELECT id, number, branch_id AS "branchId", type, channel, state, owner_id AS "ownerId", needed_skill AS "neededSkill", customer_id AS "customerId", contact_id AS "contactId",
   opened_by AS "openedBy", opened_at AS "openedAt", acknowledged_at AS "acknowledgedAt", priority, serial, dealer_code AS "dealerCode", warranty,
   warranty_source AS "warrantySource", fault_code AS "faultCode", intake_note_id AS "intakeNoteId", policy_code AS "policyCode", policy_version AS "policyVersion",
   response_due_at AS "responseDueAt", taken_up_at AS "takenUpAt", resolution_due_at AS "resolutionDueAt", waiting_for AS "waitingFor", offered_to AS "offeredTo",
   escalation_level AS "escalationLevel", escalated_at AS "escalatedAt", escalated_to AS "escalatedTo", outcome_note_id AS "outcomeNoteId", resolved_at AS "resolvedAt",
   replied_at AS "repliedAt", silent_consent_at AS "silentConsentAt", closed_at AS "closedAt", consent, merged_into AS "mergedInto", version, (SELECT c.code FROM customer c WHERE c.id = customer_id) AS "customerCode",
          (SELECT coalesce(jsonb_agg(jsonb_build_object('id', o.id, 'number', o.number, 'state', o.state, 'kind', l.kind) ORDER BY o.number, l.kind), '[]')
             FROM ticket_link l JOIN ticket o ON o.id = l.other_id WHERE l.ticket_id = ticket.id AND ($3::text[] IS NULL OR o.branch_id = ANY ($3))) AS links
     FROM ticket WHERE (id = $1 OR number = $2) AND ($3::text[] IS NULL OR branch_id = ANY ($3))`,
);

@Controller('tickets')
export class GetTicket {
  constructor(private readonly database: Database) {}

  /** One ticket, by its id or its number, with what the caller can do next. A ticket of a branch that is not yours does not exist for you. */
  @Get(':id')
  @Requires('ticket:read')
  @Answers(TicketInFull)
  async handle(@Param('id') id: string, @Actor() actor: Principal): Promise<TicketInFull> {
    const branches = branchParam(branchesFor(actor, 'ticket:read'));
    const [ticket] = await this.database.read<TicketInFull>(actor, 'ticket:read', byIdOrNumber, [isUuid(id) ? id : null, id.toUpperCase(), branches]);
    if (!ticket) throw new NotFound('ticket');
    const can = movesFor(ticket, actor.subject).filter((move) => mayIn(actor, ticketMoves[move].permission, ticket.branchId));
    return { ...ticket, can };
  }
}
