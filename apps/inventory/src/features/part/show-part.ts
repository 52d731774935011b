import { Requires } from '@aftercare/auth';
import { Actor, Answers } from '@aftercare/chassis';
import { Database, statement } from '@aftercare/event-store';
import { NotFound } from '@aftercare/kernel';
import { Controller, Get, Param } from '@nestjs/common';
import { FoundPart } from '../../found-part';

const part = statement(
  'show-part',
  `SELECT code AS "partCode", name, unit, fault_family AS "faultFamily", fits_models AS "fitsModels", price::text, currency, return_days AS "returnDays", substitutes,
          safety_stock AS "safetyStock", withdrawn
     FROM part WHERE code = $1`,
);

@Controller('parts')
export class ShowPart {
  constructor(private readonly database: Database) {}

  /** One part of the catalogue, whether it can still be had or not. */
  @Get(':code')
  @Requires('part:read')
  @Answers(FoundPart)
  async handle(@Param('code') code: string, @Actor() actor: Actor): Promise<FoundPart> {
    const [found] = await this.database.read<FoundPart>(actor, 'part:read', part, [code]);
    if (!found) throw new NotFound('part');
    return found;
  }
}
