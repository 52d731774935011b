import { branchNamed, Requires } from '@aftercare/auth';
import { localDay } from '@aftercare/business-time';
import { Answers, Command, Nullable } from '@aftercare/chassis';
import { Database, runCommand } from '@aftercare/event-store';
import { Body, Controller, Post } from '@nestjs/common';
import { IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';
import { CustomerDetailsBody, detailsAfter, refuseStrangers } from '../../customer-details';
import { Customer } from '../../domain/customer';
import { offerEnds } from '../../domain/round-robin';
import { calendarOf } from '../../persistence/branch-zone';
import { customerCodes } from '../../persistence/customer-codes';
import { takeTurn } from '../../persistence/customer-turn';
import { CustomerStore } from '../../persistence/customer.store';
import { proposeMerges } from '../../persistence/merge-proposals';

export class RegisterCustomerBody extends CustomerDetailsBody {
  /** Where he belongs; may be left out by who works for one branch only. */
  @IsOptional() @IsString() @MaxLength(64) branchId?: string | null;
  @IsString() @MaxLength(100) name!: string;
  @IsString() @MaxLength(40) phone!: string;
}

export class RegisteredCustomer {
  @IsUUID() customerId!: string;
  @IsString() code!: string;
  @IsString() branchId!: string;
  /** Whose turn it is to look after him, where no owner was named. */
  @Nullable() @IsString() offeredTo!: string | null;
  /** The branch knows others with his number: somebody has to say whether they are one. */
  @IsUUID(undefined, { each: true }) mergeProposals!: string[];
}

@Controller('customers')
export class RegisterCustomer {
  constructor(
    private readonly database: Database,
    private readonly customers: CustomerStore,
  ) {}

  /** A new customer is on file. Without an owner he is offered to the clerk of the branch whose turn it is; who has his number is proposed for merging. */
  @Post()
  @Requires('customer:change')
  @Answers(RegisteredCustomer, 201)
  async handle(@Body() body: RegisterCustomerBody, @Command() command: Command): Promise<RegisteredCustomer> {
    const branchId = branchNamed(command.principal, command.permission, body.branchId);
    return runCommand(this.database, command, async (tx) => {
      const calendar = await calendarOf(tx, branchId);
      const details = detailsAfter(body);
      await refuseStrangers(tx, body, branchId);
      const offeredTo = details.ownerId === null ? await takeTurn(tx, branchId) : null;
      const [code = ''] = await customerCodes(tx, 1);
      const { customerId } = await this.customers.createIn(tx, ({ now, newId }) => {
        const { customer, events } = Customer.register(details, { id: newId(), branchId, code, offeredTo, createdOn: localDay(now, calendar.zone) }, now, offerEnds(calendar, now));
        return { aggregate: customer, events, answer: { customerId: customer.id } };
      });
      const mergeProposals = await proposeMerges(tx, [{ id: customerId, phone: details.phone }]);
      return { answer: { customerId, code, branchId, offeredTo, mergeProposals }, subject: customerId, branchId };
    });
  }
}
