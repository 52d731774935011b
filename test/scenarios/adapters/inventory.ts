import type { Answer } from '@aftercare/testing';
import { instantOf } from '../../../tools/scenarios/read.ts';
import type { Value, Values } from '../../../tools/scenarios/read.ts';
import type { Http } from '../installation.ts';
import type { Act, FactAdapter, World } from '../world.ts';
import { figurePath } from './kpis.ts';

const inventory = '/inventory';
const requests = `${inventory}/parts-requests`;
const pickings = `${inventory}/pickings`;
const notes = `${inventory}/delivery-notes`;
const shipments = `${inventory}/shipments`;

type Row = Readonly<Record<string, Value>>;
const rows = (value: Value | undefined): readonly Row[] => (Array.isArray(value) ? (value as readonly Row[]) : []);

/** A document of the scenario, read by somebody who reads everything. */
const read = async <B = Row>(path: string, world: World): Promise<B> => {
  const { status, body } = await (await world.reader()).get<B>(path);
  if (status !== 200) throw new Error(`${path} answers ${status}`);
  return body;
};

/** Names the document that an action made. */
const named = (answer: Answer<Record<string, unknown>>, name: Value | undefined, world: World): Answer<Record<string, unknown>> => {
  if (answer.status === 201) world.name(name, String(answer.body['id']));
  return answer;
};

const lineOf = ({ part, qty }: Row): Row => ({ part: part!, qty: qty! });

export const inventoryActions: Readonly<Record<string, Act>> = {
  'submit parts request': async (inputs, actor, world) => {
    const { as: name, ticket, dealer, serial, reason, urgency, under_warranty: underWarranty, lines } = inputs;
    const about = { ...(ticket === undefined ? {} : { ticket: world.id(ticket) }), ...(urgency === undefined ? {} : { urgency }), ...(underWarranty === undefined ? {} : { underWarranty }) };
    return named(await actor.post(requests, { dealer, serial, reason, ...about, lines: rows(lines).map(lineOf) }), name, world);
  },
  'decide parts request': (inputs, actor, world) => {
    const { from_stock_now: fromStockNow, promised_on: promisedOn } = inputs;
    const lines = rows(inputs['lines']).map(({ agreed_with: agreedWith, ...line }) => ({ ...line, ...(agreedWith === undefined ? {} : { agreedWith }) }));
    return actor.post(`${requests}/${world.id(inputs['request'])}/decision`, { lines, ...(fromStockNow === undefined ? {} : { fromStockNow }), ...(promisedOn === undefined ? {} : { promisedOn }) });
  },
  'close request': (inputs, actor, world) => actor.post(`${requests}/${world.id(inputs['request'])}/close`, {}),
  pick: async (inputs, actor, world) => {
    const { scans, short } = inputs;
    return named(await actor.post(`${requests}/${world.id(inputs['request'])}/pickings`, { scans, ...(short === undefined ? {} : { short: rows(short).filter(({ reason }) => reason !== undefined).map(({ part, reason }) => ({ part, reason })) }) }), inputs['as'], world);
  },
  'check picking': (inputs, actor, world) => actor.post(`${pickings}/${world.id(inputs['picking'])}/check`, { counts: inputs['counts'] }),
  'issue delivery note': async (inputs, actor, world) => named(await actor.post(notes, { pickingId: world.id(inputs['picking']) }), inputs['as'], world),
  dispatch: (inputs, actor, world) => dispatch(inputs, actor, world),
  'push tracking': async (inputs, actor) => {
    const { tracking: waybill, code, text, event_time: eventTime } = inputs;
    return actor.post(`${inventory}/tracking-pushes`, { waybill, code: String(code), text, ...(eventTime === undefined ? {} : { eventTime: instantOf(eventTime)?.toISOString() }) });
  },
  'write follow-up note': async (inputs, actor, world) => {
    const { shipmentId, branchId } = await read<{ shipmentId: string; branchId: string }>(`${notes}/${world.id(inputs['note'])}`, world);
    const written = await actor.post('/directory/notes', { branchId, about: shipmentId, kind: 'follow_up', texts: { words: inputs['text'] } });
    if (written.status !== 201) return written;
    return actor.post(`${shipments}/${shipmentId}/follow-ups`, { wordsId: written.body['noteId'] });
  },
  'confirm receipt': (inputs, actor, world) => {
    // The scenarios count photos; what is sent is the hash of each.
    const lines = rows(inputs['lines']).map(({ photos, ...line }) => ({ ...line, ...(typeof photos === 'number' ? { photos: Array.from({ length: photos }, (_, at) => String(at + 1).padStart(64, '0')) } : {}) }));
    return actor.post(`${notes}/${world.id(inputs['note'])}/receipt`, { lines });
  },
  'change ledger row': async (inputs, actor, world) => {
    const row = (await ledgerRows(`note=${world.id(inputs['note'])}`, world)).find(({ part }) => part === inputs['part']);
    return actor.post(`${inventory}/dispatch-ledger/${String(row?.['row'])}/change`, { qty: inputs['qty'] });
  },
  'post stock count': (inputs, actor, world) => counted(inputs, actor, world),
  /** The sending place's keeper lays it out, a colleague counts it and sends it; the actor receives it. */
  'receive transfer': async (inputs, actor, world) => {
    const { from, to, part, qty } = inputs;
    const { branchId, holderId } = await placeOf(from, world);
    const { id } = await must('the transfer', (await world.as(holderId)).post(`${inventory}/transfers`, { from, to, lines: [{ part, qty }] }));
    await must('the sending', (await world.as(await inBranch(branchId, 'clerk', world))).post(`${inventory}/transfers/${String(id)}/send`, {}));
    return actor.post(`${inventory}/transfers/${String(id)}/receive`, {});
  },
  'look up': async (inputs, actor, world) => {
    const { list, branch, note, page, kpi } = inputs;
    if (kpi !== undefined) return actor.get(figurePath({ ...inputs, name: kpi }));
    if (note !== undefined) return actor.get(`${notes}/${world.id(note)}`);
    const at = page === undefined ? '' : `&limit=${String(page)}`;
    if (list === 'in_transit') return actor.get(`${shipments}?branch=${String(branch)}&travelling=true${at}`);
    if (list === 'back_orders') return actor.get(`${inventory}/back-orders?branch=${String(branch)}${at}`);
    if (list === 'not_followed_today') return actor.get(`${inventory}/follow-ups/unfollowed?branch=${String(branch)}`);
    if (list === 'old_part_obligations') return actor.get(`/dealer-returns/obligations?branch=${String(branch)}${at}`);
    throw new Error(`the runner cannot look up ${JSON.stringify(inputs)}: teach it in test/scenarios/adapters/inventory.ts`);
  },
};

