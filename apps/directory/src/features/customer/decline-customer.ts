import { Requires } from '@aftercare/auth';
import type { BusinessCalendar } from '@aftercare/business-time';
import { Answers, Command, Nullable } from '@aftercare/chassis';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Controller, Param, Post } from '@nestjs/common';
import { IsString } from 'class-validator';
import { offerEnds } from '../../domain/round-robin';
import { calendarOf } from '../../persistence/branch-zone';
import { takeTurn } from '../../persistence/customer-turn';
import { CustomerStore } from '../../persistence/customer.store';

export class DeclinedCustomer {
  /** Who is asked now; null when everybody has declined: the manager names an owner. */
  @Nullable() @IsString() offeredTo!: string | null;
}

interface NextInTurn extends DeclinedCustomer {
  readonly calendar: BusinessCalendar;
}

@Controller('customers')
export class DeclineCustomer {
  constructor(private readonly customers: CustomerStore) {}

  /** Whoever was offered a new customer does not take him: he is offered to the next in turn who has not declined. */
  @Post(':id/decline')
  @Requires('customer:change')
  @Answers(DeclinedCustomer, 200)
  async handle(@Param('id') id: string, @Command() command: Command): Promise<DeclinedCustomer> {
    if (!isUuid(id)) throw new NotFound('customer');
    return this.customers.change<DeclinedCustomer, NextInTurn>(
      id,
      (customer, { now, actor, facts: { offeredTo, calendar } }) => ({ events: customer.decline(actor.subject, offeredTo, now, offerEnds(calendar, now)), answer: { offeredTo } }),
      command,
      async (tx, { branchId, declinedBy }) => ({ offeredTo: await takeTurn(tx, branchId, [...declinedBy, command.principal.subject]), calendar: await calendarOf(tx, branchId) }),
    );
  }
}
