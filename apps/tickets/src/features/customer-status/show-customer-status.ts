import { anybody, Public } from '@aftercare/auth';
import { Answers, Nullable } from '@aftercare/chassis';
import { Database, statement } from '@aftercare/event-store';
import { NotFound } from '@aftercare/kernel';
import { Controller, Get, Param } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsBoolean, IsDate, IsIn, IsString, Matches, ValidateNested } from 'class-validator';
import { parcelsOf, parcelStates, type ParcelFact, type ParcelState } from '../../domain/parcel';
import { ticketTypes, waitingFors, type TicketType, type WaitingFor } from '../../domain/ticket';
import { ticketStates, type TicketState } from '../../domain/ticket.lifecycle';

const day = /^\d{4}-\d{2}-\d{2}$/;

export class CustomerParcel {
  /** The name of who brings it; his code while that is not known. */
  @IsString() carrier!: string;
  @IsString() waybill!: string;
  @IsIn(parcelStates) state!: ParcelState;
  @Nullable() @Matches(day) promisedOn!: string | null;
  @Nullable() @Matches(day) arrivedOn!: string | null;
}

/** What whoever has the link may know: how it stands and what comes next. No name, no word that anybody said or wrote, nobody of the staff. */
export class CustomerStatus {
  @IsString() number!: string;
  @IsIn(ticketTypes) type!: TicketType;
  @IsIn(ticketStates) state!: TicketState;
  @Nullable() @IsIn(waitingFors) waitingFor!: WaitingFor | null;
  @IsDate() openedAt!: Date;
  @IsBoolean() takenUp!: boolean;
  /** By when it is taken up, or, from then on, solved; `null`: nothing is promised now. */
  @Nullable() @IsDate() promisedAt!: Date | null;
  /** Somebody above has it in hand because it took too long. */
  @IsBoolean() escalated!: boolean;
  @Nullable() @IsDate() resolvedAt!: Date | null;
  /** Who says nothing until then agrees with the result. */
  @Nullable() @IsDate() silentConsentAt!: Date | null;
  @Nullable() @IsDate() closedAt!: Date | null;
  @ValidateNested({ each: true }) @Type(() => CustomerParcel) parcels!: CustomerParcel[];
  /** Where the branch's clock goes, and what it shows now. */
  @IsString() zone!: string;
  @IsDate() asOf!: Date;
}

const byToken = statement(
  'customer-status',
  `SELECT t.id, t.number, t.type, t.state, t.waiting_for AS "waitingFor", t.opened_at AS "openedAt", t.taken_up_at IS NOT NULL AS "takenUp",
          CASE WHEN t.state NOT IN ('new', 'assigned', 'in_progress', 'waiting') THEN NULL WHEN t.taken_up_at IS NULL THEN t.response_due_at ELSE t.resolution_due_at END AS "promisedAt",
          t.escalated_at IS NOT NULL AS escalated, t.resolved_at AS "resolvedAt", CASE WHEN t.state = 'resolved' THEN t.silent_consent_at END AS "silentConsentAt", t.closed_at AS "closedAt", b.zone, business_now() AS "asOf"
     FROM ticket_status s JOIN ticket t USING (id) JOIN branch b ON b.id = t.branch_id WHERE s.status_key = $1 AND (s.status_until IS NULL OR s.status_until > business_now())`,
);
const journeys = statement('customer-parcels', "SELECT fact, at, details FROM timeline WHERE ticket_id = $1 AND starts_with(fact, 'shipment_') ORDER BY at, sequence LIMIT 500");
const carriers = statement('customer-carriers', 'SELECT code, name FROM carrier WHERE code = ANY ($1)');

@Controller('customer-status')
export class ShowCustomerStatus {
  constructor(private readonly database: Database) {}

  /** How a ticket stands, for whoever has its link. A link that is wrong, of somewhere else or too old leads to the same 404. */
  @Get(':token')
  @Public()
  @Answers(CustomerStatus)
  async handle(@Param('token') token: string): Promise<CustomerStatus> {
    if (!/^[0-9a-f]{32}$/.test(token)) throw new NotFound('customer-link');
    return this.database.withTx({ principal: anybody, branches: '*', readOnly: true }, async (tx) => {
      const [found] = await tx.query<Omit<CustomerStatus, 'parcels'> & { readonly id: string }>(byToken, [token]);
      if (!found) throw new NotFound('customer-link');
      const { id, ...status } = found;
      const parcels = parcelsOf(await tx.query<ParcelFact>(journeys, [id]));
      const names = new Map((await tx.query<{ code: string; name: string }>(carriers, [parcels.map(({ carrier }) => carrier)])).map(({ code, name }) => [code, name]));
      return { ...status, parcels: parcels.map((parcel) => ({ ...parcel, carrier: names.get(parcel.carrier) ?? parcel.carrier })) };
    });
  }
}
