import { Requires } from '@aftercare/auth';
import { Actor, Answers } from '@aftercare/chassis';
import { Database, statement } from '@aftercare/event-store';
import { Controller, Get } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsArray, IsString, ValidateNested } from 'class-validator';

export class TransferPlace {
  @IsString() locationCode!: string;
  @IsString() name!: string;
  @IsString() branchId!: string;
}

export class TransferPlaces {
  @IsArray() @ValidateNested({ each: true }) @Type(() => TransferPlace) items!: TransferPlace[];
}

// Not who keeps it, and not what lies there. Vans are within their branch: nobody sends there from another one.
const places = statement('transfer-places', `SELECT code AS "locationCode", name, branch_id AS "branchId" FROM location WHERE kind = 'warehouse' ORDER BY branch_id, code`);

@Controller('transfer-places')
export class ListTransferPlaces {
  constructor(private readonly database: Database) {}

  /** The warehouses of all branches, branch by branch: where goods can be sent to is no secret among those who send them. */
  @Get()
  @Requires('stock:move')
  @Answers(TransferPlaces)
  async handle(@Actor() actor: Actor): Promise<TransferPlaces> {
    return { items: await this.database.read<TransferPlace>(actor, 'stock:move', places, []) };
  }
}
