import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Controller, Param, Post } from '@nestjs/common';
import { ObligationStanding, standing } from '../../obligation-standing';
import { decidersOf } from '../../persistence/deciders';
import { ObligationStore } from '../../persistence/obligation.store';

@Controller('obligations')
export class ApproveWaiver {
  constructor(private readonly obligations: ObligationStore) {}

  /** Finance agrees that what is open now need not come back: the duty ends, and leaves the rate. It takes the skill, and is not for who asked, or a relative. */
  @Post(':id/approve-waiver')
  @Requires('returns:waive')
  @Answers(ObligationStanding, 200)
  async handle(@Param('id') id: string, @Command() command: Command): Promise<ObligationStanding> {
    if (!isUuid(id)) throw new NotFound('obligation');
    const by = command.principal.subject;
    return this.obligations.change<ObligationStanding, Awaited<ReturnType<typeof decidersOf>>>(
      id,
      (obligation, { now, facts: { skills, declaredBy } }) => standing(obligation, obligation.approveWaiver(skills, declaredBy, by, now)),
      command,
      (tx, { waiver }) => decidersOf(tx, by, waiver?.requestedBy ?? null),
    );
  }
}
