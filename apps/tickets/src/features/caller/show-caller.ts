import type { IncomingHttpHeaders } from 'node:http';
import { branchesFor, Requires, type Principal } from '@aftercare/auth';
import { Actor, Answers, ForwardedProblem, Nullable } from '@aftercare/chassis';
import { branchParam, Database, statement } from '@aftercare/event-store';
import { RuleViolation, Unavailable } from '@aftercare/kernel';
import { Body, Controller, Headers, Post } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsBoolean, IsDate, IsIn, IsOptional, IsString, IsUUID, Matches, MaxLength, ValidateNested } from 'class-validator';
import { DirectoryClient, type KnownCaller } from '../../directory/directory-client';
import { priorities, type Priority } from '../../domain/service-limits';
import { ticketTypes, waitingFors, type TicketType, type WaitingFor } from '../../domain/ticket';
import { isOpen, ticketStates, type TicketState } from '../../domain/ticket.lifecycle';
import { warrantySources, type WarrantySource } from '../../domain/warranty';

/** One of the three is enough; the first one that is named here counts. */
export class ShowCallerBody {
  @IsOptional() @IsUUID() customerId?: string | null;
  /** The caller's whole number, as heard or shown. */
  @IsOptional() @IsString() @MaxLength(40) caller?: string | null;
  /** The serial number of a device, for its owner. */
  @IsOptional() @IsString() @Matches(/^[A-Z0-9][A-Z0-9-]{2,39}$/) serial?: string | null;
}

export class CallerPerson {
  @IsUUID() customerId!: string;
  @IsString() code!: string;
  @IsString() name!: string;
  @IsString() branchId!: string;
  @IsString() customerClass!: string;
  /** The member of staff who looks after the account. */
  @Nullable() @IsString() ownerId!: string | null;
}

export class CallerDealer {
  @IsString() dealerCode!: string;
  @IsString() name!: string;
  @IsString() branchId!: string;
  @IsBoolean() keyAccount!: boolean;
  /** Who answers for a key account. */
  @Nullable() @IsString() representativeId!: string | null;
}

export class CallerDevice {
  @IsString() serial!: string;
  @Nullable() @IsUUID() customerId!: string | null;
  @IsString() modelCode!: string;
  @Nullable() @IsString() dealerCode!: string | null;
  @Nullable() @IsString() installedOn!: string | null;
  @IsIn(warrantySources) warrantySource!: WarrantySource;
  /** The last day of each guarantee; `null`: unknown, or never given. */
  @Nullable() @IsString() repairUntil!: string | null;
  @Nullable() @IsString() replaceUntil!: string | null;
  @Nullable() @IsString() refundUntil!: string | null;
  /** Its owner belongs to another branch than the dealer who sold it. */
  @IsBoolean() soldOutsideArea!: boolean;
}

export class CallerTicket {
  @IsUUID() id!: string;
  @IsString() number!: string;
  @Nullable() @IsUUID() customerId!: string | null;
  @IsString() branchId!: string;
  @IsIn(ticketTypes) type!: TicketType;
  @IsIn(ticketStates) state!: TicketState;
  @Nullable() @IsIn(waitingFors) waitingFor!: WaitingFor | null;
  @Nullable() @IsIn(priorities) priority!: Priority | null;
  @IsString() ownerId!: string;
  @Nullable() @IsString() serial!: string | null;
  /** Who sold the device; without one, whose customer it is. */
  @Nullable() @IsString() dealerCode!: string | null;
  @Nullable() @IsString() faultCode!: string | null;
  /** The words: `GET /contacts/{contactId}` of directory; `null`: an earlier system kept none. */
  @Nullable() @IsUUID() contactId!: string | null;
  @IsDate() openedAt!: Date;
}

export class CallerPromise {
  @IsUUID() ticketId!: string;
  @IsString() number!: string;
  /** That somebody takes it in hand, or that it is resolved. */
  @IsIn(['first_response', 'resolution']) of!: 'first_response' | 'resolution';
  @IsDate() dueAt!: Date;
  @IsBoolean() overdue!: boolean;
}

