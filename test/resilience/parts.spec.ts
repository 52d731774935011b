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
import { begin, customersFile, ended, ticketsFile, type RowsFile } from './rig/import-files';
import { Insistence, type Http, type Known } from './rig/insistence';
import { note } from './rig/proof';
import { live, lives, type Desk, type Lived } from './rig/ticket-lives';

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

const rows = <R extends object>(sql: string): Promise<R[]> => withClient(system.databaseUrl, async (client) => (await client.query<R>(sql)).rows);
const number = async (sql: string): Promise<number> => Number((await rows<{ n: string }>(`SELECT (${sql})::text AS n`))[0]!.n);

let branches: readonly { readonly people: People; readonly dealer: string; readonly location: string }[];
/** The branch that the program of the sample factory works for. */
let desk: Desk;
let admin: Http;
/** What became of the tickets of those who work on nothing else, and which files were brought in beside them. */
const lived: Lived[] = [];
const files: RowsFile[] = [];
const bring = async (file: RowsFile): Promise<void> => {
  await ended(admin, file, await begin(insistence, admin, file));
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

/** Each fact of each ticket, in order. */
const factsOf = async (tickets: readonly Lived[]): Promise<Lived[]> => {
  const told = await rows<{ key: string; facts: string[] }>(`SELECT key, array_agg(split_part(type, '.', 4) ORDER BY id) AS facts FROM tickets.event WHERE key IN (${tickets.map(({ id }) => `'${id}'`).join()}) GROUP BY key`);
  const facts = new Map(told.map((one) => [one.key, one.facts]));
  return tickets.map((one) => ({ ...one, facts: facts.get(one.id) ?? [] }));
};

it('a ticket of each kind of life, and a file of each kind, while nobody is killed', async () => {
  const before = lived.length;
  for (const life of lives) lived.push(...(await live(insistence, desk, life)));
  await bring(customersFile(0, 50));
  await bring(ticketsFile(0, 50, desk.branchId, desk.codes.clerk));
  const calm = lived.slice(before).filter(({ life }) => life !== 'arrived');
  expect(await factsOf(calm)).toEqual(calm);
}, 180_000);

/** Every row of every file is there once, was told once, and is known to those who hear of it. */
const isOnFile = async (): Promise<void> => {
  const [customers, tickets] = [await rows<object>(
    `SELECT source, count(*)::int AS rows, count(DISTINCT external_number)::int AS numbers, sum((SELECT count(*) FROM directory.event e WHERE e.key = c.id::text))::int AS facts,
            sum((SELECT count(*) FROM tickets.customer t WHERE t.id = c.id))::int AS heard
       FROM directory.customer c WHERE source LIKE 'cut-%' GROUP BY source ORDER BY source`), await rows<object>(
    `SELECT 'cut-' || split_part(number, '-', 3) AS source, count(*)::int AS rows, count(DISTINCT number)::int AS numbers, sum((SELECT count(*) FROM tickets.event e WHERE e.key = t.id::text))::int AS facts,
            sum((SELECT count(*) FROM inventory.ticket i WHERE i.id = t.id))::int AS heard
       FROM tickets.ticket t WHERE number LIKE 'TK-CUT-%' GROUP BY 1 ORDER BY 1`)];
  const whole = (kind: RowsFile['kind']) => files.filter((file) => file.kind === kind).map(({ source, rows: n }) => ({ source, rows: n, numbers: n, facts: n, heard: n })).toSorted((a, b) => (a.source < b.source ? -1 : 1));
  expect([customers, tickets]).toEqual([whole('customers'), whole('tickets')]);
};

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
    for (let nth = 1; !over; nth++) await bring(nth % 2 === 0 ? ticketsFile(nth, fileRows, desk.branchId, desk.codes.clerk) : customersFile(nth, fileRows));
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
  const { stdout } = await promisify(execFile)(process.execPath, ['tools/ops.ts', 'verify', '--json'], { cwd: resolve(__dirname, '../..'), env: { ...process.env, NODE_ENV: undefined, DATABASE_URL: undefined, KAFKA_BROKERS: undefined, AFTERCARE_DATA: join(system.folder, 'data'), PORT: '0' } });
  const verified = JSON.parse(stdout) as { readonly events: number };
  expect(verified).toMatchObject({ deviations: 0, items: [] });

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
  await isOnFile();
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

it('a file whose rows get on file is cut off in its middle twice, and goes on by itself: each row once', async () => {
  for (const file of [customersFile(7_000, 8_000), ticketsFile(7_001, 6_000, desk.branchId, desk.codes.clerk)]) {
    const id = await begin(insistence, admin, file);
    const applied = async (): Promise<number> => number(`SELECT applied FROM ${file.service}.import WHERE id = '${id}'`);
    let cuts = 0;
    for (let at = 0; cuts < 2; cuts++) {
      const before = at;
      at = await eventually(async () => {
        const now = await applied();
        if (now <= before) throw new Error(`${file.source} stands at ${now}`);
        return now;
      }, { within: 60_000 });
      await system.killService(file.service);
      expect(await applied()).toBeLessThan(file.rows);
    }
    await ended(admin, file, id);
    files.push(file);
  }
  await eventually(isOnFile, { within: 60_000 });
}, 300_000);

it('limits that pass while tickets is killed raise each ticket once', async () => {
  const { clerk, codes } = desk;
  const raised: Lived[] = [];
  for (let nth = 0; nth < 20; nth++) {
    const { id } = await insistence.post(clerk, '/tickets/tickets', { channel: 'phone', caller: '19900009999', kind: 'inquiry', words: '没有人回电话' });
    raised.push({ life: 'raised', id, facts: ['opened', 'escalated'] });
  }
  const [{ due }] = (await rows<{ due: Date }>(`SELECT max(response_due_at) AS due FROM tickets.ticket WHERE owner_id = '${codes.clerk}'`)) as [{ due: Date }];
  const http = request(system.gateway);
  await insistence.until(async () => expect((await http.put('/test/clock', { now: new Date(due.getTime() + 60_000).toISOString() })).status).toBe(200));
  const known = (): Promise<number> => number(`SELECT count(*) FROM tickets.event WHERE type LIKE '%ticket.escalated%' AND key IN (${raised.map(({ id }) => `'${id}'`).join()})`);
  // Killed while they are raised, and once more after.
  for (const least of [1, 20]) {
    await eventually(async () => expect(await known()).toBeGreaterThanOrEqual(least), { within: 60_000 });
    await service('tickets')();
  }
  await eventually(async () => expect((await http.get<{ quiet: boolean }>('/test/clock')).body).toMatchObject({ quiet: true }), { within: 120_000 });
  expect(await factsOf(raised)).toEqual(raised);
  expect(await rows(`SELECT DISTINCT count(*)::int AS notices FROM notifier.notice WHERE kind = 'escalation' AND about IN (${raised.map(({ id }) => `'${id}'`).join()}) GROUP BY about`)).toEqual([{ notices: 1 }]);
}, 300_000);
