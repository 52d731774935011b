import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { Database, keyOf, runCommandsTogether, Together } from '@aftercare/event-store';
import { Body, Controller, Post } from '@nestjs/common';
import { nameOf, TrackingInbox, type CarrierMessage } from '../../persistence/tracking-inbox';
import { messageOf, PushBody, PushOutcome, pushesTogether } from '../../push-body';

interface Pushed {
  readonly command: Command;
  readonly message: CarrierMessage;
}

@Controller('tracking-pushes')
export class PushTracking {
  readonly #pushes: Together<Pushed, PushOutcome>;

  constructor(database: Database, inbox: TrackingInbox) {
    this.#pushes = new Together({
      ...pushesTogether,
      idOf: ({ message }) => nameOf(message),
      work: (pushes) => runCommandsTogether(database, pushes, async (tx, anew) => {
        const outcomes = await inbox.takeAll(tx, anew.map(({ message }) => message));
        return outcomes.map((one, at) => (one.status === 'rejected' ? one : { status: 'fulfilled', value: { answer: { outcome: one.value }, subject: anew[at]?.message.waybill ?? '', branchId: null } }));
      }),
    });
  }

  /** A carrier who is signed in tells of one of his waybills. Repeated, late and in any order it does no harm; his own time counts. */
  @Post()
  @Requires('tracking:push')
  @Answers(PushOutcome, 200)
  async handle(@Body() body: PushBody, @Command() command: Command): Promise<PushOutcome> {
    return this.#pushes.take({ command, message: messageOf(command.principal.subject, keyOf(command), body, command) });
  }
}
