import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Controller, Param, Post } from '@nestjs/common';
import { IsBoolean, IsDateString, IsString, IsUUID } from 'class-validator';
import type { Involved } from '../../domain/involved';
import { involved } from '../../persistence/involved';
import { TicketStore } from '../../persistence/ticket.store';

export class TakenUpTicket {
  @IsUUID() id!: string;
  /** Who answers for it from now on: whoever has taken it up. */
  @IsString() ownerId!: string;
  @IsDateString() takenUpAt!: string;
  /** It was taken up after its response limit. */
  @IsBoolean() late!: boolean;
}

@Controller('tickets')
export class TakeUpTicket {
  constructor(private readonly tickets: TicketStore) {}

  /**
   * The owner has the ticket in hand: the clock of its response limit stops. What nobody has taken yet anybody of the branch can take up,
   * if he is no relative of the sender. After the limit the manager it was escalated to can take it
   * up as well, and is its owner then. Taking it up again changes nothing.
   */
  @Post(':id/take-up')
  @Requires('ticket:take-up')
  @Answers(TakenUpTicket, 200)
  async handle(@Param('id') id: string, @Command() command: Command): Promise<TakenUpTicket> {
    if (!isUuid(id)) throw new NotFound('ticket');
    return this.tickets.change<TakenUpTicket, Involved>(
      id,
      (ticket, { now, actor, facts: { relatives } }) => {
        const events = ticket.takeUp(relatives, actor.subject, now);
        return { events, answer: { id: ticket.id, ownerId: ticket.ownerId, takenUpAt: (ticket.takenUpAt ?? now).toISOString(), late: ticket.isLate } };
      },
      command,
      involved,
    );
  }
}
