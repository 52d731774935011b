import { branchesFor, Requires } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { branchParam, Database, statement } from '@aftercare/event-store';
import { Controller, Get, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, IsUUID, Matches, Max, Min, ValidateNested } from 'class-validator';
import { openPickingStates, pickingMovesFor, type PickingState } from '../../domain/picking.lifecycle';
import { FoundPicking } from '../../picking-view';

export class ListPickingsQuery {
  @IsOptional() @IsString() @Matches(/^[A-Z]{2}[0-9]{1,4}$/) branch?: string;
  @IsOptional() @IsIn(openPickingStates) state?: PickingState;
  /** Every picking of this request, also those that are over. */
  @IsOptional() @IsUUID() request?: string;
  /** The `next` of the page before. */
  @IsOptional() @IsUUID() after?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200) limit: number = 50;
}

export class ListedPickings {
  @ValidateNested({ each: true }) @Type(() => FoundPicking) items!: FoundPicking[];
  /** Send it as `after` for what comes next; `null`: that is all. */
  @Nullable() @IsUUID() next!: string | null;
}

// Ids are made in the order of time.
const pickings = statement(
  'list-pickings',
  `SELECT id, number, branch_id AS "branchId", request_id AS "requestId", location, state, lines, picker, checker, started_at AS "startedAt", picked_at AS "pickedAt", checked_at AS "checkedAt",
          boxes, weight_g AS "weightG", note_id AS "noteId", version, (SELECT r.number FROM parts_request r WHERE r.id = request_id) AS "requestNumber"
     FROM picking
    WHERE ($1::text[] IS NULL OR branch_id = ANY ($1)) AND ($2::text IS NULL OR branch_id = $2) AND ($3::text IS NULL OR state = $3)
      AND (request_id = $4 OR ($4::uuid IS NULL AND state <> 'put_back' AND note_id IS NULL))
      AND ($5::uuid IS NULL OR id > $5)
    ORDER BY id LIMIT $6`,
);

@Controller('pickings')
export class ListPickings {
  constructor(private readonly database: Database) {}

  /** What is being picked and checked and is on no note yet, the oldest first; or every picking of a request. */
  @Get()
  @Requires('stock:read')
  @Answers(ListedPickings)
  async handle(@Query() { branch, state, request, after, limit }: ListPickingsQuery, @Actor() actor: Actor): Promise<ListedPickings> {
    const branches = branchParam(branchesFor(actor, 'stock:read'));
    const found = await this.database.read<FoundPicking>(actor, 'stock:read', pickings, [branches, branch ?? null, state ?? null, request ?? null, after ?? null, limit + 1]);
    const items = found.slice(0, limit).map((picking) => ({ ...picking, can: pickingMovesFor(picking) }));
    return { items, next: found.length > limit ? (items.at(-1)?.id ?? null) : null };
  }
}
