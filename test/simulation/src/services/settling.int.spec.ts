import { createRequire } from 'node:module';
import { join } from 'node:path';
import {
  DeliveryNoteDispatchedV1, DeliveryNoteVoidedV1, DiscrepancySettledV1, ObligationReceivedV1, PenaltyApprovedV1, sequenceHeader, SurplusHeldV1, type EventContract, type ReceivedEvent,
} from '@aftercare/contracts';
import { EventUnits, type Logger } from '@aftercare/event-bus';
import type { Tx } from '@aftercare/event-store';
import { derivedId } from '@aftercare/kernel';
import { eventually, type principals, type ServiceUnderTest } from '@aftercare/testing';
import fc from 'fast-check';
import { CarriedLog, type Stored } from './carried-log';

/**
 * Stock and old parts under chance, both services at once: goods are dispatched, received with differences, settled in every way, sent again, lent,
 * counted and transferred; dealers pay; old parts come back with a tag and without, are explained, waived and penalised. What one service tells the
 * other is carried late, out of order between topics and twice. After each step each service is asked whether it still adds up, and a model of a
 * few sums whether it is right; when everything has been carried, both together. What is refused has changed nothing.
 */
type Who = keyof typeof principals;
interface Answer<T> { readonly status: number; readonly body: T & { readonly type?: string } }
interface Shipping {
  readonly service: ServiceUnderTest;
  readonly inventory: { readonly ledger: unknown };
  stock(part: string, qty: number): Promise<void>;
  post<T>(who: Who, path: string, body?: object): Promise<Answer<T>>;
  get<T>(who: Who, path: string): Promise<Answer<T>>;
  done<T>(who: Who, path: string, body?: object): Promise<T>;
  waybill(): string;
  everything(): Promise<unknown>;
  stop(): Promise<void>;
}
interface Returns {
  readonly service: ServiceUnderTest;
  readonly obligations: unknown;
  stop(): Promise<void>;
}
type Reaction<M extends string> = new (needs: unknown) => Readonly<Record<M, (event: never, tx: Tx) => Promise<void>>>;

const load = createRequire(__filename);
/** A module of a service, from its sources. */
const of = <T>(service: string, path: string): T => load(join(__dirname, '../../../../apps', service, 'src', path)) as T;

const part = 'PT039';
const price = 9_625;
const dealer = 'DL017';
const location = 'WH-BR05';
const photo = 'ab'.repeat(32);
const silent = (): void => undefined;
const quiet: Logger = { debug: silent, info: silent, warn: silent, error: silent };
const heard = [DeliveryNoteDispatchedV1, DiscrepancySettledV1, ObligationReceivedV1, SurplusHeldV1, PenaltyApprovedV1].map(({ topic }) => topic);

let shipping: Shipping;
let returns: Returns;
const log = new CarriedLog();
const units: EventUnits[] = [];

beforeAll(async () => {
  shipping = await of<{ ShippingUnderTest: { start(): Promise<Shipping> } }>('inventory', 'shipping.fixture').ShippingUnderTest.start();
  returns = await of<{ ReturnsUnderTest: { start(): Promise<Returns> } }>('dealer-returns', 'dealer-returns.fixture').ReturnsUnderTest.start();
  await shipping.service.admin.query("UPDATE dealer SET credit_limit = NULL");
  const reading = (service: string, { database }: ServiceUnderTest, handlers: readonly (readonly [unknown, (event: ReceivedEvent<never>, tx: Tx) => Promise<void>])[]): void => {
    const unit = new EventUnits({ service, bus: log, database, logger: quiet, limits: { pollMs: 20, idlePollMs: 20, firstRetryMs: 20, restMs: 20 } });
    for (const [contract, handle] of handlers) {
      const one = contract as EventContract;
      unit.addHandler(one.type, (event: ReceivedEvent<never>, tx: Tx) => handle(event, tx), true, { mark: { unit: 'reactions', name: one.type, contracts: [one] } });
    }
    unit.listen(silent);
    units.push(unit);
  };
  const reaction = <M extends string>(service: string, file: string, name: string, needs: unknown) => new (of<Record<string, Reaction<M>>>(service, `reactions/${file}`)[name]!)(needs);
  const [dispatched, voided, settled] = [
    reaction<'handle'>('dealer-returns', 'when-note-dispatched', 'WhenNoteDispatched', returns.obligations), reaction<'handle'>('dealer-returns', 'when-note-voided', 'WhenNoteVoided', returns.obligations),
    reaction<'handle'>('dealer-returns', 'when-discrepancy-settled', 'WhenDiscrepancySettled', returns.obligations),
  ];
  reading('dealer-returns', returns.service, [
    [DeliveryNoteDispatchedV1, (event, tx) => dispatched.handle(event as never, tx)], [DeliveryNoteVoidedV1, (event, tx) => voided.handle(event as never, tx)], [DiscrepancySettledV1, (event, tx) => settled.handle(event as never, tx)],
  ]);
  const [old, penalty] = [reaction<'received' | 'held'>('inventory', 'when-old-part-received', 'WhenOldPartReceived', shipping.inventory.ledger), reaction<'handle'>('inventory', 'when-penalty-approved', 'WhenPenaltyApproved', null)];
  reading('inventory', shipping.service, [
    [ObligationReceivedV1, (event, tx) => old.received(event as never, tx)], [SurplusHeldV1, (event, tx) => old.held(event as never, tx)], [PenaltyApprovedV1, (event, tx) => penalty.handle(event as never, tx)],
  ]);
}, 120_000);
afterAll(async () => {
  await log.close();
  await Promise.all(units.map((unit) => unit.close()));
  await returns?.stop();
  await shipping?.stop();
}, 60_000);

