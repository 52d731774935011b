import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { IsArray, IsBoolean, IsIn, IsInt, IsOptional, IsString } from 'class-validator';
import { Requires } from '@aftercare/auth';
import { Database, runCommand, statement } from '@aftercare/event-store';
import { Answers } from '../answers';
import { Command } from '../command';
import { Refusal } from '../refusal';
import { OpsBody } from './parked';
import { ProjectionPath } from './projections';

export class RebuildBody extends OpsBody {
  /** Put the new rows in use even when they are not the same as the old ones: a rebuild is often made because those are wrong. */
  @IsOptional() @IsBoolean() acceptDifference: boolean = false;
  /** Only say what would be read and replaced. */
  @IsOptional() @IsBoolean() dryRun: boolean = false;
}

export class RebuildOutcome {
  @IsIn(['projection.rebuild']) action!: 'projection.rebuild';
  @IsString() projection!: string;
  @IsArray() @IsString({ each: true }) tables!: string[];
  @IsArray() @IsString({ each: true }) topics!: string[];
  /** Events to read. */
  @IsInt() count!: number;
}

const plan = statement(
  'ops-rebuild-plan',
  `SELECT coalesce((SELECT json_agg(table_name ORDER BY table_name) FROM projection_table WHERE projection = $1), '[]') AS tables,
          coalesce((SELECT sum(next_offset) FROM consumer_offset WHERE unit = 'views' AND topic = ANY ($2)), 0)::float8 AS count`,
);

@Controller('ops/projections')
export class RebuildProjection {
  constructor(
    private readonly database: Database,
    private readonly modules: ModulesContainer,
  ) {}

  /**
   * Makes a projection anew from the first event while the old one stays in use, and puts it in its place when both are the same. It begins
   * within seconds and goes on by itself; `GET /ops/projections` tells how far it is. Only one at a time in a service.
   */
  @Post(':projection/rebuild')
  @HttpCode(200)
  @Requires('ops:act')
  @Answers(RebuildOutcome)
  async handle(@Param() { projection }: ProjectionPath, @Body() { reason, acceptDifference, dryRun }: RebuildBody, @Command() command: Command): Promise<RebuildOutcome> {
    const { projectionsOf, requestRebuild } = await import('@aftercare/event-bus');
    const known = projectionsOf(this.modules);
    const topics = known.get(projection);
    if (!topics) throw new Refusal(404, 'ops.projection-unknown', { projection, known: [...known.keys()].sort().join(', ') || '–' });
    const { principal, permission, correlationId } = command;
    const [planned] = await this.database.read<Pick<RebuildOutcome, 'tables' | 'count'>>(principal, permission, plan, [projection, topics]);
    const answer: RebuildOutcome = { action: 'projection.rebuild', projection, topics: [...topics], tables: planned?.tables ?? [], count: planned?.count ?? 0 };
    if (dryRun) return answer;
    return runCommand(this.database, command, async (tx) => {
      await requestRebuild(tx, { projection, acceptDifference, actor: principal.subject, reason, correlationId });
      return { answer, subject: projection, branchId: null, reason };
    });
  }
}
