import { branchesFor, Requires, type Principal } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { branchParam, Database, statement } from '@aftercare/event-store';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Controller, Get, Param } from '@nestjs/common';
import { IsDate, IsString, Matches } from 'class-validator';

export class CustomerLink {
  @IsString() number!: string;
  /** Whoever knows it sees how the ticket stands, under `/s/<token>`. */
  @Matches(/^[0-9a-f]{32}$/) token!: string;
  /** From then on it leads nowhere; `null`: not yet known. */
  @Nullable() @IsDate() expiresAt!: Date | null;
}

const link = statement(
  'customer-link',
  `SELECT number, replace(status_key::text, '-', '') AS token, status_until AS "expiresAt" FROM ticket_status WHERE (id = $1 OR number = $2) AND ($3::text[] IS NULL OR branch_id = ANY ($3))`,
);

@Controller('tickets')
export class ShowCustomerLink {
  constructor(private readonly database: Database) {}

  /** Where the customer can see how his ticket stands, without signing in: for who works on it, to tell him. It cannot be guessed, and stays the same. */
  @Get(':id/customer-link')
  @Requires('ticket:work')
  @Answers(CustomerLink)
  async handle(@Param('id') id: string, @Actor() actor: Principal): Promise<CustomerLink> {
    const [found] = await this.database.read<CustomerLink>(actor, 'ticket:work', link, [isUuid(id) ? id : null, id.toUpperCase(), branchParam(branchesFor(actor, 'ticket:work'))]);
    if (!found) throw new NotFound('ticket');
    return found;
  }
}