/** Ways in which the stock of `inventory`, and what dealers owe there, could fail to add up, as rows that must not be there. */
const broken = `
  SELECT 'I1 pieces or value come from nowhere' AS what, part AS at, sum(on_hand) || ', ' || sum(value) AS told FROM stock_balance GROUP BY part HAVING sum(on_hand) <> 0 OR sum(value) <> 0
  UNION ALL SELECT 'I2 a balance is not the sum of its rows', b.part || ' ' || b.account, b.on_hand || ' / ' || coalesce(t.qty, 0)
    FROM stock_balance b LEFT JOIN (
      SELECT part, account, branch_id, sum(qty) AS qty, sum(value) AS value FROM (
        SELECT part, to_account AS account, branch_id, qty, value FROM stock_transfer UNION ALL SELECT part, from_account, branch_id, -qty, -value FROM stock_transfer) e GROUP BY 1, 2, 3) t
      USING (part, account, branch_id) WHERE b.on_hand <> coalesce(t.qty, 0) OR b.value <> coalesce(t.value, 0)
  UNION ALL SELECT 'I3 less than nothing, or than is promised', part || ' ' || account, on_hand || ' / ' || reserved FROM stock_balance WHERE location IS NOT NULL AND (reserved < 0 OR reserved > on_hand OR value < 0)
  UNION ALL SELECT 'I4 reserved is not what is promised', b.part || ' ' || b.account, b.reserved || ' / ' || coalesce(r.qty, 0)
    FROM stock_balance b LEFT JOIN (SELECT part, location, sum(qty) AS qty FROM stock_reservation GROUP BY 1, 2) r ON r.part = b.part AND r.location = b.location WHERE b.bin = 'good' AND b.reserved <> coalesce(r.qty, 0)
  UNION ALL SELECT 'I5 the dispatch ledger is not what has left', n.id::text, l.qty || ' / ' || n.qty
    FROM (SELECT id, sum((line ->> 'qty')::int) AS qty FROM delivery_note CROSS JOIN LATERAL jsonb_array_elements(lines) line WHERE dispatched_at IS NOT NULL AND (line ->> 'requestLine') IS NOT NULL GROUP BY id) n
    LEFT JOIN (SELECT note_id, sum(qty) AS qty FROM dispatch_ledger WHERE corrects IS NULL GROUP BY 1) l ON l.note_id = n.id WHERE l.qty IS DISTINCT FROM n.qty
  UNION ALL SELECT 'I6 approved pieces are not all somewhere', q.id || '/' || (l ->> 'lineNo'), l::text FROM parts_request q CROSS JOIN LATERAL jsonb_array_elements(q.lines) l
   WHERE l ->> 'approved' IS NOT NULL AND (l ->> 'approved')::int <> (l ->> 'waiting')::int + (l ->> 'reserved')::int + (l ->> 'picked')::int + (l ->> 'shipped')::int + (l ->> 'cancelled')::int
  UNION ALL SELECT 'I7 an account is not the sum of its rows', a.dealer_code, a.balance || ' / ' || coalesce(r.sum, 0)
    FROM dealer_account a LEFT JOIN (SELECT dealer_code, currency, sum(amount) AS sum FROM dealer_account_row GROUP BY 1, 2) r USING (dealer_code, currency) WHERE a.balance <> coalesce(r.sum, 0)
  UNION ALL SELECT 'I8 a dealer is not charged with what has left for him', n.number || '/' || (l ->> 'lineNo'), coalesce(r.qty, 0) || ' ' || coalesce(r.amount, 0)
    FROM delivery_note n CROSS JOIN LATERAL jsonb_array_elements(n.lines) l
    LEFT JOIN (SELECT document_id, line_no, sum(qty) AS qty, sum(amount) AS amount FROM dealer_account_row WHERE kind IN ('dispatched', 'returned') GROUP BY 1, 2) r ON r.document_id = n.id::text AND r.line_no = (l ->> 'lineNo')::int
   CROSS JOIN LATERAL (SELECT CASE WHEN n.state IN ('issued', 'void') OR (l ->> 'underWarranty')::boolean OR l ->> 'requestLine' IS NULL THEN 0 ELSE (l ->> 'qty')::int END AS qty) owed
   WHERE coalesce(r.qty, 0) <> owed.qty OR coalesce(r.amount, 0) <> owed.qty * (l ->> 'unitPrice')::numeric`;

interface Duty { readonly id: string; readonly qty: number; readonly received: number; readonly waived: number; readonly open: number; readonly state: string; readonly dueOn: string; readonly number: string; readonly asked: boolean }
const duties = (): Promise<Duty[]> => returns.service.rows<Duty>(
  `SELECT id, qty, received_qty AS received, waived_qty AS waived, qty - received_qty - waived_qty AS open, state, due_on::text AS "dueOn", number, coalesce(waiver ->> 'state' = 'requested', false) AS asked FROM obligation ORDER BY id`);
const everythingOwed = (): Promise<object[]> => returns.service.rows('SELECT (SELECT json_agg(o ORDER BY id) FROM obligation o) AS duties, (SELECT json_agg(s ORDER BY id) FROM surplus s) AS surplus, (SELECT json_agg(p ORDER BY id) FROM penalty p) AS penalties, (SELECT count(*) FROM event) AS events');