export class CallerScreen {
  /** Whether directory could say who it is; when it is `away` there are no people and no devices here, and tickets only by `customerId`. */
  @IsIn(['asked', 'away']) directory!: 'asked' | 'away';
  /** Whose number it is: none, one, or several to choose from. */
  @ValidateNested({ each: true }) @Type(() => CallerPerson) people!: CallerPerson[];
  /** Dealers with this number. */
  @ValidateNested({ each: true }) @Type(() => CallerDealer) dealers!: CallerDealer[];
  @ValidateNested({ each: true }) @Type(() => CallerDevice) devices!: CallerDevice[];
  /** What somebody still has to do something about, and what is resolved and not agreed to yet, of the people and of the dealers; the newest first. */
  @ValidateNested({ each: true }) @Type(() => CallerTicket) open!: CallerTicket[];
  /** The last 50 of the people that have ended; the newest first. */
  @ValidateNested({ each: true }) @Type(() => CallerTicket) history!: CallerTicket[];
  /** What he has been promised and not got yet; the nearest first. */
  @ValidateNested({ each: true }) @Type(() => CallerPromise) promises!: CallerPromise[];
}

const ownerOfDevice = statement('device-owner', 'SELECT customer_id AS "customerId" FROM device WHERE serial = $1');
const devicesOf = statement(
  'caller-devices',
  `SELECT serial, customer_id AS "customerId", model_code AS "modelCode", dealer_code AS "dealerCode", installed_on::text AS "installedOn", warranty_source AS "warrantySource",
          repair_until::text AS "repairUntil", replace_until::text AS "replaceUntil", refund_until::text AS "refundUntil", sold_outside_area AS "soldOutsideArea"
     FROM device WHERE customer_id = ANY ($1) OR serial = $2 ORDER BY serial = $2 DESC, installed_on DESC NULLS LAST, serial LIMIT 200`,
);
// All that is not over, and the newest of what is; also what was opened for records that were found to be his. A dealer's past is a report, not a call.
const ticketsOf = statement(
  'caller-tickets',
  `WITH RECURSIVE same AS (
     SELECT unnest($1::uuid[]) AS id UNION SELECT c.id FROM customer c JOIN same ON c.merged_into = same.id
   ), his AS MATERIALIZED (
     SELECT id, opened_at, state IN ('closed', 'cancelled', 'merged') AS ended
       FROM ticket WHERE (customer_id = ANY (ARRAY(SELECT id FROM same)) OR serial = $3) AND ($2::text[] IS NULL OR branch_id = ANY ($2))
   ), sold AS (
     SELECT id, opened_at
       FROM ticket WHERE dealer_code = ANY ($4::text[]) AND state IN ('new', 'assigned', 'in_progress', 'waiting', 'resolved') AND ($2::text[] IS NULL OR branch_id = ANY ($2))
      ORDER BY opened_at DESC LIMIT 200
   ), shown AS (
     (SELECT id FROM (SELECT id, opened_at FROM his WHERE NOT ended UNION SELECT id, opened_at FROM sold) o ORDER BY opened_at DESC, id LIMIT 200)
     UNION ALL (SELECT id FROM his WHERE ended ORDER BY opened_at DESC, id LIMIT 50)
   )
   SELECT t.id, number, customer_id AS "customerId", branch_id AS "branchId", type, state, waiting_for AS "waitingFor", priority, owner_id AS "ownerId", serial,
          dealer_code AS "dealerCode", fault_code AS "faultCode", contact_id AS "contactId", opened_at AS "openedAt", state IN ('closed', 'cancelled', 'merged') AS ended,
          CASE WHEN taken_up_at IS NULL THEN response_due_at END AS "responseDueAt", resolution_due_at AS "resolutionDueAt", business_now() AS now
     FROM shown JOIN ticket t USING (id) ORDER BY opened_at DESC, t.id`,
);

interface Found extends CallerTicket {
  readonly ended: boolean;
  readonly responseDueAt: Date | null;
  readonly resolutionDueAt: Date | null;
  readonly now: Date;
}

