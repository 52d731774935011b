import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { Requires } from '@aftercare/auth';
import { Database, runCommand, statement } from '@aftercare/event-store';
import { RuleViolation } from '@aftercare/kernel';
import { Answers } from '../answers';
import { Command } from '../command';
import { lockParked, OpsBody, OpsOutcome, ParkedPath } from './parked';

const again = statement('ops-retry-parked', `UPDATE parked SET status = 'failing', attempts = 0, next_at = clock_timestamp() WHERE unit = $1 AND event_id = $2`);

@Controller('ops/parked')
export class RetryParked {
  constructor(private readonly database: Database) {}

  /** Tries a parked record again at once, with all its tries before it, e.g. after a repaired handler was deployed. */
  @Post(':unit/:eventId/retry')
  @HttpCode(200)
  @Requires('ops:act')
  @Answers(OpsOutcome)
  async handle(@Param() path: ParkedPath, @Body() { reason }: OpsBody, @Command() command: Command): Promise<OpsOutcome> {
    return runCommand(this.database, command, async (tx) => {
      const { key, status, first } = await lockParked(tx, path);
      if (key === null) throw new RuleViolation('ops.unreadable');
      if (status === 'behind') throw new RuleViolation('ops.behind', { first: first ?? '' });
      if (status === 'forked') throw new RuleViolation('ops.forked');
      await tx.query(again, [path.unit, path.eventId]);
      return { answer: { action: 'parked.retry', count: 1 }, subject: path.eventId, branchId: null, reason };
    });
  }
}