type Remedy = 'resend' | 'return' | 'credit' | 'accept';
type Cause = 'warehouse' | 'carrier' | 'supplier' | 'dealer' | 'unknown';
interface Note { readonly id: string; readonly requestId: string; readonly qty: number; readonly owed: boolean; received: boolean }
interface Case {
  readonly id: string;
  readonly note: Note;
  readonly type: 'short' | 'damaged' | 'over';
  readonly qty: number;
  agreed: boolean;
  awaitsReturn: boolean;
  resendId: string | null;
  /** In cents, on the dealer's account once it is settled. */
  credit: number;
}
/** An account of pieces in the model; what old parts move between the dealer and quarantine leaves their sum as it was. */
type Place = 'good' | 'in_transit' | 'lent' | 'withDealer' | 'loss' | 'scrap' | 'supplier' | 'elsewhere';

/** What the model knows: sums, and which papers there are. */
class World {
  readonly pieces: Record<Place, number> = { good: 0, in_transit: 0, lent: 0, withDealer: 0, loss: 0, scrap: 0, supplier: 0, elsewhere: 0 };
  owes = 0;
  penalties = 0;
  surplus = 0;
  takenIn = 0;
  notes: Note[] = [];
  /** What is approved for the dealer, at his cost, and has not left. */
  promises: { readonly requestId: string; readonly qty: number }[] = [];
  readonly cases: Case[] = [];
  readonly loans: { readonly id: string; open: number; charged: number; paid: number }[] = [];
  readonly transfers: { readonly id: string; readonly qty: number; arrived: boolean }[] = [];
  readonly payments: { readonly id: string; readonly cents: number; undone: boolean }[] = [];
  readonly shipped = new Map<string, number>();
  readonly settled = new Map<string, number>();

  move(qty: number, from: Place, to: Place): void {
    this.pieces[from] -= qty;
    this.pieces[to] += qty;
  }
}

let world: World;
/** By topic, what has been raised and was not carried yet. */
let waiting: Map<string, Stored[]>;
let seen = { inventory: 0n, returns: 0n };

const collect = async (): Promise<void> => {
  for (const [name, { service }] of [['inventory', shipping], ['returns', returns]] as const) {
    const rows = await service.rows<{ id: string; topic: string; key: string; sequence: string; headers: Buffer; payload: Buffer }>(
      'SELECT id, topic, key, sequence, headers, payload FROM event WHERE id > $1 ORDER BY id', String(seen[name]));
    for (const { id, topic, key, sequence, headers, payload } of rows) {
      seen = { ...seen, [name]: BigInt(id) };
      if (heard.includes(topic)) waiting.set(topic, [...(waiting.get(topic) ?? []), { topic, key, value: payload, headers: { ...(JSON.parse(headers.toString()) as Record<string, string>), ce_sequence: sequenceHeader(Number(sequence)) } }]);
    }
  }
};
const readUp = (): Promise<void> => eventually(async () => {
  expect(log.read).toBe(true);
  for (const { service } of [shipping, returns]) expect(await service.rows("SELECT event_id, error_code, message FROM parked")).toEqual([]);
}, { within: 120_000 });
/** Some of what waits in some of the topics is carried, and the last of it again. */
const carry = async (topics: readonly string[], most: number, again: number): Promise<void> => {
  await collect();
  for (const topic of topics) {
    const all = waiting.get(topic) ?? [];
    const now = all.slice(0, most);
    waiting.set(topic, all.slice(now.length));
    log.carry(now);
    log.carry(now.slice(Math.max(0, now.length - again)));
  }
  await readUp();
  // A duty that was due before it was heard of is told so at once: not in the middle of the next step.
  const [row] = await returns.service.rows<{ now: Date }>('SELECT business_now() AS now');
  await returns.service.advanceTo(row!.now);
};

const at = <T>(list: readonly T[], n: number): T | undefined => list[n % Math.max(1, list.length)];
const money = (cents: number): string => (cents / 100).toFixed(2);
const dealerPosts = async <T>(path: string, body: object): Promise<Answer<T>> => shipping.post<T>('dealer', path, body);
const returnsPost = async <T>(who: Who, path: string, body: object = {}): Promise<Answer<T>> => (await returns.service.as(who)).post<T & { type?: string }>(path, body);
/** Must be refused, by this rule, and change nothing. */
const refused = async (rule: string, call: () => Promise<Answer<unknown>>): Promise<void> => {
  const before = [await shipping.everything(), await everythingOwed()];
  expect(await call()).toMatchObject({ status: rule === 'access.denied' ? 403 : 409, body: { type: `/problems/${rule}` } });
  expect([await shipping.everything(), await everythingOwed()]).toEqual(before);
};
const granted = async <T>(call: Promise<Answer<T>>): Promise<T> => {
  const { status, body } = await call;
  expect([status, body]).toEqual([expect.any(Number), expect.anything()]);
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
};

/** From what was approved to the paper that goes with it. */
const pack = async (requestId: string, qty: number): Promise<string> => {
  const picking = await shipping.done<{ id: string }>('storekeeper', `/parts-requests/${requestId}/pickings`, { scans: [{ part, qty }] });
  await shipping.done('clerk', `/pickings/${picking.id}/check`, { counts: [{ part, qty }] });
  return (await shipping.done<{ id: string }>('storekeeper', '/delivery-notes', { pickingId: picking.id })).id;
};
/** From what was approved to what has left. */
const send = async (requestId: string, qty: number): Promise<string> => {
  const id = await pack(requestId, qty);
  await shipping.done('storekeeper', '/shipments', { carrier: 'CR01', waybill: shipping.waybill(), noteIds: [id] });
  world.move(qty, 'good', 'in_transit');
  return id;
};

