import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { IsString, MaxLength } from 'class-validator';
import { Requires } from '@aftercare/auth';
import { Database, runCommand, statement } from '@aftercare/event-store';
import { NotFound, RuleViolation } from '@aftercare/kernel';
import { Answers } from '../answers';
import { Command } from '../command';
import { OpsBody, OpsOutcome } from './parked';

export class TimerPath {
  @IsString() @MaxLength(80) kind!: string;
  @IsString() @MaxLength(120) subject!: string;
}

const lock = statement('ops-lock-timer', `SELECT coalesce(next_at = 'infinity', false) AS dead FROM timer WHERE kind = $1 AND subject = $2 FOR UPDATE`);
const revive = statement('ops-revive-timer', 'UPDATE timer SET attempts = 0, next_at = NULL WHERE kind = $1 AND subject = $2');

@Controller('ops/timers')
export class ReviveTimer {
  constructor(private readonly database: Database) {}

  /** Lets a timer that has failed too often fire again, with all its attempts before it, e.g. after a repaired job was deployed. */
  @Post(':kind/:subject/revive')
  @HttpCode(200)
  @Requires('ops:act')
  @Answers(OpsOutcome)
  async handle(@Param() { kind, subject }: TimerPath, @Body() { reason }: OpsBody, @Command() command: Command): Promise<OpsOutcome> {
    return runCommand(this.database, command, async (tx) => {
      const [timer] = await tx.query<{ dead: boolean }>(lock, [kind, subject]);
      if (!timer) throw new NotFound('timer');
      if (!timer.dead) throw new RuleViolation('ops.timer-alive');
      await tx.query(revive, [kind, subject]);
      return { answer: { action: 'timer.revive', count: 1 }, subject: `${kind}/${subject}`, branchId: null, reason };
    });
  }
}
