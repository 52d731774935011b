import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Controller, Param, Post } from '@nestjs/common';
import { IsBoolean, IsDateString, IsString, IsUUID } from 'class-validator';
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
   * The owner has the ticket in hand: the clock of its response limit stops. After the limit the manager it was escalated to can take it
   * up as well, and is its owner then. Taking it up again changes nothing.
   */
  @Post(':id/take-up')
  @Requires('ticket:take-up')
  @Answers(TakenUpTicket, 200)
  async handle(@Param('id') id: string, @Command() command: Command): Promise<TakenUpTicket> {
    if (!isUuid(id)) throw new NotFound('ticket');
    return this.tickets.change<TakenUpTicket>(
      id,
      (ticket, { now, actor }) => {
        const events = ticket.takeUp(actor.subject, now);
        return { events, answer: { id: ticket.id, ownerId: ticket.ownerId, takenUpAt: (ticket.takenUpAt ?? now).toISOString(), late: ticket.isLate } };
      },
      command,
    );
  }
}