const approved = async (qty: number, underWarranty: boolean): Promise<string> => {
  const { id } = await shipping.done<{ id: string }>('clerk', '/parts-requests', { dealer, reason: 'defective', underWarranty, lines: [{ part, qty }] });
  await shipping.done('branchManager', `/parts-requests/${id}/decision`, { lines: [{ part, approved: qty }], warrantyGround: 'part_itself' });
  return id;
};

const steps = {
  dispatch: async (qty: number, underWarranty: boolean): Promise<void> => {
    const requestId = await approved(qty, underWarranty);
    const id = await send(requestId, qty);
    if (!underWarranty) world.owes += price * qty;
    world.notes.push({ id, requestId, qty, owed: underWarranty, received: false });
    if (underWarranty) world.shipped.set(derivedId('obligation', id, '1'), qty);
  },
  promise: async (qty: number): Promise<void> => void world.promises.push({ requestId: await approved(qty, false), qty }),
  /** What was promised leaves after all, is given up, or is packed and unpacked again. */
  keep: async (which: number, how: 'leaves' | 'cancelled' | 'void'): Promise<void> => {
    const one = at(world.promises, which);
    if (!one) return;
    const { requestId, qty } = one;
    if (how === 'void') return void (await shipping.done('storekeeper', `/delivery-notes/${await pack(requestId, qty)}/void`, { reason: 'mistake' }));
    world.promises = world.promises.filter((other) => other !== one);
    if (how === 'cancelled') return void (await shipping.done('clerk', `/parts-requests/${requestId}/cancel`, { reason: 'not_needed' }));
    world.notes.push({ id: await send(requestId, qty), requestId, qty, owed: false, received: false });
    world.owes += price * qty;
  },
  /** A box that the dealer pays for comes back unopened: it is promised to him again. */
  comeBack: async (which: number): Promise<void> => {
    const note = at(world.notes.filter(({ owed, received }) => !owed && !received), which);
    if (!note) return;
    const [box] = await shipping.service.rows<{ id: string }>('SELECT shipment_id AS id FROM delivery_note WHERE id = $1', note.id);
    const takeBack = () => shipping.post('storekeeper', `/shipments/${box!.id}/take-back`);
    await granted(takeBack());
    world.notes = world.notes.filter((other) => other !== note);
    world.promises.push({ requestId: note.requestId, qty: note.qty });
    world.owes -= price * note.qty;
    world.move(note.qty, 'in_transit', 'withDealer');
    world.takenIn += note.qty;
    await refused('shipment.move-not-allowed', takeBack);
  },
  receive: async (which: number, outcome: 'full' | 'short' | 'damaged' | 'over', few: number): Promise<void> => {
    const note = at(world.notes.filter((one) => !one.received), which);
    if (!note) return;
    const n = Math.min(few, note.qty);
    const line = { full: { received: note.qty, rejected: 0 }, short: { received: note.qty - n, rejected: 0 }, damaged: { received: note.qty, rejected: n, reason: 'damaged', photos: [photo] }, over: { received: note.qty + n, rejected: 0 } }[outcome];
    await granted(dealerPosts(`/delivery-notes/${note.id}/receipt`, { lines: [{ part, ...line }] }));
    note.received = true;
    world.move(outcome === 'short' || outcome === 'damaged' ? note.qty - n : note.qty, 'in_transit', 'withDealer');
    const { items } = (await shipping.get<{ items: { id: string; type: string; qty: number }[] }>('clerk', `/discrepancies?note=${note.id}`)).body;
    expect(items.map(({ type, qty }) => [type, qty])).toEqual(outcome === 'full' ? [] : [[outcome, n]]);
    for (const { id } of items) world.cases.push({ id, note, type: outcome as Case['type'], qty: n, agreed: false, awaitsReturn: false, resendId: null, credit: 0 });
    if (few === 1) await refused('delivery-note.received-already', () => dealerPosts(`/delivery-notes/${note.id}/receipt`, { lines: [{ part, ...line }] }));
  },
  settle: async (which: number, cause: Cause, wanted: Remedy, comesBack: boolean, counter: boolean, owner: 'warehouse' | 'dealer' | null): Promise<void> => {
    const one = at(world.cases.filter(({ agreed }) => !agreed), which);
    if (!one) return;
    const possible: readonly Remedy[] = { short: ['resend', 'credit', 'accept'] as const, damaged: ['resend', 'return', 'credit', 'accept'] as const, over: ['return', 'accept'] as const }[one.type];
    const remedy = possible.includes(wanted) ? wanted : 'accept';
    const piece = one.type !== 'short' && remedy !== 'accept' ? (comesBack || remedy === 'return' || one.type === 'over' ? 'come_back' : 'field_destroy') : null;
    const costOwner = owner ?? (cause === 'unknown' ? 'warehouse' : cause);
    const amount = remedy === 'credit' ? 700 * one.qty : 0;
    const charge = one.type === 'over' && remedy === 'accept' && counter ? 900 * one.qty : 0;
    const offer = { qty: one.qty, remedy, costOwner, ...(amount > 0 ? { amount: money(amount) } : {}), ...(charge > 0 ? { charge: money(charge) } : {}), ...(piece === null ? {} : { rejectedPiece: piece }) };
    if (counter) {
      await granted(shipping.post('clerk', `/discrepancies/${one.id}/offer`, { qty: one.qty, remedy: 'accept', cause, costOwner }));
      await granted(dealerPosts(`/discrepancies/${one.id}/counter`, offer));
      await refused('discrepancy.own-offer', () => dealerPosts(`/discrepancies/${one.id}/accept`, {}));
    } else {
      await granted(shipping.post('clerk', `/discrepancies/${one.id}/offer`, { ...offer, cause }));
      await refused('discrepancy.own-offer', () => shipping.post('branchManager', `/discrepancies/${one.id}/accept`));
    }
    const accept = (): Promise<Answer<unknown>> => (counter ? shipping.post('clerk', `/discrepancies/${one.id}/accept`) : dealerPosts(`/discrepancies/${one.id}/accept`, {}));
    const answer = (await granted(accept())) as { state: string; resendId?: string | null };
    await refused('discrepancy.move-not-allowed', accept);
    one.agreed = true;
    one.credit = remedy === 'credit' && costOwner !== 'dealer' ? amount : 0;
    one.awaitsReturn = piece === 'come_back';
    world.owes += charge;
    if (one.type === 'short') world.move(one.qty, 'in_transit', ({ warehouse: 'good', dealer: 'withDealer', supplier: 'supplier', carrier: 'loss', unknown: 'loss' } as const)[cause]);
    if (one.type === 'damaged' && piece !== 'come_back') world.move(one.qty, 'in_transit', piece === null ? 'withDealer' : 'scrap');
    if (one.type === 'over' && piece === null) world.move(one.qty, 'good', 'withDealer');
    if (one.type === 'short' && (remedy === 'credit' || remedy === 'accept') && one.note.owed) {
      const duty = derivedId('obligation', one.note.id, '1');
      world.settled.set(duty, (world.settled.get(duty) ?? 0) + one.qty);
    }
    if (remedy === 'resend') {
      const [row] = await shipping.service.rows<{ id: string }>('SELECT resend_id AS id FROM discrepancy WHERE id = $1', one.id);
      one.resendId = row!.id;
    }
    expect(answer.state).toBe(one.awaitsReturn || one.resendId !== null ? 'agreed' : 'settled');
    if (answer.state === 'settled') world.owes -= one.credit;
  },
  takeIn: async (which: number): Promise<void> => {
    const one = at(world.cases.filter(({ awaitsReturn }) => awaitsReturn), which);
    if (!one) return;
    const { state } = await granted(shipping.post<{ state: string }>('storekeeper', `/discrepancies/${one.id}/take-in`));
    one.awaitsReturn = false;
    world.move(one.qty, one.type === 'over' ? 'good' : 'in_transit', 'withDealer');
    world.takenIn += one.qty;
    expect(state).toBe(one.resendId === null ? 'settled' : 'agreed');
    if (state === 'settled') world.owes -= one.credit;
  },
  resend: async (which: number): Promise<void> => {
    const one = at(world.cases.filter(({ resendId }) => resendId !== null), which);
    if (!one?.resendId) return;
    const noteId = await send(one.resendId, one.qty);
    await granted(dealerPosts(`/delivery-notes/${noteId}/receipt`, { lines: [{ part, received: one.qty, rejected: 0 }] }));
    world.move(one.qty, 'in_transit', 'withDealer');
    one.resendId = null;
    const [row] = await shipping.service.rows<{ state: string }>('SELECT state FROM discrepancy WHERE id = $1', one.id);
    expect(row!.state).toBe(one.awaitsReturn ? 'agreed' : 'settled');
  },
  bringBack: async (which: number, qty: number): Promise<void> => {
    const duty = at((await duties()).filter(({ open }) => open > 0), which);
    if (!duty) return;
    if (qty > duty.open) return refused('obligation.more-than-owed', () => returnsPost('storekeeper', `/obligations/${duty.id}/receive`, { part, qty }));
    expect(await granted(returnsPost('storekeeper', `/obligations/${duty.id}/receive`, { part, qty }))).toMatchObject({ openQty: duty.open - qty, state: qty === duty.open ? 'received' : duty.state });
  },
  bringUntagged: async (qty: number): Promise<void> => {
    const inTurn = (await duties()).filter(({ open }) => open > 0).toSorted((a, b) => (a.dueOn < b.dueOn || (a.dueOn === b.dueOn && a.number < b.number) ? -1 : 1));
    let left = qty;
    const matched = inTurn.flatMap(({ id, open }) => {
      const taken = Math.min(left, open);
      left -= taken;
      return taken > 0 ? [{ id, openQty: open - taken }] : [];
    });
    expect(await granted(returnsPost('storekeeper', '/old-parts', { dealer, part, qty }))).toMatchObject({ matched, surplusQty: left });
    world.surplus += left;
  },
  assign: async (which: number, toWhich: number, qty: number): Promise<void> => {
    const held = at(await returns.service.rows<{ id: string; left: number }>('SELECT id, left_qty AS left FROM surplus WHERE left_qty > 0 ORDER BY id'), which);
    const duty = at((await duties()).filter(({ open }) => open > 0), toWhich);
    if (!held || !duty) return;
    const assign = () => returnsPost('storekeeper', `/surplus/${held.id}/assign`, { obligation: duty.id, qty });
    if (qty > held.left) return refused('surplus.more-than-left', assign);
    if (qty > duty.open) return refused('obligation.more-than-owed', assign);
    expect(await granted(assign())).toMatchObject({ openQty: duty.open - qty });
    // It lay in quarantine before, as surplus: nothing moves.
    world.surplus -= qty;
  },
  waive: async (which: number, agreed: boolean): Promise<void> => {
    const duty = at((await duties()).filter(({ open }) => open > 0), which);
    if (!duty) return;
    if (!duty.asked) await granted(returnsPost('dealer', `/obligations/${duty.id}/explain`, { reason: 'lost_by_customer', photos: [photo], words: '已丢失' }));
    await refused('obligation.self-or-relative', () => returnsPost('supervisor', `/obligations/${duty.id}/approve-waiver`));
    await refused('obligation.waiver-needs-finance', () => returnsPost('branchManager', `/obligations/${duty.id}/approve-waiver`));
    const standing = await granted(returnsPost('hqAnalyst', `/obligations/${duty.id}/${agreed ? 'approve' : 'reject'}-waiver`));
    expect(standing).toMatchObject(agreed ? { state: 'waived', openQty: 0 } : { state: duty.state, openQty: duty.open });
  },
  penalise: async (): Promise<void> => {
    const [row] = await returns.service.rows<{ at: Date }>("SELECT business_now() + interval '40 days' AS at");
    await returns.service.advanceTo(row!.at);
    const { body } = await (await returns.service.as('clerk')).get<{ items: { id: string; qty: number; proposed: string }[] }>('/penalties?state=proposed&limit=200');
    for (const { id, qty, proposed } of body.items) {
      expect(proposed).toBe(money(price * qty));
      await granted(returnsPost('hqAnalyst', `/penalties/${id}/approve`, { amount: proposed, reason: 'no_cause' }));
      world.penalties += price * qty;
    }
  },
  count: async (difference: number): Promise<void> => {
    await granted(shipping.post('branchManager', '/stock-counts', { location, part, bin: 'good', counted: world.pieces.good + difference }));
    world.move(difference, 'loss', 'good');
  },
  transfer: async (qty: number): Promise<void> => {
    const { id } = await shipping.done<{ id: string }>('storekeeper', '/transfers', { from: location, to: 'WH-BR01', lines: [{ part, qty }] });
    await shipping.done('clerk', `/transfers/${id}/send`);
    world.move(qty, 'good', 'in_transit');
    world.transfers.push({ id, qty, arrived: false });
  },
  arrive: async (which: number): Promise<void> => {
    const one = at(world.transfers, which);
    if (!one) return;
    const arrive = () => shipping.post('storekeeperElsewhere', `/transfers/${one.id}/receive`);
    if (one.arrived) return refused('transfer.move-not-allowed', arrive);
    await granted(arrive());
    one.arrived = true;
    world.move(one.qty, 'in_transit', 'elsewhere');
  },
  lend: async (qty: number): Promise<void> => {
    const [row] = await shipping.service.rows<{ day: string }>("SELECT ((business_now() AT TIME ZONE 'Asia/Shanghai')::date + 9)::text AS day");
    const { id } = await shipping.done<{ id: string }>('storekeeper', '/loans', { location, borrowerKind: 'dealer', borrower: dealer, part, qty, dueOn: row!.day });
    world.move(qty, 'good', 'lent');
    world.loans.push({ id, open: qty, charged: 0, paid: 0 });
  },
  bringLoan: async (which: number, qty: number): Promise<void> => {
    const loan = at(world.loans.filter(({ open, charged }) => open + charged > 0), which);
    if (!loan) return;
    const bring = () => shipping.post('storekeeper', `/loans/${loan.id}/take-back`, { qty, to: 'good' });
    if (qty > loan.open + loan.charged) return refused('loan.more-than-lent', bring);
    await granted(bring());
    if (loan.open > 0) {
      loan.open -= qty;
      return world.move(qty, 'lent', 'good');
    }
    const refund = qty === loan.charged ? loan.paid : Math.round((loan.paid * qty) / loan.charged);
    loan.charged -= qty;
    loan.paid -= refund;
    world.owes -= refund;
    world.move(qty, 'withDealer', 'good');
  },
  chargeLoan: async (which: number, cents: number): Promise<void> => {
    const loan = at(world.loans.filter(({ open }) => open > 0), which);
    if (!loan) return;
    const charge = () => shipping.post('branchManager', `/loans/${loan.id}/charge`, { amount: money(cents) });
    if (cents > price * loan.open) return refused('loan.above-value', charge);
    await granted(charge());
    Object.assign(loan, { charged: loan.open, paid: cents, open: 0 });
    world.owes += cents;
    world.move(loan.charged, 'lent', 'withDealer');
  },
  pay: async (cents: number): Promise<void> => {
    const [row] = await shipping.service.rows<{ day: string }>("SELECT (business_now() AT TIME ZONE 'Asia/Shanghai')::date::text AS day");
    const body = { dealer, amount: money(cents), paidOn: row!.day, reference: `REF-${world.payments.length}`, reason: 'settlement' };
    const { id } = await granted(shipping.post<{ id: string }>('hqAnalyst', '/dealer-payments', body));
    world.payments.push({ id, cents, undone: false });
    world.owes -= cents;
    await refused('dealer-payment.reference-taken', () => shipping.post('hqAnalyst', '/dealer-payments', body));
  },
  undo: async (which: number): Promise<void> => {
    const payment = at(world.payments, which);
    if (!payment) return;
    const undo = () => shipping.post('hqAnalyst', `/dealer-payments/${payment.id}/undo`, { reason: 'bounced' });
    if (payment.undone) return refused('dealer-payment.undone-already', undo);
    await granted(undo());
    payment.undone = true;
    world.owes += payment.cents;
  },
  carry,
};

