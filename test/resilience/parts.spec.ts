import { execFile } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { waitForBroker } from '@aftercare/event-bus';
import { derivedId, newId } from '@aftercare/kernel';
import { eventually, request, startSystem, type RunningSystem } from '@aftercare/testing';
import { startKafka } from '../../tools/platform/kafka.ts';
import { portProblem } from '../../tools/platform/ports.ts';
import { startPostgres } from '../../tools/platform/postgres.ts';
import { waitForExit } from '../../tools/platform/processes.ts';
import { withClient } from './rig/chain';
import { mulberry32 } from './rig/chance';
import { begin, customersFile, eachOnce, ended, filesBeside, savedAgain, ticketsFile, type RowsFile } from './rig/import-files';
import { Insistence, type Http, type Known } from './rig/insistence';
import { note } from './rig/proof';
import { intake, live, lives, solution, type Desk, type Lived } from './rig/ticket-lives';

/** The same seed chooses the same victims at the same distances. */
const seed = Number(process.env.SEED ?? randomInt(2 ** 31));
const seconds = process.env.FULL === '1' ? 600 : 30;
const callers = 4;
const part = 'PT039';
const pieces = 100_000;

type People = Readonly<Record<'manager' | 'clerk' | 'keeper' | 'dealer' | 'carrier' | 'finance', Http>>;

let system: RunningSystem;
const insistence = new Insistence();
const insist = (http: Http, path: string, body: object, notYet: readonly number[] = []): Promise<Known> => insistence.post(http, path, body, { notYet });
const data = (name: string): string => join(system.folder, 'data', name);

/**
 * How a journey goes on after the dispatch. `whole`: what was sent came, and so does the old part. `short`: one of two is missing; both sides settle that
 * by a credit, and the other old part comes back. `waived`: one of two old parts comes back, the other one need not. `broken`: one of two is, comes back and is
 * sent again by the whole chain; both old parts come back.
 */
const kinds = ['whole', 'short', 'waived', 'broken'] as const;
type Kind = (typeof kinds)[number];
const sent: Readonly<Record<Kind, number>> = { whole: 1, short: 2, waived: 2, broken: 2 };
const done: Record<Kind, number> = { whole: 0, short: 0, waived: 0, broken: 0 };
const photo = 'ab'.repeat(32);
/** More than is put on file at once. */
const fileRows = 1_200;
const credit = '1.50';

/** From what was approved until it is on its way. */
const send = async ({ clerk, keeper }: People, requestId: string, qty: number, notYet: readonly number[] = []): Promise<{ noteId: string; waybill: string }> => {
  const lines = [{ part, qty }];
  const { id: pickingId } = await insist(keeper, `/inventory/parts-requests/${requestId}/pickings`, { scans: lines }, notYet);
  await insist(clerk, `/inventory/pickings/${pickingId}/check`, { counts: lines });
  const { id: noteId } = await insist(keeper, '/inventory/delivery-notes', { pickingId });
  const waybill = `KDA${newId().replaceAll('-', '').slice(-16).toUpperCase()}`;
  await insist(keeper, '/inventory/shipments', { carrier: 'CR01', waybill, noteIds: [noteId] });
  return { noteId, waybill };
};

/** What differs of a note, by either side's list; asked again until somebody answers. */
const difference = async ({ clerk }: People, noteId: string): Promise<Known & { readonly resendId?: string | null }> =>
  insistence.until(async () => {
    const { status, body } = await clerk.get<{ items: (Known & { resendId?: string | null })[] }>(`/inventory/discrepancies?note=${noteId}`);
    if (status !== 200 || body.items.length !== 1) throw new Error(`the differences of ${noteId}: ${status} ${JSON.stringify(body)}`);
    return body.items[0]!;
  });

