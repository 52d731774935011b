import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { IsBoolean, IsOptional, IsString, MaxLength } from 'class-validator';
import { Requires } from '@aftercare/auth';
import { Database, runCommand, statement } from '@aftercare/event-store';
import { NotFound } from '@aftercare/kernel';
import { Answers } from '../answers';
import { Command } from '../command';
import { OpsBody, OpsOutcome } from './parked';

export class ReleaseHeldKeyBody extends OpsBody {
  @IsString() @MaxLength(200) topic!: string;
  @IsString() @MaxLength(200) key!: string;
  /** Only count what would go on. */
  @IsOptional() @IsBoolean() dryRun: boolean = false;
}

const count = statement(
  'ops-held-count',
  'SELECT (SELECT count(*)::int FROM outbox_held o WHERE o.topic = h.topic AND o.key = h.key) AS count FROM held_key h WHERE topic = $1 AND key = $2',
);

@Controller('ops/held-keys')
export class ReleaseHeldKey {
  constructor(private readonly database: Database) {}

  /** Lets a held key go on: its events are sent in order. What made the broker refuse the first has to be gone before, or it is held again. */
  @Post('release')
  @HttpCode(200)
  @Requires('ops:act')
  @Answers(OpsOutcome)
  async handle(@Body() { topic, key, dryRun, reason }: ReleaseHeldKeyBody, @Command() command: Command): Promise<OpsOutcome> {
    const [held] = await this.database.read<{ count: number }>(command.principal, command.permission, count, [topic, key]);
    if (!held) throw new NotFound('held-key');
    if (dryRun) return { action: 'key.release', count: held.count };
    const { releaseKey } = await import('@aftercare/event-bus');
    return runCommand(this.database, command, async (tx) => {
      const released = await releaseKey(tx, { topic, key });
      if (released === null) throw new NotFound('held-key');
      return { answer: { action: 'key.release', count: released }, subject: `${topic}/${key}`, branchId: null, reason };
    });
  }
}
