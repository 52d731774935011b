import { Requires } from '@aftercare/auth';
import { Command } from '@aftercare/chassis';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { CustomerStore } from '../../persistence/customer.store';

@Controller('customers')
export class AcceptCustomer {
  constructor(private readonly customers: CustomerStore) {}

  /** Whoever was offered a new customer looks after him from now on. */
  @Post(':id/accept')
  @Requires('customer:change')
  @HttpCode(204)
  async handle(@Param('id') id: string, @Command() command: Command): Promise<void> {
    if (!isUuid(id)) throw new NotFound('customer');
    await this.customers.change(id, (customer, { actor }) => customer.accept(actor.subject), command);
  }
}
