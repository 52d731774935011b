import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { Requires } from '@aftercare/auth';
import { Database, runCommand, statement } from '@aftercare/event-store';
import { RuleViolation } from '@aftercare/kernel';
import { Answers } from '../answers';
import { Command } from '../command';
import { lockParked, OpsBody, OpsOutcome, ParkedPath } from './parked';

const remove = statement('ops-discard-parked', 'DELETE FROM parked WHERE unit = $1 AND event_id = $2');
const pass = statement('ops-pass-sequence', 'UPDATE key_seq SET last_seq = $4, last_event_id = $5 WHERE unit = $1 AND topic = $2 AND key = $3');

@Controller('ops/parked')
export class DiscardParked {
  constructor(private readonly database: Database) {}

  /** Gives up a parked record for good: it will never take effect here. What waits behind it goes on. */
  @Post(':unit/:eventId/discard')
  @HttpCode(200)
  @Requires('ops:act')
  @Answers(OpsOutcome)
  async handle(@Param() path: ParkedPath, @Body() { reason }: OpsBody, @Command() command: Command): Promise<OpsOutcome> {
    return runCommand(this.database, command, async (tx) => {
      const { status, topic, key, sequence, last, first } = await lockParked(tx, path);
      // Of a forked one the place is taken already, and what was seen there stays.
      if (key !== null && sequence !== null && status !== 'forked') {
        if (first !== path.eventId) throw new RuleViolation('ops.behind', { first: first ?? '' });
        if (sequence > last + 1) throw new RuleViolation('ops.gap', { topic, key, from: last + 1, upto: sequence - 1 });
        await tx.query(pass, [path.unit, topic, key, sequence, path.eventId]);
      }
      await tx.query(remove, [path.unit, path.eventId]);
      return { answer: { action: 'parked.discard', count: 1 }, subject: path.eventId, branchId: null, reason };
    });
  }
}