const onHand = async (): Promise<Record<string, number>> =>
  Object.fromEntries((await shipping.service.rows<{ account: string; qty: number }>('SELECT account, sum(on_hand)::int AS qty FROM stock_balance WHERE part = $1 GROUP BY account', part)).map(({ account, qty }) => [account, qty]));

/** Each service by itself, after each step, however much is still on its way between them. */
const adds = async (): Promise<void> => {
  expect(await shipping.service.rows(broken)).toEqual([]);
  const found = await onHand();
  const { good, in_transit, lent, withDealer, loss, scrap, supplier, elsewhere } = world.pieces;
  const is = (account: string): number => found[account] ?? 0;
  expect({
    good: is(`bin:${location}:good`), in_transit: is(`bin:${location}:in_transit`), lent: is(`bin:${location}:lent`), withDealer: is(`dealer:${dealer}`) + is(`bin:${location}:quarantine`), loss: is('loss'), scrap: is('scrap'),
    supplier: is('supplier'), elsewhere: is('bin:WH-BR01:good'),
  }).toEqual({ good, in_transit, lent, withDealer, loss, scrap, supplier, elsewhere });
  const [account] = await shipping.service.rows<{ owes: string }>("SELECT coalesce(sum(amount) FILTER (WHERE kind <> 'penalty'), 0)::text AS owes FROM dealer_account_row");
  expect(Number(account!.owes).toFixed(2)).toBe(money(world.owes));
  const [will] = await shipping.service.rows<{ owe: string }>("SELECT coalesce(sum(promised), 0)::numeric(16, 2)::text AS owe FROM dealer_promise WHERE dealer_code = $1", dealer);
  expect(will!.owe).toBe(money(world.promises.reduce((sum, { qty }) => sum + price * qty, 0)));
  for (const { open, received, waived, state } of await duties()) {
    expect(open).toBeGreaterThanOrEqual(0);
    expect([open > 0, received + waived > 0, state]).toEqual([['open', 'reminded', 'overdue'].includes(state), received + waived > 0, open > 0 ? expect.any(String) : waived > 0 ? 'waived' : received > 0 ? 'received' : 'lapsed']);
  }
};

