import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { Database, runCommand } from '@aftercare/event-store';
import { Body, Controller, Post } from '@nestjs/common';
import { TrackingInbox } from '../../persistence/tracking-inbox';
import { messageOf, PushBody, PushOutcome } from '../../push-body';

@Controller('tracking-pushes')
export class PushTracking {
  constructor(
    private readonly database: Database,
    private readonly inbox: TrackingInbox,
  ) {}

  /** A carrier who is signed in tells of one of his waybills. Repeated, late and in any order it does no harm; his own time counts. */
  @Post()
  @Requires('tracking:push')
  @Answers(PushOutcome, 200)
  async handle(@Body() body: PushBody, @Command() command: Command): Promise<PushOutcome> {
    const carrier = command.principal.subject;
    return runCommand(this.database, command, async (tx) => {
      const outcome = await this.inbox.take(tx, messageOf(carrier, command.idempotencyKey ?? '', body));
      return { answer: { outcome }, subject: body.waybill, branchId: null };
    });
  }
}
