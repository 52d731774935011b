import { branchesFor, Requires } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { branchParam, Database, statement } from '@aftercare/event-store';
import { Controller, Get } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsArray, IsIn, IsString, ValidateNested } from 'class-validator';

export class ListedLocation {
  @IsString() locationCode!: string;
  @IsIn(['warehouse', 'van']) kind!: 'warehouse' | 'van';
  @IsString() branchId!: string;
  /** The member of staff who keeps it. */
  @Nullable() @IsString() holderId!: string | null;
  @IsString() name!: string;
}

export class ListedLocations {
  @IsArray() @ValidateNested({ each: true }) @Type(() => ListedLocation) items!: ListedLocation[];
}

// A branch's warehouse stands before its vans.
const locations = statement(
  'list-locations',
  `SELECT code AS "locationCode", kind, branch_id AS "branchId", holder_id AS "holderId", name FROM location
    WHERE $1::text[] IS NULL OR branch_id = ANY ($1) ORDER BY branch_id, kind DESC, code`,
);

@Controller('locations')
export class ListLocations {
  constructor(private readonly database: Database) {}

  /** The warehouses and vans of the caller's branches, branch by branch. */
  @Get()
  @Requires('stock:read')
  @Answers(ListedLocations)
  async handle(@Actor() actor: Actor): Promise<ListedLocations> {
    return { items: await this.database.read<ListedLocation>(actor, 'stock:read', locations, [branchParam(branchesFor(actor, 'stock:read'))]) };
  }
}