/** From the call that asks for a part until nothing is owed for it any more. */
const journey = async (people: People, dealerCode: string, kind: Kind): Promise<void> => {
  const { manager, clerk, keeper, dealer, carrier, finance } = people;
  const qty = sent[kind];
  const { id: ticket } = await insist(clerk, '/tickets/tickets', { channel: 'counter', kind: 'inquiry', words: '加热棒坏了' });
  await insist(clerk, `/tickets/tickets/${ticket}/take-up`, {});
  // inventory has not heard of the ticket yet.
  const { id } = await insist(clerk, '/inventory/parts-requests', { ticket, dealer: dealerCode, reason: 'replenishment', underWarranty: true, lines: [{ part, qty }] }, [404]);
  await insist(manager, `/inventory/parts-requests/${id}/decision`, { lines: [{ part, approved: qty }], warrantyGround: 'part_itself' });
  const { noteId, waybill } = await send(people, id, qty);
  for (const code of ['1', '3']) await insist(carrier, '/inventory/tracking-pushes', { waybill, code });
  const line = kind === 'short' ? { received: 1, rejected: 0 } : kind === 'broken' ? { received: 2, rejected: 1, reason: 'damaged', photos: [photo] } : { received: qty, rejected: 0 };
  await insist(dealer, `/inventory/delivery-notes/${noteId}/receipt`, { lines: [{ part, ...line }] });
  if (kind === 'short' || kind === 'broken') {
    const { id: found } = await difference(people, noteId);
    await insist(clerk, `/inventory/discrepancies/${found}/offer`, kind === 'short' ? { qty: 1, cause: 'carrier', remedy: 'credit', amount: credit } : { qty: 1, cause: 'carrier', remedy: 'resend', rejectedPiece: 'come_back' });
    await insist(dealer, `/inventory/discrepancies/${found}/accept`, {});
  }
  if (kind === 'broken') {
    const { id: found, resendId } = await difference(people, noteId);
    await insist(keeper, `/inventory/discrepancies/${found}/take-in`, {});
    const again = await send(people, resendId!, 1);
    for (const code of ['1', '3']) await insist(carrier, '/inventory/tracking-pushes', { waybill: again.waybill, code });
    await insist(dealer, `/inventory/delivery-notes/${again.noteId}/receipt`, { lines: [{ part, received: 1, rejected: 0 }] });
  }
  // dealer-returns has not heard of the dispatch yet.
  const duty = `/dealer-returns/obligations/${derivedId('obligation', noteId, '1')}`;
  await insist(keeper, `${duty}/receive`, { part, qty: 1 }, [404]);
  if (kind === 'broken') await insist(keeper, `${duty}/receive`, { part, qty: 1 });
  if (kind === 'waived') {
    await insist(dealer, `${duty}/explain`, { reason: 'lost_by_customer', photos: [photo], words: '客户已丢弃' });
    await insist(finance, `${duty}/approve-waiver`, {});
  }
  done[kind]++;
};

const restartBroker = async (): Promise<void> => {
  const options = { dataDir: data('kafka'), logFile: data('logs/kafka.log'), port: Number(system.brokers.split(':')[1]) };
  const { process: broker } = await startKafka(options);
  process.kill(broker.pid, 'SIGKILL');
  await waitForExit(broker, 10_000);
  // Its threads end after it has, and hold its port until then.
  await eventually(async () => expect(await portProblem(options.port)).toBeNull());
  await startKafka(options);
  await waitForBroker([system.brokers], 30_000);
};

/** As `pg_ctl -m immediate stop`: no checkpoint, nobody is asked. */
const restartPostgres = async (): Promise<void> => {
  const options = { dataDir: data('postgres'), logFile: data('logs/postgres.log'), port: Number(new URL(system.databaseUrl).port) };
  const { process: postgres } = await startPostgres(options);
  process.kill(postgres.pid, 'SIGQUIT');
  await waitForExit(postgres, 10_000);
  await startPostgres(options);
};

// One that is dead already is not there to be killed: the launcher starts it again.
const service = (name: string) => (): Promise<void> => system.killService(name).catch(() => undefined);
const victims: Readonly<Record<string, () => Promise<void>>> = {
  inventory: service('inventory'), tickets: service('tickets'), directory: service('directory'), 'dealer-returns': service('dealer-returns'), analytics: service('analytics'), gateway: service('gateway'),
  broker: restartBroker, postgres: restartPostgres,
};

/** Journeys that have come to their end. */
const all = (): number => Object.values(done).reduce((sum, n) => sum + n, 0);

const rows = <R extends object>(sql: string, values: readonly unknown[] = []): Promise<R[]> => withClient(system.databaseUrl, async (client) => (await client.query<R>(sql, [...values])).rows);
const number = async (sql: string): Promise<number> => Number((await rows<{ n: string }>(`SELECT (${sql})::text AS n`))[0]!.n);