/** A waybill of its own for the note; its shipment is a document of the scenario as well. */
async function dispatch(inputs: Values, actor: Http, world: World): Promise<Answer<Record<string, unknown>>> {
  const { note, carrier, tracking: waybill } = inputs;
  const answer = await actor.post(shipments, { carrier, waybill, noteIds: [world.id(note)] });
  return named(answer, `${String(note)} on its way`, world);
}

/** Where the difference is large, head office agrees to it. */
async function counted(inputs: Values, actor: Http, world: World): Promise<Answer<Record<string, unknown>>> {
  const answer = await actor.post<Record<string, unknown>>(`${inventory}/stock-counts`, inputs);
  if (answer.status !== 201 || answer.body['state'] !== 'waiting') return answer;
  return (await world.as(await inBranch('FA01', 'hq_analyst', world))).post(`${inventory}/stock-counts/${String(answer.body['documentId'])}/approve`, { reason: 'not_booked' });
}

/** Who does what in a branch, by the sample's people. */
async function inBranch(branchId: string, role: string, world: World): Promise<string> {
  const { items } = await read<{ items: readonly { staffId: string; role: string; branchId: string }[] }>(`/directory/staff?branchId=${branchId}&limit=200`, world);
  const found = items.find((one) => one.role === role && one.branchId === branchId);
  if (!found) throw new Error(`${branchId} has nobody who is ${role}`);
  return found.staffId;
}

const placeOf = async (location: Value | undefined, world: World): Promise<{ readonly branchId: string; readonly holderId: string }> => {
  const { items } = await read<{ items: readonly { locationCode: string; branchId: string; holderId: string }[] }>(`${inventory}/locations`, world);
  const place = items.find(({ locationCode }) => locationCode === location);
  if (!place) throw new Error(`there is no place ${String(location)}`);
  return place;
};

const must = async (what: string, answer: Promise<Answer<Record<string, unknown>>>): Promise<Record<string, unknown>> => {
  const { status, body } = await answer;
  if (status < 200 || status >= 300) throw new Error(`${what} answers ${status} ${JSON.stringify(body['type'] ?? body)}`);
  return body;
};

