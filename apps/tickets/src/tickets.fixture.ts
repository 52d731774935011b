import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemPrincipal } from '@aftercare/auth';
import { BusinessCalendar, type CalendarSpec } from '@aftercare/business-time';
import { StaffSignedInV1, StaffSignedOutV1, TicketLinkedV1, TicketMergedV1, type ReceivedEvent } from '@aftercare/contracts';
import { importRules } from '@aftercare/imports';
import { newId } from '@aftercare/kernel';
import { tableRules } from '@aftercare/tables';
import { sampleRows, startForTest, type ServiceUnderTest } from '@aftercare/testing';
import { api } from './api';
import { ticketRules } from './domain/rules';
import type { MatrixCell, ServiceTerms } from './domain/service-limits';
import { Ticket, type TicketDetails } from './domain/ticket';
import { migrations } from './persistence/migrations';
import { mappings } from './persistence/mappings';
import { TicketStore } from './persistence/ticket.store';
import { StaffPresence } from './projections/staff-presence';
import { TicketLinks } from './projections/ticket-links';
import { Timeline } from './projections/timeline';
import { WhenStaffSignedIn } from './reactions/when-staff-signed-in';

/** Every hour of every day, where Hangzhou is. */
export const nonstop: CalendarSpec = {
  zone: 'Asia/Shanghai',
  spans: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from: '00:00', to: '24:00' })),
  exceptions: [],
};

export const matrix: readonly MatrixCell[] = (['urgent', 'high', 'normal', 'low'] as const).flatMap((urgency) =>
  (['high', 'normal', 'low'] as const).map((impact) => ({ urgency, impact, priority: impact === 'high' ? 'urgent' : urgency } as const)),
);

/** A response within `minutes`, the resolution within 100 of them for high, of 200 for anything else; tiers at 50, 100 and 150 %. */
export const terms = (minutes = 30, calendar: CalendarSpec = nonstop): ServiceTerms => ({
  calendar: BusinessCalendar.of(calendar),
  lines: (['low', 'normal', 'high', 'urgent'] as const).map((priority) => ({
    code: `SP-${priority}`, version: 1, validFrom: '2025-07-01', priority, firstResponseMin: minutes, resolutionMin: priority === 'high' ? 100 : 200,
  })),
  matrix,
  plans: [{ validFrom: '2025-07-01', tiers: [
    { tier: 1, atPct: 50, action: 'notify', toRole: 'owner' },
    { tier: 2, atPct: 100, action: 'reassign', toRole: 'branch_manager' },
    { tier: 3, atPct: 150, action: 'notify', toRole: 'supervisor' },
  ] }],
});

export const contact = { contactId: '0192f0c1-2d6e-7abc-8def-0123456789ac', customerId: '0192f0c1-2d6e-7abc-8def-0123456789ad' };

/** The other end of the wire: answers what a test wants directory to answer, and remembers what it was asked. */
export class DirectoryOnTheWire {
  readonly asked: { path: string; headers: IncomingMessage['headers']; body: unknown }[] = [];
  answer: { status: number; body: object } = { status: 201, body: { ...contact, noteId: newId() } };
  readonly #server = createServer((request, response) => {
    let text = '';
    request.on('data', (part: Buffer) => (text += part.toString()));
    request.on('end', () => {
      this.asked.push({ path: request.url ?? '', headers: request.headers, body: text === '' ? null : JSON.parse(text) });
      response.writeHead(this.answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(this.answer.body));
    });
  });

  static async start(): Promise<DirectoryOnTheWire> {
    const wire = new DirectoryOnTheWire();
    await new Promise<void>((resolve) => wire.#server.listen(0, '127.0.0.1', resolve));
    return wire;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.close();
  }
}

/** The service as it is started, with a factory of three branches that work around the clock. */
export class TicketsUnderTest {
  #opened = 0;

  private constructor(
    readonly service: ServiceUnderTest,
    readonly directory: DirectoryOnTheWire,
  ) {}

