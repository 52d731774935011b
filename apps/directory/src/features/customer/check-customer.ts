import { Requires } from '@aftercare/auth';
import { localDay } from '@aftercare/business-time';
import { Command } from '@aftercare/chassis';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { zoneOf } from '../../persistence/branch-zone';
import { CustomerStore } from '../../persistence/customer.store';

@Controller('customers')
export class CheckCustomer {
  constructor(private readonly customers: CustomerStore) {}

  /** Somebody has gone through the record with the customer today, and it is right. */
  @Post(':id/check')
  @Requires('customer:change')
  @HttpCode(204)
  async handle(@Param('id') id: string, @Command() command: Command): Promise<void> {
    if (!isUuid(id)) throw new NotFound('customer');
    await this.customers.change<undefined, string>(id, (customer, { now, facts: zone }) => customer.check(localDay(now, zone)), command, (tx, { branchId }) => zoneOf(tx, branchId));
  }
}
