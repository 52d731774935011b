import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { IsBoolean, IsOptional, IsString, MaxLength } from 'class-validator';
import { Requires } from '@aftercare/auth';
import { Database, runCommand, statement } from '@aftercare/event-store';
import { NotFound } from '@aftercare/kernel';
import { Answers } from '../answers';
import { Command } from '../command';
import { OpsBody, OpsOutcome } from './parked';

export class UnitPath {
  @IsString() @MaxLength(80) unit!: string;
}

export class ResyncBody extends OpsBody {
  /** Only count the partitions that would be read again. */
  @IsOptional() @IsBoolean() dryRun: boolean = false;
}

const count = statement('ops-resync-count', 'SELECT count(*)::int AS count FROM consumer_offset WHERE unit = $1');
const rewind = statement('ops-resync', 'UPDATE consumer_offset SET next_offset = 0, last_event_id = NULL, updated_at = clock_timestamp() WHERE unit = $1 RETURNING part');

@Controller('ops/units')
export class Resync {
  constructor(private readonly database: Database) {}

  /** Lets a unit read its topics from the start; what took effect before is dropped. A unit that has stopped does so at its next start. */
  @Post(':unit/resync')
  @HttpCode(200)
  @Requires('ops:act')
  @Answers(OpsOutcome)
  async handle(@Param() { unit }: UnitPath, @Body() { dryRun, reason }: ResyncBody, @Command() command: Command): Promise<OpsOutcome> {
    const [known] = await this.database.read<{ count: number }>(command.principal, command.permission, count, [unit]);
    if (!known || known.count === 0) throw new NotFound('unit');
    if (dryRun) return { action: 'unit.resync', count: known.count };
    return runCommand(this.database, command, async (tx) => {
      const parts = await tx.query(rewind, [unit]);
      return { answer: { action: 'unit.resync', count: parts.length }, subject: unit, branchId: null, reason };
    });
  }
}
