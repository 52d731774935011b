import { branchesFor, Requires } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { branchParam, Database, statement } from '@aftercare/event-store';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Controller, Get, Param } from '@nestjs/common';
import { IsDate, IsIn, IsString, IsUUID } from 'class-validator';
import { channels, type Channel } from '../../domain/contact';
import { Phone } from '../../domain/phone';

export class ShownContact {
  @IsUUID() id!: string;
  @IsString() branchId!: string;
  @IsIn(channels) channel!: Channel;
  /** Masked: `138****1234`. */
  @Nullable() @IsString() caller!: string | null;
  @IsString() words!: string;
  @Nullable() @IsUUID() customerId!: string | null;
  @IsString() recordedBy!: string;
  @IsDate() recordedAt!: Date;
}

const contact = statement(
  'show-contact',
  `SELECT id, branch_id AS "branchId", channel, caller, words, customer_id AS "customerId", recorded_by AS "recordedBy", recorded_at AS "recordedAt"
   FROM contact WHERE id = $1 AND ($2::text[] IS NULL OR branch_id = ANY ($2))`,
);

@Controller('contacts')
export class ShowContact {
  constructor(private readonly database: Database) {}

  /** The words of a contact, for those who may read them; the number only as far as one needs to recognise it. */
  @Get(':id')
  @Requires('contact:read')
  @Answers(ShownContact)
  async handle(@Param('id') id: string, @Actor() actor: Actor): Promise<ShownContact> {
    if (!isUuid(id)) throw new NotFound('contact');
    const [found] = await this.database.read<ShownContact>(actor, 'contact:read', contact, [id, branchParam(branchesFor(actor, 'contact:read'))]);
    if (!found) throw new NotFound('contact');
    return { ...found, caller: found.caller && Phone.of(found.caller).masked };
  }
}
