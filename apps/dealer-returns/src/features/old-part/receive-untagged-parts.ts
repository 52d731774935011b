import { branchNamed, Requires } from '@aftercare/auth';
import { Answers, Command, Nullable } from '@aftercare/chassis';
import { Database, runCommand, statement, type Tx } from '@aftercare/event-store';
import { newId, RuleViolation } from '@aftercare/kernel';
import { Body, Controller, Post } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, IsUUID, Matches, MaxLength, ValidateNested } from 'class-validator';
import { matchUntagged, type Duty } from '../../domain/obligation';
import { Surplus } from '../../domain/surplus';
import { ObligationStanding, standing } from '../../obligation-standing';
import { todayIn } from '../../persistence/branch-day';
import { ObligationStore } from '../../persistence/obligation.store';
import { SurplusStore } from '../../persistence/surplus.store';

export class ReceiveUntaggedPartsBody {
  /** Where they came; left out: the caller's own branch. */
  @IsOptional() @IsString() @Matches(/^[A-Z]{2}[0-9]{1,4}$/) branchId?: string;
  /** Who sent them. */
  @IsString() @MaxLength(64) dealer!: string;
  @IsString() @MaxLength(64) part!: string;
  /** Pieces in the part's base unit. */
  @IsInt() qty!: number;
}

export class UntaggedPartsReceived {
  /** The duties that they were for, as they stand now, the one that was due first first. */
  @ValidateNested({ each: true }) @Type(() => ObligationStanding) matched!: ObligationStanding[];
  /** So many were for none, and are kept apart. */
  @IsInt() surplusQty!: number;
  @Nullable() @IsUUID() surplusId!: string | null;
}

const dealerKnown = statement('dealer-known', 'SELECT FROM dealer WHERE code = $1');
const owedBy = statement('owed-by-dealer', "SELECT id FROM obligation WHERE branch_id = $1 AND dealer_code = $2 AND part = $3 AND state IN ('open', 'reminded', 'overdue') ORDER BY id");
const duties = statement('duties', `SELECT id, number, due_on::text AS "dueOn", qty - received_qty - waived_qty AS "openQty" FROM obligation WHERE id = ANY ($1) AND state IN ('open', 'reminded', 'overdue')`);

@Controller('old-parts')
export class ReceiveUntaggedParts {
  constructor(
    private readonly database: Database,
    private readonly obligations: ObligationStore,
    private readonly surpluses: SurplusStore,
  ) {}

  /**
   * Old parts came and nothing says for which duty. They are for those that the dealer has for this part in the branch, earliest due first;
   * what is left over is surplus: it lies in quarantine, too, and counts for nothing.
   */
  @Post()
  @Requires('returns:receive')
  @Answers(UntaggedPartsReceived, 201)
  async handle(@Body() body: ReceiveUntaggedPartsBody, @Command() command: Command): Promise<UntaggedPartsReceived> {
    const branchId = branchNamed(command.principal, command.permission, body.branchId);
    const [dealerCode, part] = [body.dealer.trim().toUpperCase(), body.part.trim().toUpperCase()];
    return runCommand(this.database, command, async (tx) => {
      if ((await tx.query(dealerKnown, [dealerCode])).length === 0) throw new RuleViolation('old-part.dealer-unknown', { dealer: dealerCode });
      const { matched, surplus } = matchUntagged(await this.#heldDuties(tx, branchId, dealerCode, part), body.qty);
      const today = await todayIn(tx, branchId, await tx.now());
      const received: ObligationStanding[] = [];
      for (const { id, qty } of matched) {
        received.push(await this.obligations.changeIn<ObligationStanding>(tx, id, (duty, { now, actor }) => standing(duty, duty.receive(part, qty, today, actor.subject, now))));
      }
      const surplusId = surplus === 0 ? null : newId();
      if (surplusId !== null) {
        await this.surpluses.createIn(tx, ({ now, actor }) => {
          const held = Surplus.hold({ id: surplusId, branchId, dealerCode, part, qty: surplus, receivedOn: today, receivedBy: actor.subject }, now);
          return { aggregate: held.surplus, events: held.events, answer: undefined };
        });
      }
      return { answer: { matched: received, surplusQty: surplus, surplusId }, subject: dealerCode, branchId };
    });
  }

  /** All of them are held first, in one order, and only then looked at: two parcels of one dealer come one after the other. */
  async #heldDuties(tx: Tx, branchId: string, dealerCode: string, part: string): Promise<readonly Duty[]> {
    const ids = (await tx.query<{ id: string }>(owedBy, [branchId, dealerCode, part])).map(({ id }) => id);
    for (const id of ids) await this.obligations.lockIn(tx, id);
    return tx.query<Duty>(duties, [ids]);
  }
}