/** Both services together, when nothing is on its way between them any more. */
const agree = async (): Promise<void> => {
  for (let more = true; more; ) {
    await carry(heard, 1_000, 2);
    await collect();
    more = [...waiting.values()].some((records) => records.length > 0);
  }
  await adds();
  const all = await duties();
  expect(all.map(({ id }) => id)).toEqual([...world.shipped.keys()].toSorted());
  for (const { id, qty, received, waived } of all) expect([id, qty]).toEqual([id, Math.max(world.shipped.get(id)! - (world.settled.get(id) ?? 0), received + waived)]);
  const [held] = await returns.service.rows<{ left: number; came: number }>(
    'SELECT (SELECT coalesce(sum(left_qty), 0)::int FROM surplus) AS left, (SELECT coalesce(sum(qty), 0)::int FROM surplus) + (SELECT coalesce(sum((convert_from(payload, $$UTF8$$)::jsonb ->> $$qty$$)::int), 0)::int FROM event WHERE type = $1 AND key IN (SELECT id::text FROM obligation) AND convert_from(payload, $$UTF8$$)::jsonb ->> $$fromSurplus$$ IS NULL) AS came', ObligationReceivedV1.type);
  expect(held!.left).toBe(world.surplus);
  // What came back lies in quarantine, once.
  expect((await onHand())[`bin:${location}:quarantine`] ?? 0).toBe(world.takenIn + held!.came);
  const [account] = await shipping.service.rows<{ balance: string }>('SELECT coalesce(sum(balance), 0)::text AS balance FROM dealer_account WHERE dealer_code = $1', dealer);
  expect(Number(account!.balance).toFixed(2)).toBe(money(world.owes + world.penalties));
};