/** What is set before step 1, through the same routes as everything else. */
export const inventoryGivens: Readonly<Record<string, (entry: Values, world: World) => Promise<void>>> = {
  /** The branch's manager has counted the place. */
  stock: async (entry, world) => {
    const { location, part, bin, on_hand: onHand } = entry;
    const { branchId } = await placeOf(location, world);
    await must('the count', counted({ location: location!, part: part!, bin: bin!, counted: onHand! }, await world.as(await inBranch(branchId, 'branch_manager', world)), world));
  },
  /** The whole chain: the checker has asked for it, the branch's manager approved it, the picker picked, wrote the note and sent it. */
  shipped: async (entry, world) => {
    const { as: name, request, from, dealer, carrier, tracking, picker, checker, under_warranty: underWarranty = false, lines } = entry;
    const { branchId } = await placeOf(from, world);
    const [keeper, second, manager] = [await world.as(String(picker)), await world.as(String(checker)), await world.as(await inBranch(branchId, 'branch_manager', world))];
    const wanted = rows(lines).map(lineOf);
    const asked = await must('the request', second.post(requests, { dealer, reason: 'defective', underWarranty, lines: wanted }));
    const requestId = String(asked['id']);
    world.name(request ?? `request of ${String(name)}`, requestId);
    await must('the decision', manager.post(`${requests}/${requestId}/decision`, { lines: wanted.map(({ part, qty: approved }) => ({ part, approved })), fromStockNow: true, ...(underWarranty === true ? { warrantyGround: 'device_seen' } : {}) }));
    const picking = await must('the picking', keeper.post(`${requests}/${requestId}/pickings`, { scans: wanted }));
    await must('the check', second.post(`${pickings}/${String(picking['id'])}/check`, { counts: wanted }));
    const note = await must('the delivery note', keeper.post(notes, { pickingId: picking['id'] }));
    world.name(name, String(note['id']));
    await must('the dispatch', dispatch({ note: name!, carrier: carrier!, tracking: tracking! }, keeper, world));
  },
  /** Of what was sent like that, everything came. */
  received: async ({ as: name, dealer, lines }, world) => {
    const received = rows(lines).map(({ part, qty }) => ({ part, received: qty, rejected: 0 }));
    await must('the receipt', (await world.as(String(dealer))).post(`${notes}/${world.id(name)}/receipt`, { lines: received }));
  },
};

/** The rows of the dispatch ledger, all pages. */
async function ledgerRows(query: string, world: World): Promise<Row[]> {
  const found: Row[] = [];
  for (let after: string | null = ''; after !== null; ) {
    const { items, next }: { items: Row[]; next: string | null } = await read(`${inventory}/dispatch-ledger?${query}&limit=200${after && `&after=${after}`}`, world);
    found.push(...items);
    after = next;
  }
  return found;
}

/** Each key of a line, by whose line it is. What came of a request is the sum of its notes, which is 0 as long as there is none. */
const requestLine = (line: Row): Row => ({
  requested: line['requested']!, approved: line['approved']!, shipped: line['shipped']!, received: line['received'] ?? 0, back_order: line['backOrder']!, supplied_as: line['suppliedAs']!,
  available_now: line['availableNow']!, substitutes_offered: rows(line['substitutes']).map(({ part }) => part!),
});
const pickingLine = (line: Row): Row => ({ picked: line['picked']!, checked: line['checked']! });
const noteLine = (line: Row, state: Value): Row => ({
  shipped: state === 'issued' || state === 'void' ? null : line['qty']!, received: line['received']!, accepted: line['accepted']!, rejected: line['rejected']!, difference: line['difference']!,
});

/** Documents by their local names: what a list shows of this scenario, in the list's order. */
const calledIn = (ids: readonly string[], world: World): readonly string[] => ids.map((id) => world.called(id)).filter((name) => name !== null);

const shipmentOf = async (ref: Value | undefined, world: World): Promise<Row> => {
  const { shipmentId } = await read<{ shipmentId: string | null }>(`${notes}/${world.id(ref)}`, world);
  if (shipmentId === null) throw new Error('it has not been dispatched');
  return read(`${shipments}/${shipmentId}`, world);
};