let branches: readonly { readonly people: People; readonly dealer: string; readonly location: string }[];
/** The branch that the program of the sample factory works for. */
let desk: Desk;
let admin: Http;
/** What became of the tickets of those who work on nothing else, and which files were brought in beside them. */
const lived: Lived[] = [];
const files: RowsFile[] = [];
const bring = async (file: RowsFile): Promise<void> => {
  expect(await ended(admin, file, await begin(insistence, admin, file))).toBe(file.numbers.length);
  files.push(file);
};

beforeAll(async () => {
  system = await startSystem({ args: ['--no-history'], env: { APP_PROFILE: 'test' }, within: 240_000 });
  const as = async (code: string): Promise<Http> => request(`${system.gateway}/api`, { token: await system.token(code) });
  admin = await as('ST002');
  desk = { branchId: 'BR05', clerk: await as('ST030'), keeper: await as('ST031'), erp: await as('aftercare-erp'), codes: { clerk: 'ST030', keeper: 'ST031' } };
  const served = await rows<{ dealer: string; location: string; at: number }>(
    `SELECT DISTINCT ON (d.branch_id) d.code AS dealer, l.code AS location, substr(d.branch_id, 3)::int AS at
       FROM inventory.dealer d JOIN inventory.location l ON l.branch_id = d.branch_id AND l.kind = 'warehouse' ORDER BY d.branch_id, d.code LIMIT 2`);
  const [carrier, finance] = [await as('CR01'), await as('ST004')];
  const found = [];
  for (const { dealer, location, at } of served) {
    const staff = (place: number): Promise<Http> => as(`ST${String(9 + 4 * at + place).padStart(3, '0')}`);
    found.push({ people: { manager: await staff(0), clerk: await staff(1), keeper: await staff(2), dealer: await as(dealer), carrier, finance }, dealer, location });
  }
  branches = found;
  for (const { people, location } of branches) await insist(people.keeper, '/inventory/goods-receipts', { part, qty: pieces, location, bin: 'good' });
}, 420_000);
afterAll(async () => {
  insistence.giveUp();
  await system?.stop();
}, 120_000);

it('the way of a part of each kind, while nobody is killed', async () => {
  const { people, dealer } = branches[0]!;
  for (const kind of kinds) await journey(people, dealer, kind);
  expect(done).toEqual({ whole: 1, short: 1, waived: 1, broken: 1 });
}, 180_000);

/** Everything fits everything. */
const isVerified = async (): Promise<{ readonly events: number }> => {
  const { stdout } = await promisify(execFile)(process.execPath, ['tools/ops.ts', 'verify', '--json'], { cwd: resolve(__dirname, '../..'), env: { ...process.env, NODE_ENV: undefined, DATABASE_URL: undefined, KAFKA_BROKERS: undefined, AFTERCARE_DATA: join(system.folder, 'data'), PORT: '0' } });
  const verified = JSON.parse(stdout) as { readonly events: number };
  expect(verified).toMatchObject({ deviations: 0, items: [] });
  return verified;
};

/** Each fact of each ticket, in order. */
const factsOf = async (tickets: readonly Lived[]): Promise<Lived[]> => {
  const told = await rows<{ key: string; facts: string[] }>("SELECT key, array_agg(split_part(type, '.', 4) ORDER BY id) AS facts FROM tickets.event WHERE key = ANY ($1) GROUP BY key", [tickets.map(({ id }) => id)]);
  const facts = new Map(told.map((one) => [one.key, one.facts]));
  return tickets.map((one) => ({ ...one, facts: facts.get(one.id) ?? [] }));
};

it('a ticket of each kind of life, and a file of each kind, while nobody is killed', async () => {
  const before = lived.length;
  for (const life of lives) lived.push(...(await live(insistence, desk, life)));
  await bring(customersFile(0, 50));
  await bring(ticketsFile(0, 50));
  const calm = lived.slice(before).filter(({ life }) => life !== 'arrived');
  expect(await factsOf(calm)).toEqual(calm);
}, 180_000);