const empty = async (): Promise<void> => {
  await readUp();
  for (const [{ service }, tables] of [
    [shipping, 'timer, stock_reservation, parts_request, picking, dispatch_ledger, delivery_note, shipment, discrepancy, carrier_claim, recount_due, loan, transfer, stock_count, dealer_account, dealer_account_row, dealer_payment, stock_transfer, stock_balance'],
    [returns, 'timer, penalty, obligation, surplus, settled_line'],
  ] as const) {
    // What is never deleted is, here: by who owns the server, with every trigger off.
    await service.admin.query(`SET session_replication_role = replica; ${tables.split(', ').map((table) => `DELETE FROM ${table};`).join(' ')} SET session_replication_role = DEFAULT`);
  }
  world = new World();
  waiting = new Map();
  await collect();
  waiting = new Map();
  await shipping.stock(part, 500);
  world.pieces.good = 500;
};

const which = fc.nat({ max: 1_000 });
const few = fc.integer({ min: 1, max: 3 });
type Step = () => Promise<void>;
const called = <K extends keyof typeof steps>(name: K, ...args: Parameters<(typeof steps)[K]>): Step =>
  Object.assign(() => (steps[name] as (...all: typeof args) => Promise<void>)(...args), { toString: () => `${name}(${JSON.stringify(args).slice(1, -1)})` });
