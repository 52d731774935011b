import { branchesFor, Requires } from '@aftercare/auth';
import { Actor, Answers } from '@aftercare/chassis';
import { branchParam, Database, statement } from '@aftercare/event-store';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Controller, Get, Param } from '@nestjs/common';
import { pickingMovesFor } from '../../domain/picking.lifecycle';
import { FoundPicking } from '../../picking-view';

const byIdOrNumber = statement(
  'picking-view',
  `SELECT id, number, branch_id AS "branchId", request_id AS "requestId", location, state, lines, picker, checker, started_at AS "startedAt", picked_at AS "pickedAt", checked_at AS "checkedAt",
          boxes, weight_g AS "weightG", note_id AS "noteId", version, (SELECT r.number FROM parts_request r WHERE r.id = request_id) AS "requestNumber"
     FROM picking WHERE (id = $1 OR number = $2) AND ($3::text[] IS NULL OR branch_id = ANY ($3))`,
);

@Controller('pickings')
export class GetPicking {
  constructor(private readonly database: Database) {}

  /** One picking, by its id or its number, with what can be done next. */
  @Get(':id')
  @Requires('stock:read')
  @Answers(FoundPicking)
  async handle(@Param('id') id: string, @Actor() actor: Actor): Promise<FoundPicking> {
    const branches = branchParam(branchesFor(actor, 'stock:read'));
    const [picking] = await this.database.read<FoundPicking>(actor, 'stock:read', byIdOrNumber, [isUuid(id) ? id : null, id.toUpperCase(), branches]);
    if (!picking) throw new NotFound('picking');
    return { ...picking, can: pickingMovesFor(picking) };
  }
}