it(`the way of a part, from the call to the receipt and until nothing is owed for it, lives of tickets, and files, while services, broker and database are killed for ${seconds} s: each step happens once, every piece is somewhere (SEED=${seed})`, async () => {
  const there = await number("SELECT count(*) FROM tickets.ticket WHERE channel = 'counter'") - all();
  const travelling = "SELECT sum(on_hand) FROM inventory.stock_balance WHERE bin = 'in_transit'";
  const before = await number(travelling);
  let over = false;
  let begun = 0;
  const caller = async (at: number): Promise<void> => {
    const { people, dealer } = branches[at % branches.length]!;
    do {
      await journey(people, dealer, kinds[begun++ % kinds.length]!);
    } while (!over);
  };
  const worker = async (): Promise<void> => {
    for (let nth = 0; !over; nth++) lived.push(...(await live(insistence, desk, lives[nth % lives.length]!)));
  };
  const bringer = async (): Promise<void> => {
    for (let nth = 1; !over; nth++) await bring(nth % 2 === 0 ? ticketsFile(nth, fileRows) : customersFile(nth, fileRows));
  };
  // What has come in by itself until then waits for somebody, and is given to whoever is there first.
  const shift = async (): Promise<void> => {
    await delay(seconds * 500);
    await insistence.post(desk.clerk, `/directory/staff/${desk.codes.clerk}/sign-in`, {});
  };
  const calling = Promise.all([...Array.from({ length: callers }, (_, at) => caller(at)), worker(), worker(), bringer(), shift()]);
  calling.catch(() => undefined); // told below

  const chance = mulberry32(seed);
  const names = Object.keys(victims);
  // Each of them once at least, in an order by chance.
  const order = names.toSorted(() => chance() - 0.5);
  const end = performance.now() + seconds * 1_000;
  const killed: string[] = [];
  while (performance.now() < end || killed.length < names.length) {
    await delay(2_000 + chance() * 3_000);
    const victim = order[killed.length] ?? names[Math.floor(chance() * names.length)]!;
    await victims[victim]!();
    killed.push(victim);
  }
  over = true;
  const healed = performance.now();
  await calling;

  await eventually(async () => expect((await request(system.gateway).get<{ quiet: boolean }>('/test/clock')).body).toMatchObject({ quiet: true }), { within: 120_000 });
  const recoverySeconds = (performance.now() - healed) / 1_000;
  const verified = await isVerified();

  // A command that was sent again after an answer was lost has had its effect once.
  const { whole, short, waived, broken } = done;
  const total = all();
  expect(await rows('SELECT state, count(*)::int AS n FROM inventory.parts_request GROUP BY state')).toEqual([{ state: 'fulfilled', n: total + broken }]);
  expect(await rows('SELECT state, count(*)::int AS n FROM inventory.shipment GROUP BY state')).toEqual([{ state: 'signed', n: total + broken }]);
  expect(await rows('SELECT type, remedy, count(*)::int AS n FROM (SELECT type, offers -> -1 ->> $$remedy$$ AS remedy, state FROM inventory.discrepancy) d WHERE state = $$settled$$ GROUP BY 1, 2 ORDER BY 1')).toEqual([
    { type: 'damaged', remedy: 'resend', n: broken }, { type: 'short', remedy: 'credit', n: short },
  ]);
  expect(await number('SELECT count(*) FROM inventory.discrepancy')).toBe(short + broken);
  // Dispatched, received, lost, taken in: each piece once.
  const moved = await rows<{ reason: string; to: string; qty: number }>(
    `SELECT reason, split_part(to_account, ':', 1) || coalesce(':' || nullif(split_part(to_account, ':', 3), ''), '') AS "to", sum(qty)::int AS qty FROM inventory.stock_transfer
      WHERE part = '${part}' AND document_kind IN ('delivery_note', 'receipt', 'discrepancy', 'old_part') GROUP BY 1, 2 ORDER BY 1, 2`);
  expect(moved).toEqual([
    { reason: 'dispatched', to: 'bin:in_transit', qty: whole + 2 * (short + waived + broken) + broken }, { reason: 'lost', to: 'loss', qty: short }, { reason: 'received', to: 'dealer', qty: whole + short + 2 * waived + 2 * broken },
    // Broken pieces and old parts lie in quarantine.
    { reason: 'returned', to: 'bin:quarantine', qty: broken + whole + short + waived + 2 * broken },
  ]);
  // What other services have made of it.
  expect(await number("SELECT count(*) FROM tickets.ticket WHERE channel = 'counter'") - there).toBe(total);
  // Each command of a ticket's life took effect once, in its order; each row of a file is on file once, and others have heard of it once.
  expect(await factsOf(lived)).toEqual(lived);
  expect(new Set(lived.map(({ life }) => life)).size).toBe(lives.length);
  await eachOnce(system.databaseUrl, files);
  expect(await rows(`SELECT DISTINCT state, waiting_for FROM tickets.ticket t WHERE EXISTS (SELECT FROM inventory.parts_request r WHERE r.ticket_id = t.id)`)).toEqual([{ state: 'in_progress', waiting_for: null }]);
  expect(await number('SELECT count(*) FROM analytics.journey WHERE arrived_on IS NOT NULL')).toBe(total + broken);
  expect(await rows(`SELECT state, count(*)::int AS n, sum(qty)::int AS qty, sum(received_qty)::int AS received, sum(waived_qty)::int AS waived FROM "dealer-returns".obligation WHERE part = '${part}' GROUP BY state ORDER BY state`)).toEqual([
    { state: 'received', n: whole + short + broken, qty: whole + short + 2 * broken, received: whole + short + 2 * broken, waived: 0 }, { state: 'waived', n: waived, qty: 2 * waived, received: waived, waived },
  ]);
  // The dealers were credited with what was agreed, once each, and their balances are the sums of their rows.
  expect(await rows('SELECT kind, count(*)::int AS n, sum(amount)::text AS amount FROM inventory.dealer_account_row GROUP BY kind')).toEqual([{ kind: 'difference_credited', n: short, amount: (-Number(credit) * short).toFixed(2) }]);
  expect(await rows('SELECT dealer_code FROM inventory.dealer_account a WHERE balance <> (SELECT coalesce(sum(amount), 0) FROM inventory.dealer_account_row r WHERE (r.dealer_code, r.currency) = (a.dealer_code, a.currency))')).toEqual([]);
  expect(await number('SELECT count(*) FROM inventory.carrier_claim')).toBe(short + broken);
  // Every piece is somewhere, and nothing is promised any more.
  expect(await rows('SELECT part FROM inventory.stock_balance GROUP BY part HAVING sum(on_hand) <> 0 OR sum(value) <> 0')).toEqual([]);
  expect(await rows(`SELECT b.part, b.account FROM inventory.stock_balance b WHERE b.on_hand <>
    (SELECT coalesce(sum(CASE WHEN t.to_account = b.account THEN t.qty ELSE -t.qty END), 0) FROM inventory.stock_transfer t WHERE t.part = b.part AND t.branch_id = b.branch_id AND b.account IN (t.to_account, t.from_account))`)).toEqual([]);
  expect(await rows('SELECT part FROM inventory.stock_balance WHERE reserved <> 0 UNION ALL SELECT part FROM inventory.stock_reservation')).toEqual([]);
  expect(await number(travelling)).toBe(before);
  note({ fault: `parts: ${total} journeys under kills of ${killed.join(', ')}`, injected: killed.length, committed: verified.events, lost: 0, twice: 0, outOfOrder: 0, duplicateRecords: null, gapsNamed: null, recoverySeconds });
}, (seconds + 600) * 1_000);

