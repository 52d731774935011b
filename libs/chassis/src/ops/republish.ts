import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { IsBoolean, IsInt, IsOptional, IsString, MaxLength, Min } from 'class-validator';
import { Requires } from '@aftercare/auth';
import { Database, runCommand, statement } from '@aftercare/event-store';
import { NotFound } from '@aftercare/kernel';
import { Answers } from '../answers';
import { Command } from '../command';
import { OpsBody, OpsOutcome } from './parked';

export class RepublishBody extends OpsBody {
  @IsString() @MaxLength(200) topic!: string;
  @IsString() @MaxLength(200) key!: string;
  @IsInt() @Min(1) fromSequence!: number;
  /** Only count what would be sent. */
  @IsOptional() @IsBoolean() dryRun: boolean = false;
}

const count = statement('ops-republish-count', 'SELECT count(*)::int AS count FROM event WHERE topic = $1 AND key = $2 AND sequence >= $3');
const queue = statement(
  'ops-republish',
  `INSERT INTO outbox (id, shard, topic, key) SELECT id, relay_shard(key), topic, key FROM event WHERE topic = $1 AND key = $2 AND sequence >= $3
   ON CONFLICT (id) DO NOTHING RETURNING id`,
);

@Controller('ops/republish')
export class Republish {
  constructor(private readonly database: Database) {}

  /** Sends a key's events to Kafka once more, from a sequence on. Who has seen them drops them; who misses one gets it. */
  @Post()
  @HttpCode(200)
  @Requires('ops:act')
  @Answers(OpsOutcome)
  async handle(@Body() { topic, key, fromSequence, dryRun, reason }: RepublishBody, @Command() command: Command): Promise<OpsOutcome> {
    const values = [topic, key, fromSequence];
    const [stored] = await this.database.read<{ count: number }>(command.principal, command.permission, count, values);
    if (!stored || stored.count === 0) throw new NotFound('event');
    if (dryRun) return { action: 'events.republish', count: stored.count };
    return runCommand(this.database, command, async (tx) => {
      const queued = await tx.query(queue, values);
      return { answer: { action: 'events.republish', count: queued.length }, subject: `${topic}/${key}#${fromSequence}`, branchId: null, reason };
    });
  }
}
