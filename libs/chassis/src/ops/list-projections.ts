import { Controller, Get } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { Requires } from '@aftercare/auth';
import { Database, statement } from '@aftercare/event-store';
import { Answers } from '../answers';
import { Actor } from '../command';
import { ProjectionList, type ProjectionState } from './projections';

const states = statement(
  'ops-projections',
  `SELECT p.projection, p.topics,
          coalesce((SELECT json_agg(table_name ORDER BY table_name) FROM projection_table t WHERE t.projection = p.projection), '[]') AS tables,
          coalesce((SELECT sum(next_offset) FROM consumer_offset o WHERE unit = 'views' AND p.topics ? o.topic), 0)::float8 AS events,
          (SELECT json_build_object('status', r.status, 'read', r.events_read, 'total', r.events_total, 'actor', r.actor, 'reason', r.reason, 'requestedAt', r.requested_at, 'startedAt', r.started_at,
                    'endedAt', r.ended_at, 'message', r.message, 'tables', (SELECT coalesce(json_agg(t || jsonb_build_object('examples',
                      (SELECT coalesce(jsonb_agg(jsonb_build_object('before', e ->> 'before', 'after', e ->> 'after')), '[]') FROM jsonb_array_elements(t -> 'examples') e))), '[]') FROM jsonb_array_elements(r.tables) t))
             FROM rebuild r WHERE r.projection = p.projection) AS rebuild
     FROM jsonb_to_recordset($1::jsonb) AS p(projection text, topics jsonb) ORDER BY p.projection`,
);

@Controller('ops/projections')
export class ListProjections {
  constructor(
    private readonly database: Database,
    private readonly modules: ModulesContainer,
  ) {}

  /** Every projection of the service with its tables, its topics, and how its newest rebuild stands. */
  @Get()
  @Requires('ops:read')
  @Answers(ProjectionList)
  async handle(@Actor() actor: Actor): Promise<ProjectionList> {
    const { projectionsOf } = await import('@aftercare/event-bus');
    const known = [...projectionsOf(this.modules)].map(([projection, topics]) => ({ projection, topics }));
    return { items: await this.database.read<ProjectionState>(actor, 'ops:read', states, [JSON.stringify(known)]) };
  }
}