it('a file of each kind whose service dies in its middle goes on by itself, also while somebody sends the same rows in another file: each row once', async () => {
  const cut = async (file: RowsFile): Promise<void> => {
    const first = await begin(insistence, admin, file);
    await system.killService(file.service);
    const [{ applied }] = (await rows<{ applied: number }>(`SELECT applied FROM "${file.service}".import WHERE id = '${first}'`)) as [{ applied: number }];
    expect(applied).toBeLessThan(file.numbers.length);
    // Who sees that nothing moves sends it again, and saves the sheet before.
    expect(await begin(insistence, admin, file)).toBe(first);
    const second = await begin(insistence, admin, savedAgain(file));
    expect(await ended(admin, file, first) + await ended(admin, file, second)).toBe(file.numbers.length);
    files.push(file);
  };
  /** What rows name is heard first. */
  const heard = async (file: RowsFile): Promise<void> => eventually(() => eachOnce(system.databaseUrl, [file]), { within: 60_000 });
  const tickets = ticketsFile(7_000, fileRows);
  const { staff, dealers, devices, repairs, surveys, parts, stock, shipments, obligations } = filesBeside(7_000, tickets);
  // Each service has its files one after the other, so that each of them is the one that is cut.
  const inTurn = async (...of: readonly RowsFile[]): Promise<void> => {
    for (const one of of) await cut(one);
  };
  const ticketsThere = cut(tickets).then(() => heard(tickets));
  const notesThere = Promise.all([ticketsThere, inTurn(parts, stock)]).then(() => cut(shipments)).then(() => heard(shipments));
  await Promise.all([inTurn(customersFile(700, fileRows), staff, dealers, devices), ticketsThere.then(() => inTurn(repairs, surveys)), notesThere.then(() => cut(obligations))]);
  await eventually(() => eachOnce(system.databaseUrl, files), { within: 60_000 });
}, 600_000);

