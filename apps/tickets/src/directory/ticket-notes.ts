import type { IncomingHttpHeaders } from 'node:http';
import { branchesFor } from '@aftercare/auth';
import { branchParam, Database, statement, type Command } from '@aftercare/event-store';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Injectable } from '@nestjs/common';
import { DirectoryClient } from './directory-client';

const branchOf = statement('ticket-branch', 'SELECT branch_id AS "branchId" FROM ticket WHERE id = $1 AND ($2::text[] IS NULL OR branch_id = ANY ($2))');

/**
 * What somebody writes while he works on a ticket is saved before the ticket changes, in directory, and the ticket has its id: the order
 * of ADR 0003. When the change is refused afterwards nothing refers to the note, and nobody sees it.
 */
@Injectable()
export class TicketNotes {
  constructor(
    private readonly database: Database,
    private readonly directory: DirectoryClient,
  ) {}

  /** The id of the saved note. `NotFound` when there is no such ticket for who asks. */
  async write(ticketId: string, kind: string, texts: Readonly<Record<string, string>>, command: Command, caller: IncomingHttpHeaders): Promise<string> {
    if (!isUuid(ticketId)) throw new NotFound('ticket');
    const { principal, permission } = command;
    const [ticket] = await this.database.read<{ branchId: string }>(principal, permission, branchOf, [ticketId, branchParam(branchesFor(principal, permission))]);
    if (!ticket) throw new NotFound('ticket');
    return this.directory.writeNote({ branchId: ticket.branchId, about: ticketId, kind, texts }, command, caller);
  }
}