@Controller('callers')
export class ShowCaller {
  constructor(
    private readonly database: Database,
    private readonly directory: DirectoryClient,
  ) {}

  /**
   * Who is calling, with which devices, what is open, what there was and what was promised, in one answer: what a clerk sees before any
   * form. A POST that changes nothing, because a number must not stand in a URL. Directory shows of people what the caller's own rights allow.
   */
  @Post()
  @Requires('ticket:read')
  @Answers(CallerScreen, 200)
  async handle(@Body() body: ShowCallerBody, @Actor() actor: Principal, @Headers() headers: IncomingHttpHeaders): Promise<CallerScreen> {
    const { customerId = null, caller = null, serial = null } = body;
    if (customerId === null && caller === null && serial === null) throw new RuleViolation('caller.not-named');
    const device = customerId === null && caller === null ? serial : null;
    const known = await this.#known(customerId, caller, device === null ? null : await this.#ownerOf(actor, device), headers);
    const { customers, dealers } = known ?? nobody;
    const ids = known === null && customerId !== null ? [customerId] : customers.map(({ id }) => id);
    const found = await this.database.read<Found>(actor, 'ticket:read', ticketsOf, [ids, branchParam(branchesFor(actor, 'ticket:read')), device, dealers.map(({ dealerCode }) => dealerCode)]);
    const [ended, open] = [found.filter((ticket) => ticket.ended), found.filter((ticket) => !ticket.ended)];
    return {
      directory: known === null ? 'away' : 'asked',
      people: customers.map(({ id, code, name, branchId, customerClass, ownerId }) => ({ customerId: id, code, name, branchId, customerClass, ownerId })),
      dealers: dealers.map(({ dealerCode, name, branchId, keyAccount, representativeId }) => ({ dealerCode, name, branchId, keyAccount, representativeId })),
      // Of whom directory has shown to this caller, and the one that he has named.
      devices: await this.database.read<CallerDevice>(actor, 'ticket:read', devicesOf, [customers.map(({ id }) => id), device]),
      open: open.map(ticketOf),
      history: ended.map(ticketOf),
      promises: promisesOf(open),
    };
  }

  async #ownerOf(actor: Principal, serial: string): Promise<string | null> {
    const [device] = await this.database.read<{ customerId: string | null }>(actor, 'ticket:read', ownerOfDevice, [serial]);
    return device?.customerId ?? null;
  }

  /** `null`: directory cannot be asked. The owner of a device whom directory does not show to this caller is nobody to him. */
  async #known(customerId: string | null, number: string | null, owner: string | null, headers: IncomingHttpHeaders): Promise<KnownCaller | null> {
    try {
      if (customerId === null && number !== null) return await this.directory.lookUpCaller(number, headers);
      const asked = customerId ?? owner;
      return asked === null ? nobody : { customers: [await this.directory.showCustomer(asked, headers)], dealers: [] };
    } catch (error) {
      if (error instanceof Unavailable) return null;
      if (customerId === null && number === null && error instanceof ForwardedProblem && error.document.status === 404) return nobody;
      throw error;
    }
  }
}

const nobody: KnownCaller = { customers: [], dealers: [] };

const ticketOf = ({ ended: _ended, responseDueAt: _response, resolutionDueAt: _resolution, now: _now, ...ticket }: Found): CallerTicket => ticket;

const promisesOf = (tickets: readonly Found[]): CallerPromise[] =>
  tickets
    .filter(({ state }) => isOpen(state))
    .flatMap(({ id: ticketId, number, responseDueAt, resolutionDueAt, now }) =>
      [{ of: 'first_response' as const, dueAt: responseDueAt }, { of: 'resolution' as const, dueAt: resolutionDueAt }].flatMap(({ of, dueAt }) =>
        dueAt === null ? [] : [{ ticketId, number, of, dueAt, overdue: dueAt < now }],
      ),
    )
    .toSorted((a, b) => a.dueAt.getTime() - b.dueAt.getTime());