const lists: Readonly<Record<string, (expected: Values, world: World) => Promise<readonly string[]>>> = {
  back_orders: async ({ part, location }, world) => {
    const { items } = await read<{ items: readonly { requestId: string }[] }>(`${inventory}/back-orders?limit=200&part=${String(part)}&location=${String(location)}`, world);
    return calledIn(items.map(({ requestId }) => requestId), world);
  },
  in_transit: async ({ branch }, world) => {
    const { items } = await read<{ items: readonly { notes: readonly { noteId: string }[] }[] }>(`${shipments}?limit=200&travelling=true&branch=${String(branch)}`, world);
    return calledIn(items.flatMap((one) => one.notes.map(({ noteId }) => noteId)), world);
  },
  not_followed_today: async ({ branch, day }, world) => {
    const { items } = await read<{ items: readonly { id: string }[] }>(`${inventory}/follow-ups/unfollowed?branch=${String(branch)}&day=${String(day)}`, world);
    return calledIn(items.map(({ id }) => id), world).map((name) => name.replace(' on its way', ''));
  },
};

export const inventoryFacts: Readonly<Record<string, FactAdapter>> = {
  request: { selects: ['ref'], look: async ({ ref }, world) => ({ state: (await read(`${requests}/${world.id(ref)}`, world))['state']! }) },
  picking: { selects: ['ref'], look: async ({ ref }, world) => {
    const { state, picker, checker } = await read(`${pickings}/${world.id(ref)}`, world);
    return { state: state!, picker: picker!, checker: checker! };
  } },
  note: { selects: ['ref'], look: async ({ ref }, world) => {
    const { state, lines, totalQty } = await read(`${notes}/${world.id(ref)}`, world);
    return { state: state!, lines: rows(lines).length, total_qty: totalQty! };
  } },
  shipment: { selects: ['ref'], look: async ({ ref }, world) => {
    const { state, promisedOn, arrivedOn, late, followedOn } = await shipmentOf(ref, world);
    return { state: state!, promised_on: promisedOn!, arrived_on: arrivedOn!, late: late!, followed_on: followedOn! };
  } },

  /** Of a request, a picking or a note: whichever has this name. */
  line: { selects: ['of', 'part'], look: async ({ of, part }, world) => {
    const reader = await world.reader();
    for (const [path, keys] of [[requests, requestLine], [pickings, pickingLine], [notes, noteLine]] as const) {
      const { status, body } = await reader.get<{ lines: readonly Row[]; state: Value }>(`${path}/${world.id(of)}`);
      if (status !== 200) continue;
      const line = body.lines.find((one) => one['part'] === part);
      if (!line) throw new Error(`it has no line ${String(part)}`);
      return keys(line, body.state);
    }
    throw new Error(`${String(of)} is no request, picking or note`);
  } },

  stock: { selects: ['location', 'part', 'bin'], look: async ({ location, part, bin }, world) => {
    const { items } = await read<{ items: readonly Record<string, number>[] }>(`${inventory}/stock?location=${String(location)}&part=${String(part)}`, world);
    const { good = 0, reserved = 0, available = 0, bad = 0, quarantine = 0, inTransit = 0 } = items[0] ?? {};
    if (bin === 'good') return { on_hand: good, reserved, available };
    const onHand = { bad, quarantine, in_transit: inTransit }[String(bin)];
    if (onHand === undefined) throw new Error(`there is no bin ${String(bin)}`);
    return { on_hand: onHand, reserved: 0, available: 0 };
  } },

  ledger: { selects: ['note', 'request'], look: async ({ note, request, part }, world) => {
    const all = await ledgerRows(note === undefined ? `request=${world.id(request)}` : `note=${world.id(note)}`, world);
    const found = part === undefined ? all : all.filter((row) => row['part'] === part);
    const [first] = found;
    // The note knows which part was asked for.
    const line = first && note !== undefined ? rows((await read(`${notes}/${world.id(note)}`, world))['lines']).find(({ part }) => part === first['part']) : undefined;
    return {
      rows: found.length, total_qty: found.reduce((sum, { qty }) => sum + Number(qty), 0), corrections: found.filter(({ corrects }) => corrects !== null).length,
      part: first?.['part'] ?? null, ...(line ? { replaces: line['askedFor'] === line['part'] ? null : line['askedFor']! } : {}),
    };
  } },

  list: { selects: ['name', 'branch', 'day', 'part', 'location'], look: async (expected, world) => {
    const list = lists[String(expected['name'])];
    if (!list) throw new Error(`the runner cannot look up the list ${String(expected['name'])}: teach it in test/scenarios/adapters`);
    const found = await list(expected, world);
    return { in_order: found, contains: found, excludes: found };
  } },
};