const cents = fc.integer({ min: 1, max: 30_000 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(few, fc.integer({ min: 0, max: 3 })).map(([qty, luck]) => called('dispatch', qty, luck > 0)) },
  { weight: 2, arbitrary: few.map((qty) => called('promise', qty)) },
  { weight: 3, arbitrary: fc.tuple(which, fc.constantFrom('leaves' as const, 'cancelled' as const, 'void' as const)).map((args) => called('keep', ...args)) },
  { weight: 2, arbitrary: which.map((n) => called('comeBack', n)) },
  { weight: 6, arbitrary: fc.tuple(which, fc.constantFrom('full' as const, 'short' as const, 'short' as const, 'damaged' as const, 'over' as const), few).map((args) => called('receive', ...args)) },
  { weight: 6, arbitrary: fc.tuple(which, fc.constantFrom<Cause[]>('warehouse', 'carrier', 'supplier', 'dealer', 'unknown'), fc.constantFrom<Remedy[]>('resend', 'return', 'credit', 'accept'), fc.boolean(), fc.boolean(), fc.constantFrom('warehouse' as const, 'dealer' as const, null)).map((args) => called('settle', ...args)) },
  { weight: 2, arbitrary: which.map((n) => called('takeIn', n)) },
  { weight: 2, arbitrary: which.map((n) => called('resend', n)) },
  { weight: 3, arbitrary: fc.tuple(which, few).map((args) => called('bringBack', ...args)) },
  { weight: 2, arbitrary: few.map((qty) => called('bringUntagged', qty)) },
  { weight: 2, arbitrary: fc.tuple(which, which, few).map((args) => called('assign', ...args)) },
  { weight: 2, arbitrary: fc.tuple(which, fc.boolean()).map((args) => called('waive', ...args)) },
  { weight: 1, arbitrary: fc.constant(called('penalise')) },
  { weight: 1, arbitrary: fc.constantFrom(-3, -1, 1, 3).map((difference) => called('count', difference)) },
  { weight: 1, arbitrary: few.map((qty) => called('transfer', qty)) },
  { weight: 1, arbitrary: which.map((n) => called('arrive', n)) },
  { weight: 1, arbitrary: few.map((qty) => called('lend', qty)) },
  { weight: 2, arbitrary: fc.tuple(which, few).map((args) => called('bringLoan', ...args)) },
  { weight: 1, arbitrary: fc.tuple(which, cents).map((args) => called('chargeLoan', ...args)) },
  { weight: 1, arbitrary: cents.map((amount) => called('pay', amount)) },
  { weight: 1, arbitrary: which.map((n) => called('undo', n)) },
  { weight: 7, arbitrary: fc.tuple(fc.subarray([...new Set(heard)], { minLength: 1 }), fc.integer({ min: 1, max: 6 }), fc.nat({ max: 3 })).map((args) => called('carry', ...args)) },
);

const full = process.env.FULL === '1';
/** Not more than so long, on a machine that has something else to do as well. */
const mostMs = full ? 600_000 : 22_000;

const play = async (all: readonly Step[]): Promise<void> => {
  await empty();
  for (const act of all) {
    try {
      await act();
      await adds();
    } catch (error) {
      throw new Error(`after ${String(act)}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  }
  await agree();
};

describe('two services', () => {
  it('a difference that is heard of as settled before the dispatch makes nobody owe what he never got', () => play([
    called('dispatch', 2, true), called('receive', 0, 'short', 1), called('settle', 0, 'carrier', 'credit', false, false, null), called('carry', [DiscrepancySettledV1.topic], 100, 2), called('carry', [DeliveryNoteDispatchedV1.topic], 100, 2),
  ]), 60_000);

  it('a credit whose cost the dealer bears himself gives him nothing', () => play([
    called('dispatch', 2, false), called('receive', 0, 'short', 2), called('settle', 0, 'dealer', 'credit', false, false, null), called('carry', heard, 100, 1),
  ]), 60_000);

  it('each cause and each remedy, old parts in every way and all kinds of money, once in a row', () => play([
    called('dispatch', 3, true), called('dispatch', 2, false), called('dispatch', 3, true), called('dispatch', 2, true), called('carry', heard, 100, 1),
    called('receive', 0, 'short', 2), called('receive', 0, 'over', 2), called('receive', 0, 'damaged', 2), called('receive', 0, 'damaged', 1),
    called('settle', 0, 'warehouse', 'resend', false, true, null), called('settle', 0, 'dealer', 'accept', false, true, null), called('settle', 0, 'supplier', 'credit', true, false, null), called('settle', 0, 'unknown', 'return', true, false, 'dealer'),
    called('resend', 0), called('takeIn', 0), called('takeIn', 0), called('carry', heard, 100, 3),
    called('bringUntagged', 1), called('bringBack', 0, 1), called('bringBack', 0, 3), called('waive', 0, false), called('penalise'), called('waive', 0, true), called('bringUntagged', 3), called('bringUntagged', 3),
    called('dispatch', 1, true), called('carry', heard, 100, 1), called('assign', 0, 0, 1), called('assign', 0, 0, 3),
    called('lend', 3), called('bringLoan', 0, 1), called('chargeLoan', 0, 10_001), called('bringLoan', 0, 1), called('bringLoan', 0, 1), called('transfer', 2), called('arrive', 0), called('arrive', 0), called('count', -1),
    called('pay', 5_000), called('undo', 0), called('undo', 0), called('pay', 2_500),
    called('promise', 2), called('keep', 0, 'void'), called('keep', 0, 'leaves'), called('comeBack', 0), called('keep', 0, 'cancelled'),
  ]), 120_000);

  it('add up after every step, and agree when everything has been carried, whatever happens in whatever order', async () => {
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 12, maxLength: full ? 60 : 30 }), play), { numRuns: full ? 150 : 25, interruptAfterTimeLimit: mostMs });
  }, full ? 1_800_000 : 300_000);
});
