import type { IncomingHttpHeaders } from 'node:http';
import { localYear } from '@aftercare/business-time';
import { branchNamed, Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { documentNumber, statement, type Tx } from '@aftercare/event-store';
import { Unavailable } from '@aftercare/kernel';
import { Body, Controller, Headers, Post } from '@nestjs/common';
import { IsDateString, IsIn, IsNotEmpty, IsOptional, IsString, IsUUID, Matches, MaxLength } from 'class-validator';
import { DirectoryClient } from '../../directory/directory-client';
import { ownerOf, type Candidate } from '../../domain/ownership';
import { channels, Ticket, ticketTypes, type Channel, type TicketType } from '../../domain/ticket';
import { TicketStore } from '../../persistence/ticket.store';

export class OpenTicketBody {
  /** The branch that serves the customer; may be left out by who works for one branch only. */
  @IsOptional() @IsString() @Matches(/^[A-Z]{2}[0-9]{1,4}$/) branchId?: string | null;
  /** How the customer reached us. */
  @IsIn(channels) channel!: Channel;
  /** The caller's number as heard or shown; required for calls. */
  @IsOptional() @IsString() @MaxLength(40) caller?: string | null;
  /** What the customer came for. */
  @IsIn(ticketTypes) kind!: TicketType;
  /** The customer's own words, as he said them. */
  @IsString() @IsNotEmpty() @MaxLength(4000) words!: string;
}

export class OpenedTicket {
  @IsUUID() id!: string;
  /** E.g. `TK-HZ-2026-000123`: what the customer is told. */
  @IsString() number!: string;
  @IsString() branchId!: string;
  /** The staff code of who answers for it. */
  @IsString() ownerId!: string;
  /** Who called, when the number is known; the words lie under `contactId` in directory. */
  @IsOptional() @IsUUID() customerId!: string | null;
  @IsUUID() contactId!: string;
  @IsDateString() acknowledgedAt!: string;
}

interface Facts {
  readonly zone: string;
  readonly number: string;
  readonly candidates: readonly Candidate[];
}

const branchById = statement('branch-by-id', 'SELECT short_code AS "shortCode", zone FROM branch WHERE id = $1');
const onDuty = statement(
  'staff-on-duty',
  `WITH RECURSIVE up AS (
     SELECT id, parent_id, 0 AS level FROM branch WHERE id = $1
     UNION ALL SELECT b.id, b.parent_id, up.level + 1 FROM branch b JOIN up ON b.id = up.parent_id WHERE up.level < 4
   )
   SELECT s.id AS "staffId", s.role, up.level AS "levelsUp",
          (SELECT count(*)::int FROM ticket t WHERE t.owner_id = s.id AND t.state <> 'closed') AS "openTickets"
     FROM up JOIN staff s ON s.branch_id = up.id WHERE s.active`,
);

@Controller('tickets')
export class OpenTicket {
  constructor(
    private readonly tickets: TicketStore,
    private readonly directory: DirectoryClient,
  ) {}

  /**
   * The customer's words are saved before anything else, in directory; then the ticket exists at once, with a number, an owner
   * and an acknowledgement. An unknown caller gets a ticket without a customer. Sent again with the same key it is the same ticket.
   */
  @Post()
  @Requires('ticket:open')
  @Answers(OpenedTicket, 201)
  async handle(@Body() body: OpenTicketBody, @Command() command: Command, @Headers() caller: IncomingHttpHeaders): Promise<OpenedTicket> {
    const branchId = branchNamed(command.principal, command.permission, body.branchId);
    const { kind, ...call } = body;
    const contact = await this.directory.recordContact({ ...call, branchId }, command, caller);
    return this.tickets.create<OpenedTicket, Facts>(
      ({ now, newId, actor, facts }) => {
        const { ticket, events } = Ticket.open(
          {
            id: newId(),
            number: facts.number,
            branchId,
            type: kind,
            channel: body.channel,
            ownerId: ownerOf(actor, facts.candidates, branchId),
            customerId: contact.customerId,
            contactId: contact.contactId,
            openedBy: actor.subject,
          },
          facts.zone,
          now,
        );
        const { id, number, ownerId, customerId, contactId, acknowledgedAt } = ticket;
        return { aggregate: ticket, events, answer: { id, number, branchId, ownerId, customerId, contactId, acknowledgedAt: acknowledgedAt.toISOString() } };
      },
      command,
      (tx, now) => factsFor(tx, branchId, now),
    );
  }
}

const factsFor = async (tx: Tx, branchId: string, now: Date): Promise<Facts> => {
  const [branch] = await tx.query<{ shortCode: string; zone: string }>(branchById, [branchId]);
  // Directory knows the branch, or the words could not have been saved: its registration is still on its way to us.
  if (!branch) throw new Unavailable('branch.not-known-yet', 1);
  const candidates = await tx.query<Candidate>(onDuty, [branchId]);
  const number = await documentNumber(tx, { kind: 'TK', branchId, shortCode: branch.shortCode, year: localYear(now, branch.zone) });
  return { zone: branch.zone, number, candidates };
};