  /** What directory has told of the sample factory. */
  async knowFactory(): Promise<void> {
    await this.service.rows("INSERT INTO branch (id, short_code, zone, calendar_code) SELECT *, 'Asia/Shanghai', 'NONSTOP' FROM unnest($1::text[], $2::text[]) ON CONFLICT (id) DO UPDATE SET short_code = excluded.short_code", sampleRows('branches.csv').map((b) => b['branch_code']), sampleRows('branches.csv').map((b) => b['short_code']));
    await this.service.rows("INSERT INTO staff (id, role, branch_id, active) SELECT *, true FROM unnest($1::text[], $2::text[], $3::text[]) ON CONFLICT DO NOTHING", sampleRows('staff.csv').map((s) => s['staff_code']), sampleRows('staff.csv').map((s) => s['role']), sampleRows('staff.csv').map((s) => s['branch_code']));
    await this.service.rows('INSERT INTO dealer SELECT unnest($1::text[]), false, NULL ON CONFLICT DO NOTHING', sampleRows('dealers.csv').map((d) => d['dealer_code']));
    await this.service.rows('INSERT INTO fault_code SELECT * FROM unnest($1::text[], $2::text[]) ON CONFLICT DO NOTHING', sampleRows('fault_codes.csv').map((f) => f['fault_code']), sampleRows('fault_codes.csv').map((f) => f['family_code']));
    await this.service.rows("INSERT INTO customer (id, customer_class, code) SELECT gen_random_uuid(), 'regular', unnest($1::text[])", sampleRows('customers.csv').map((c) => c['customer_code']));
    await this.service.rows("INSERT INTO device (serial, model_code, warranty_source, sold_outside_area) SELECT *, 'unknown', false FROM unnest($1::text[], $2::text[]) ON CONFLICT DO NOTHING", sampleRows('devices.csv').map((d) => d['serial']), sampleRows('devices.csv').map((d) => d['model_code']));
  }

  static async start(): Promise<TicketsUnderTest> {
    const directory = await DirectoryOnTheWire.start();
    const service = await startForTest({ ...api, module: api.module.asking(directory.url), migrations, rules: { ...tableRules, ...importRules, ...ticketRules }, mappings });
    await service.admin.query(`
      INSERT INTO branch VALUES ('FA01', 'LF', 'Asia/Shanghai', NULL), ('RG2', 'R2', 'Asia/Shanghai', 'FA01'), ('BR05', 'HZ', 'Asia/Shanghai', 'RG2'), ('BR06', 'SZ', 'Asia/Shanghai', 'RG2'), ('BR01', 'TJ', 'Asia/Shanghai', 'FA01');
      UPDATE branch SET calendar_code = 'NONSTOP';
      INSERT INTO staff (id, role, branch_id, active) VALUES ('ST030', 'clerk', 'BR05', true), ('ST034', 'clerk', 'BR05', true), ('ST031', 'storekeeper', 'BR05', true), ('ST029', 'branch_manager', 'BR05', true), ('ST008', 'supervisor', 'RG2', true)`);
    await service.admin.query(`
      INSERT INTO staff_presence SELECT id, true, '2026-01-01' FROM staff;
      INSERT INTO fault_code VALUES ('HEAT', 'HEAT'), ('HEAT-01', 'HEAT'), ('LEAK-01', 'LEAK');
      INSERT INTO dealer VALUES ('DL005', true, 'ST029'), ('DL017', false, NULL);
      INSERT INTO device VALUES ('YG2603000407', 'MD06', 'DL017', '${contact.customerId}', '2026-04-01', 'installation', '9999-04-01', '2026-07-01', '2026-05-01', false)`);
    const { lines, plans } = terms();
    await service.admin.query(`INSERT INTO calendar VALUES ('NONSTOP', $1)`, [JSON.stringify(nonstop)]);
    await service.admin.query(`INSERT INTO priority_matrix VALUES ('STANDARD', 1, $1)`, [JSON.stringify(matrix)]);
    await service.admin.query(`INSERT INTO escalation_plan VALUES ('STANDARD', '2025-07-01', $1)`, [JSON.stringify(plans[0]?.tiers)]);
    await service.admin.query(
      `INSERT INTO service_policy (code, version, valid_from, ticket_type, priority, customer_class, first_response_min, resolution_min)
       SELECT l->>'code', 1, '2025-07-01', 'complaint', l->>'priority', 'new', (l->>'firstResponseMin')::int, (l->>'resolutionMin')::int FROM jsonb_array_elements($1::jsonb) l`,
      [JSON.stringify(lines)],
    );
    return new TicketsUnderTest(service, directory);
  }

