import type { IncomingHttpHeaders } from 'node:http';
import { branchNamed, Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { statement } from '@aftercare/event-store';
import { NotFound } from '@aftercare/kernel';
import { Body, Controller, Headers, Post } from '@nestjs/common';
import { IsDateString, IsIn, IsNotEmpty, IsOptional, IsString, IsUUID, Matches, MaxLength } from 'class-validator';
import { DirectoryClient } from '../../directory/directory-client';
import { ownerOf } from '../../domain/ownership';
import { channels, Ticket, ticketTypes, type Channel, type TicketType } from '../../domain/ticket';
import { openingOf, type Opening } from '../../persistence/opening';
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
  /** The serial number of the device, where the caller names it at once. */
  @IsOptional() @IsString() @Matches(/^[A-Z0-9][A-Z0-9-]{2,39}$/) serial?: string | null;
  /** Only somebody with this skill can do it, e.g. `glass_bonding`. */
  @IsOptional() @IsString() @Matches(/^[a-z][a-z0-9_]{0,63}$/) neededSkill?: string | null;
  /** The ticket that this one follows: what is closed stays closed. */
  @IsOptional() @IsUUID() follows?: string | null;
}

export class OpenedTicket {
  @IsUUID() id!: string;
  /** E.g. `TK-HZ-2026-000123`: what the customer is told. */
  @IsString() number!: string;
  @IsString() branchId!: string;
  /** `new`: nobody available could take it yet. */
  @IsIn(['new', 'assigned']) state!: 'new' | 'assigned';
  /** The staff code of who answers for it. */
  @IsString() ownerId!: string;
  /** Who called, when the number is known; the words lie under `contactId` in directory. */
  @IsOptional() @IsUUID() customerId!: string | null;
  @IsUUID() contactId!: string;
  @IsDateString() acknowledgedAt!: string;
}

const ticketById = statement('ticket-followed', 'SELECT id FROM ticket WHERE id = $1');

@Controller('tickets')
export class OpenTicket {
  constructor(
    private readonly tickets: TicketStore,
    private readonly directory: DirectoryClient,
  ) {}

  /**
   * The customer's words are saved before anything else, in directory; then the ticket exists at once, with a number, an owner
   * and an acknowledgement. Who takes the call owns it, unless it comes from his own family; what came in by itself is given to somebody
   * who has signed in, or waits for him. An unknown caller gets a ticket without a customer. Sent again with the same key it is the same ticket.
   */
  @Post()
  @Requires('ticket:open')
  @Answers(OpenedTicket, 201)
  async handle(@Body() body: OpenTicketBody, @Command() command: Command, @Headers() caller: IncomingHttpHeaders): Promise<OpenedTicket> {
    const branchId = branchNamed(command.principal, command.permission, body.branchId);
    const { kind, follows = null, serial = null, neededSkill = null, ...call } = body;
    const contact = await this.directory.recordContact({ ...call, branchId }, command, caller);
    return this.tickets.create<OpenedTicket, Opening>(
      ({ now, newId, actor, facts }) => {
        const { ticket, events } = Ticket.open(
          {
            id: newId(),
            number: facts.number,
            branchId,
            type: kind,
            channel: body.channel,
            ...ownerOf(actor, { branchId, skill: neededSkill, ...facts.involved }, facts.staff),
            neededSkill,
            customerId: contact.customerId,
            serial,
            dealerCode: facts.involved.dealerCode,
            contactId: contact.contactId,
            openedBy: actor.subject,
          },
          facts.terms,
          now,
        );
        if (follows !== null) events.push(...ticket.linkTo(follows, 'follows', now));
        const { id, number, ownerId, customerId, acknowledgedAt } = ticket;
        const state = ticket.state === 'new' ? 'new' : 'assigned';
        return { aggregate: ticket, events, answer: { id, number, branchId, state, ownerId, customerId, contactId: contact.contactId, acknowledgedAt: acknowledgedAt.toISOString() } };
      },
      command,
      async (tx, now) => {
        if (follows !== null && (await tx.query(ticketById, [follows])).length === 0) throw new NotFound('ticket');
        return openingOf(tx, { branchId, type: kind, customerId: contact.customerId, serial, dealerCode: contact.dealerCode }, now);
      },
    );
  }
}
