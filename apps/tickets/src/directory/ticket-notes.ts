import type { IncomingHttpHeaders } from 'node:http';
import type { Command, Decision, Tx } from '@aftercare/event-store';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Injectable } from '@nestjs/common';
import type { Ticket, TicketEvent } from '../domain/ticket';
import { TicketStore } from '../persistence/ticket.store';
import { standing, type TicketStanding } from '../ticket-standing';
import { DirectoryClient } from './directory-client';

/** What somebody writes while he works on a ticket. */
interface Note {
  readonly kind: string;
  readonly texts: Readonly<Record<string, string>>;
}

/** Stands for the note's id where it is only asked whether the ticket would change. */
const unwritten = '';

/**
 * What somebody writes while he works on a ticket is saved before the ticket changes, in directory, and the ticket has its id: the order
 * of ADR 0003. Nothing is saved for a change that a rule refuses; who was only too late (412) finds his words again.
 */
@Injectable()
export class TicketNotes {
  constructor(
    private readonly tickets: TicketStore,
    private readonly directory: DirectoryClient,
  ) {}

  /** As `change` of the store; the decision gets the note's id. */
  async change<F = undefined>(
    id: string,
    { kind, texts }: Note,
    decide: (ticket: Ticket, decision: Decision<F> & { readonly noteId: string }) => readonly TicketEvent[],
    command: Command,
    caller: IncomingHttpHeaders,
    facts?: (tx: Tx, ticket: Ticket, now: Date) => Promise<F>,
  ): Promise<TicketStanding> {
    if (!isUuid(id)) throw new NotFound('ticket');
    const decideWith = (noteId: string) => (ticket: Ticket, decision: Decision<F>) => standing(ticket, decide(ticket, { ...decision, noteId }));
    let branchId: string;
    try {
      ({ branchId } = await this.tickets.consider(id, decideWith(unwritten), { ...command, version: null }, facts));
    } catch (refusal) {
      // The store says no as well, and keeps that it was asked; whoever repeats what was done gets the first answer.
      return this.tickets.change<TicketStanding>(id, () => { throw refusal; }, command);
    }
    const noteId = await this.directory.writeNote({ branchId, about: id, kind, texts }, command, caller);
    return this.tickets.change(id, decideWith(noteId), command, facts);
  }
}