  async stop(): Promise<void> {
    await this.service.stop();
    this.directory.stop();
  }

  /** A complaint at BR05 that ST030 owns and has to take up within so many minutes, unless it is said otherwise. */
  open(minutes = 30, details: Partial<TicketDetails> = {}): Promise<string> {
    const { database } = this.service;
    return database.withTx({ principal: systemPrincipal('tickets', '*'), branches: '*' }, (tx) =>
      new TicketStore(database).createIn(tx, ({ now }) => {
        const id = newId();
        // A year of its own: the counter of the real ones does not know of these.
        const number = `TK-HZ-2025-${String(++this.#opened).padStart(6, '0')}`;
        const { ticket, events } = Ticket.open(
          { id, number, branchId: 'BR05', type: 'complaint', channel: 'phone', ownerId: 'ST030', taken: true, neededSkill: null, customerId: null, serial: null, dealerCode: null, contactId: newId(), openedBy: 'ST030', ...details },
          terms(minutes),
          now,
        );
        return { aggregate: ticket, events, answer: id };
      }),
    );
  }

  /** Somebody comes to work, or leaves it: the view hears of it, and the reaction. */
  async signs(way: 'in' | 'out', staffId: string, branchId = 'BR05'): Promise<void> {
    const { database } = this.service;
    const at = (await this.inMinutes(0)).toISOString();
    const event = (type: string) => ({ type, branchId, data: { staffId, branchId, at } }) as ReceivedEvent<StaffSignedInV1>;
    // Each in a transaction of its own, the reaction first: it must not depend on the view.
    if (way === 'in') await database.withTx({ principal: systemPrincipal('tickets', [branchId]), branches: [branchId] }, (tx) => new WhenStaffSignedIn().handle(event(StaffSignedInV1.type), tx));
    await database.withTx({ principal: systemPrincipal('tickets', '*'), branches: '*' }, (tx) =>
      new StaffPresence().apply([event(way === 'in' ? StaffSignedInV1.type : StaffSignedOutV1.type)], tx),
    );
  }

  /** The facts that have been raised of a ticket, in order. */
  async factsOf(id: string): Promise<string[]> {
    return (await this.service.rows<{ type: string }>('SELECT type FROM event WHERE key = $1 ORDER BY id', id)).map(({ type }) => type.split('.')[3] ?? '');
  }

  async inMinutes(minutes: number): Promise<Date> {
    const [row] = await this.service.rows<{ at: Date }>('SELECT business_now() + make_interval(mins => $1) AS at', minutes);
    return row!.at;
  }

  /** Lets the views hear what this service itself has raised so far, as its units would through the broker. Safe to repeat. */
  async catchUp(): Promise<void> {
    const { database } = this.service;
    const rows = await this.service.rows<{ id: string; type: string; key: string; sequence: string; at: Date; branchId: string; payload: Buffer }>(
      'SELECT event_id AS id, type, key, sequence, occurred_at AS at, branch_id AS "branchId", payload FROM event ORDER BY event.id',
    );
    const events: ReceivedEvent<never>[] = rows.map(({ id, type, key, sequence, at, branchId, payload }) => ({
      id, type, key, branchId, source: '/aftercare/tickets', sequence: Number(sequence), occurredAt: at, correlationId: id, causationId: null, traceparent: null, data: JSON.parse(payload.toString()) as never,
    }));
    const links = [TicketLinkedV1.type, TicketMergedV1.type];
    await database.withTx({ principal: systemPrincipal('tickets', '*'), branches: '*' }, async (tx) => {
      await new Timeline().apply(events, tx);
      await new TicketLinks().apply(events.filter(({ type }) => links.includes(type)), tx);
    });
  }
}
