import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';
import { CustomerDetailsBody, detailsAfter, refuseStrangers } from '../../customer-details';
import { CustomerStore } from '../../persistence/customer.store';
import { proposeMerges } from '../../persistence/merge-proposals';

export class ChangeCustomerBody extends CustomerDetailsBody {
  @IsOptional() @IsString() @MaxLength(100) name?: string;
  @IsOptional() @IsString() @MaxLength(40) phone?: string;
}

export class ChangedCustomer {
  /** The branch knows others with his new number: somebody has to say whether they are one. */
  @IsUUID(undefined, { each: true }) mergeProposals!: string[];
}

@Controller('customers')
export class ChangeCustomer {
  constructor(private readonly customers: CustomerStore) {}

  /** Changes what is on file of a customer: what is left out stays, null takes it away. The same again changes nothing. */
  @Post(':id/change')
  @Requires('customer:change')
  @Answers(ChangedCustomer, 200)
  async handle(@Param('id') id: string, @Body() body: ChangeCustomerBody, @Command() command: Command): Promise<ChangedCustomer> {
    if (!isUuid(id)) throw new NotFound('customer');
    return this.customers.change<ChangedCustomer, ChangedCustomer>(
      id,
      (customer, { facts }) => ({ events: customer.change(detailsAfter(body, customer)), answer: facts }),
      command,
      async (tx, customer) => {
        await refuseStrangers(tx, body, customer.branchId);
        const { phone } = detailsAfter(body, customer);
        return { mergeProposals: phone === customer.phone ? [] : await proposeMerges(tx, [{ id, phone }]) };
      },
    );
  }
}