it('limits, tiers and days of silence that pass while tickets is killed: each has its effect once', async () => {
  const { clerk } = desk;
  const many = async (times: number, life: Lived['life'], facts: readonly string[], commands: Readonly<Record<string, object>> = {}): Promise<Lived[]> => Promise.all(Array.from({ length: times }, async () => {
    const { id } = await insistence.post(clerk, '/tickets/tickets', { channel: 'phone', caller: '19900009999', kind: 'inquiry', words: '没有人回电话' });
    for (const [command, body] of Object.entries(commands)) await insistence.post(clerk, `/tickets/tickets/${id}/${command}`, body);
    return { life, id, facts };
  }));
  const raised = await many(20, 'raised', ['opened', 'escalated']);
  const overdue = await many(10, 'overdue', ['opened', 'taken_up', 'intake_completed', 'limit_reached'], { intake: { ...intake, urgency: 'urgent', impact: 'high' } });
  const silent = await many(10, 'silent', ['opened', 'taken_up', 'resolved', 'replied'], { 'take-up': {}, resolve: solution, reply: { kind: 'explanation', words: '已经说明' } });
  const ids = (of: readonly Lived[]): readonly string[] => of.map(({ id }) => id);

  const http = request(system.gateway);
  /** Until what is due next of all of these is. Killed while it has its effect, and once more after. */
  const passes = async (of: readonly Lived[], facts: readonly string[]): Promise<void> => {
    const [{ due }] = (await rows<{ due: Date }>('SELECT max(coalesce(silent_consent_at, next_tier_at, response_due_at)) AS due FROM tickets.ticket WHERE id = ANY ($1)', [ids(of)])) as [{ due: Date }];
    await insistence.until(async () => expect((await http.put('/test/clock', { now: new Date(due.getTime() + 60_000).toISOString() })).status).toBe(200));
    for (const least of [1, of.length]) {
      await eventually(async () => expect((await rows("SELECT DISTINCT key FROM tickets.event WHERE split_part(type, '.', 4) = ANY ($2) AND key = ANY ($1)", [ids(of), facts])).length).toBeGreaterThanOrEqual(least), { within: 60_000 });
      await service('tickets')();
    }
    await eventually(async () => expect((await http.get<{ quiet: boolean }>('/test/clock')).body).toMatchObject({ quiet: true }), { within: 120_000 });
  };
  const known = [...raised, ...overdue, ...silent];
  await passes([...raised, ...overdue], ['escalated', 'limit_reached']);
  expect(await factsOf(known)).toEqual(known);
  expect(await rows("SELECT DISTINCT count(*)::int AS notices FROM notifier.notice WHERE kind = 'escalation' AND about::text = ANY ($1) GROUP BY about", [ids(raised)])).toEqual([{ notices: 1 }]);
  await passes(silent, ['closed']);
  // By then all tiers have passed; with the third the manager is the owner.
  const since: Readonly<Partial<Record<Lived['life'], readonly string[]>>> = { overdue: ['limit_reached', 'limit_reached', 'handed_over', 'limit_reached', 'limit_reached'], silent: ['closed'] };
  const after = known.map((one) => ({ ...one, facts: [...one.facts, ...(since[one.life] ?? [])] }));
  expect(await factsOf(after)).toEqual(after);
  expect(await rows('SELECT DISTINCT state, consent FROM tickets.ticket WHERE id = ANY ($1)', [ids(silent)])).toEqual([{ state: 'closed', consent: 'silent' }]);
  await isVerified();
}, 420_000);
