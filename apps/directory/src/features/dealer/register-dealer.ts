import { branchNamed, Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { statement } from '@aftercare/event-store';
import { RuleViolation } from '@aftercare/kernel';
import { Body, Controller, Post } from '@nestjs/common';
import { IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { dealerAfter, DealerDetailsBody, RegisteredDealer } from '../../dealer-details';
import { Dealer, type DealerSurroundings } from '../../domain/dealer';
import { zoneOf } from '../../persistence/branch-zone';
import { dealerSurroundings } from '../../persistence/dealer-surroundings';
import { DealerStore } from '../../persistence/dealer.store';

export class RegisterDealerBody extends DealerDetailsBody {
  /** In whose area he is; may be left out by who works for one branch only. */
  @IsOptional() @IsString() @MaxLength(64) branchId?: string | null;
  /** E.g. `DL041`. */
  @IsString() @Matches(/^DL\d{3,6}$/) dealerCode!: string;
  @IsString() @MaxLength(100) name!: string;
  @IsString() @MaxLength(40) phone!: string;
}

const taken = statement('dealer-code-taken', 'SELECT 1 FROM dealer WHERE dealer_code = $1');

@Controller('dealers')
export class RegisterDealer {
  constructor(private readonly dealers: DealerStore) {}

  /** A new dealer or service station is on file, under a code that nobody has. */
  @Post()
  @Requires('dealer:change')
  @Answers(RegisteredDealer, 201)
  async handle(@Body() { branchId: named, dealerCode, ...said }: RegisterDealerBody, @Command() command: Command): Promise<RegisteredDealer> {
    const branchId = branchNamed(command.principal, command.permission, named);
    const details = dealerAfter(said);
    return this.dealers.create<RegisteredDealer, DealerSurroundings>(
      ({ facts }) => {
        const { dealer, events } = Dealer.register(details, { id: dealerCode, branchId }, facts);
        return { aggregate: dealer, events, answer: { dealerCode, branchId, version: dealer.version } };
      },
      command,
      async (tx) => {
        await zoneOf(tx, branchId);
        // Also one of a branch that the caller does not see.
        await tx.within('*');
        const isTaken = (await tx.query(taken, [dealerCode])).length > 0;
        await tx.within(tx.context.branches);
        if (isTaken) throw new RuleViolation('dealer.code-taken', { dealer: dealerCode });
        return dealerSurroundings(tx, { dealerCode, ...details, decidedBy: command.principal.subject });
      },
    );
  }
}
