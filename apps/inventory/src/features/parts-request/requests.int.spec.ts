import { CustomerMergedV1, DeviceRegisteredV1, type EventData, type ReceivedEvent } from '@aftercare/contracts';
import { newId } from '@aftercare/kernel';
import { type principals } from '@aftercare/testing';
import { customerId, InventoryUnderTest, ticketId } from '../../inventory.fixture';
import type { PartsRequestStanding } from '../../parts-request-standing';
import { Customers } from '../../projections/customers';
import { Devices } from '../../projections/devices';
import type { BackOrderList } from '../back-order/list-back-orders';
import type { FoundPartsRequests } from './find-parts-requests';
import type { PartsRequestInFull } from './get-parts-request';

type Who = keyof typeof principals;

let inventory: InventoryUnderTest;

beforeAll(async () => {
  inventory = await InventoryUnderTest.start();
  await inventory.hearOfPeople();
});
beforeEach(() => inventory.service.admin.query('DELETE FROM stock_reservation; UPDATE stock_balance SET on_hand = 0, reserved = 0, value = 0; DELETE FROM parts_request; DELETE FROM dealer_account'));
afterAll(() => inventory?.service.stop());

const post = async (who: Who, path: string, body: object = {}, options = {}) => (await inventory.service.as(who)).post<PartsRequestStanding & { type?: string; detail?: string; errors?: { field: string }[] }>(`/parts-requests${path}`, body, options);
const get = async <B = PartsRequestInFull>(who: Who, path: string) => (await inventory.service.as(who)).get<B>(path);
const asked = (lines: readonly object[] = [{ part: 'PT037', qty: 5 }], more: object = {}) => ({ dealer: 'DL017', serial: 'YG2603000407', reason: 'defective', underWarranty: true, lines, ...more });
const submit = async (lines?: readonly object[], more?: object, who: Who = 'clerk'): Promise<string> => {
  const { status, body } = await post(who, '', asked(lines, more));
  expect([status, body]).toEqual([201, expect.objectContaining({ state: 'submitted' })]);
  return body.id;
};
const decide = (id: string, lines: readonly object[], more: object = {}, who: Who = 'branchManager') => post(who, `/${id}/decision`, { lines, ...more });
const all = (approved: number, more: object = {}) => [{ part: 'PT037', approved, ...more }];
const shelf = async (part = 'PT037') =>
  (await inventory.service.rows<{ on_hand: number; reserved: number }>(`SELECT on_hand, reserved FROM stock_balance WHERE part = $1 AND account = 'bin:WH-BR05:good'`, part))[0] ?? { on_hand: 0, reserved: 0 };
const facts = async (id: string): Promise<string[]> => (await inventory.service.rows<{ type: string }>('SELECT type FROM event WHERE key = $1 ORDER BY id', id)).map(({ type }) => type.split('.')[3]!);
const promised = async (): Promise<string | undefined> => (await inventory.service.rows<{ promised: string }>(`SELECT promised::text FROM dealer_promise WHERE dealer_code = 'DL017'`))[0]?.promised;
const everything = () => inventory.service.rows(`SELECT (SELECT json_agg(r ORDER BY r.id) FROM parts_request r) AS requests, (SELECT json_agg(b ORDER BY b.part, b.account) FROM stock_balance b) AS stock,
  (SELECT count(*)::int FROM event) AS events, (SELECT json_agg(a ORDER BY dealer_code) FROM dealer_account a) AS accounts`);

describe('asking', () => {
  it('makes a numbered request of the ticket’s dealer, customer and device, and reserves nothing', async () => {
    await inventory.stock('PT037', 3);
    const { status, body } = await post('clerk', '', { ticket: ticketId, reason: 'defective', underWarranty: true, lines: [{ part: 'PT037', qty: 2 }] });
    expect([status, body]).toEqual([201, expect.objectContaining({ number: expect.stringMatching(/^PR-HZ-\d{4}-\d{6}$/), state: 'submitted', version: 1 })]);
    const request = (await get('clerk', `/parts-requests/${body.number}`)).body;
    expect(request).toMatchObject({
      dealerCode: 'DL017', receiverKind: 'dealer', receiver: 'DL017', ticketId, ticketNumber: 'TK-HZ-2026-000001', serial: 'YG2603000407', modelCode: 'MD04', location: 'WH-BR05',
      lines: [{ requested: 2, approved: null, availableNow: 3, substitutes: [], unitPrice: '46.20' }], can: ['cancel'],
    });
    expect((await get('branchManager', `/parts-requests/${body.id}`)).body.can).toEqual(['decide', 'cancel']);
    expect([await shelf(), await facts(body.id)]).toEqual([{ on_hand: 3, reserved: 0 }, ['submitted']]);
  });

  it.each([
    ['no pieces', 400, { part: 'PT037', qty: 0 }, '/lines/0/qty'],
    ['fewer than none', 400, { part: 'PT037', qty: -1 }, '/lines/0/qty'],
    ['a thousand million', 400, { part: 'PT037', qty: 1e9 }, '/lines/0/qty'],
    ['half a piece', 400, { part: 'PT037', qty: 0.5 }, '/lines/0/qty'],
    ['pieces in words', 400, { part: 'PT037', qty: '5' }, '/lines/0/qty'],
    ['an unknown part', 409, { part: 'PT999', qty: 1 }, 'parts-request.part-unknown'],
    ['a withdrawn part', 409, { part: 'PT039', qty: 1 }, 'parts-request.part-withdrawn'],
    ['a part that does not fit', 409, { part: 'PT001', qty: 1 }, 'parts-request.part-does-not-fit'],
  ])('for %s is refused with %i, says where and what to do, and changes nothing', async (_what, status, line, where) => {
    await inventory.service.admin.query(`UPDATE part SET withdrawn = code = 'PT039'`);
    const before = await everything();
    const answer = await post('clerk', '', asked([line]));
    expect(answer.status).toBe(status);
    if (status === 400) expect(answer.body.errors).toEqual(expect.arrayContaining([expect.objectContaining({ field: where })]));
    else expect(answer.body).toMatchObject({ type: `/problems/${where}`, detail: expect.stringContaining(line.part) });
    expect(await everything()).toEqual(before);
  });

  it.each([
    ['an unknown device', { serial: 'YG0000000000' }, 409, 'parts-request.device-unknown'],
    ['an unknown dealer', { dealer: 'DL999' }, 409, 'parts-request.dealer-unknown'],
    ['a ticket that is not there', { ticket: newId() }, 404, 'ticket.not-found'],
    ['a van of nobody', { van: 'VN-XX' }, 409, 'parts-request.van-unknown'],
    ['a part twice', { lines: [{ part: 'PT037', qty: 1 }, { part: 'PT037', qty: 1 }] }, 409, 'parts-request.part-twice'],
  ])('with %s is refused', async (_what, wrong, status, code) => {
    const answer = await post('clerk', '', { ...asked(), ...wrong });
    expect([answer.status, answer.body.type]).toEqual([status, status === 404 ? expect.any(String) : `/problems/${code}`]);
  });

  it('under warranty is believed as far as directory knows: up to and including the last day of the device’s guarantee, and after it for a recall only', async () => {
    const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date());
    const until = (day: string | null) => inventory.itself('*', (tx) => new Devices().apply([{ ...told, data: { ...DeviceRegisteredV1.example, ...device, repairUntil: day } } as ReceivedEvent<DeviceRegisteredV1>], tx));
    const told = { type: DeviceRegisteredV1.type, occurredAt: new Date() };
    const device = { serial: 'YG2603000407', modelCode: 'MD04', dealerCode: 'DL017', customerId };
    try {
      for (const day of [today, null]) {
        await until(day);
        await submit();
      }
      await until('2026-01-31');
      const { body: draft } = await post('clerk', '/drafts', asked());
      const before = await everything();
      for (const answer of [await post('clerk', '', asked()), await post('dealer', '', asked()), await post('clerk', `/${draft.id}/submit`)]) {
        expect(answer).toMatchObject({ status: 409, body: { type: '/problems/parts-request.warranty-over', detail: expect.stringContaining('2026-01-31') } });
      }
      expect(await everything()).toEqual(before);
      await submit(undefined, { underWarranty: false });
      const recall = await submit(undefined, { reason: 'recall' });
      expect((await get('branchManager', `/parts-requests/${recall}`)).body).toMatchObject({ warrantyDoubt: 'over' });
      expect(await decide(recall, all(5))).toMatchObject({ status: 409, body: { type: '/problems/parts-request.warranty-unconfirmed' } });
      expect((await decide(recall, all(5), { warrantyGround: 'known_fault' })).status).toBe(200);
    } finally {
      await until('2099-12-31');
    }
  });

  it('is one request however often it is sent', async () => {
    const key = { idempotencyKey: newId() };
    const [first, second] = [await post('clerk', '', asked(), key), await post('clerk', '', asked(), key)];
    expect(second.body).toEqual(first.body);
    expect(await inventory.service.rows('SELECT id FROM parts_request')).toHaveLength(1);
  });

  it('can be kept as a draft, revised, and handed in', async () => {
    const { body: draft } = await post('clerk', '/drafts', asked([{ part: 'PT037', qty: 1 }]));
    expect(draft.state).toBe('draft');
    expect((await post('clerk', `/${draft.id}/revise`, { van: 'VN-BR05', reason: 'replenishment', lines: [{ part: 'PT038', qty: 4 }] })).status).toBe(200);
    expect(await post('clerk', `/${draft.id}/submit`)).toMatchObject({ status: 200, body: { state: 'submitted', lines: [{ part: 'PT038', requested: 4 }], version: 3 } });
    expect((await get('clerk', `/parts-requests/${draft.id}`)).body).toMatchObject({ receiverKind: 'van', receiver: 'VN-BR05', dealerCode: null, number: draft.number });
  });
});

describe('deciding', () => {
  it('needs a reason for less, reserves what was approved, and says so', async () => {
    await inventory.stock('PT037', 3);
    const id = await submit();
    expect(await decide(id, all(3))).toMatchObject({ status: 409, body: { type: '/problems/parts-request.reason-missing' } });
    expect(await shelf()).toEqual({ on_hand: 3, reserved: 0 });
    expect(await decide(id, all(3, { reason: 'stock_rationing' }))).toMatchObject({ status: 200, body: { state: 'partly_approved', lines: [{ requested: 5, approved: 3, reserved: 3, backOrder: 0 }] } });
    expect(await shelf()).toEqual({ on_hand: 3, reserved: 3 });
    expect(await facts(id)).toEqual(['submitted', 'decided']);
  });

  it('from stock now is all or nothing', async () => {
    await inventory.stock('PT037', 3);
    const id = await submit();
    const before = await everything();
    expect(await decide(id, all(5), { fromStockNow: true })).toMatchObject({ status: 409, body: { type: '/problems/stock.insufficient' } });
    expect(await everything()).toEqual(before);
  });

  it('back-orders the rest, which the next goods go to', async () => {
    await inventory.stock('PT037', 3);
    const id = await submit();
    expect(await decide(id, all(5), { promisedOn: '2099-01-01' })).toMatchObject({ body: { lines: [{ reserved: 3, backOrder: 2, promisedOn: '2099-01-01' }] } });
    expect(await facts(id)).toEqual(['submitted', 'decided', 'back_ordered']);
    await inventory.stock('PT037', 4);
    expect((await get('clerk', `/parts-requests/${id}`)).body.lines[0]).toMatchObject({ reserved: 5, backOrder: 0, promisedOn: null });
    expect(await shelf()).toEqual({ on_hand: 7, reserved: 5 });
  });

  it('is nobody’s for himself, for a relative, or in another branch; a refusal leaves its line in the audit', async () => {
    const own = await submit(undefined, undefined, 'branchManager');
    expect(await decide(own, all(5))).toMatchObject({ status: 409, body: { type: '/problems/parts-request.self-or-relative' } });
    expect(await decide(await submit(), all(5), {}, 'supervisor')).toMatchObject({ status: 409, body: { type: '/problems/parts-request.self-or-relative' } });
    expect(await inventory.service.rows('SELECT actor, outcome, code FROM audit ORDER BY id DESC LIMIT 1')).toEqual([{ actor: 'ST008', outcome: 'refused', code: 'parts-request.self-or-relative' }]);
    expect((await decide(await submit(), all(5), {}, 'clerk')).status).toBe(403);
  });

  it('is nobody’s for a relative whose record was merged, whichever of its codes was declared', async () => {
    const [old, newest] = [newId(), newId()];
    const merged = (customerId: string, survivorId: string) => ({ type: CustomerMergedV1.type, data: { ...CustomerMergedV1.example, customerId, survivorId } }) as unknown as ReceivedEvent<EventData>;
    await inventory.service.admin.query(`INSERT INTO customer VALUES ('${old}', 'CU00007', 'BR05', 'DL017'), ('${newest}', 'CU00009', 'BR05', 'DL017')`);
    // The later merge is heard of first: they are of different keys.
    await inventory.itself('*', async (tx) => {
      await new Customers().apply([merged(customerId, newest)], tx);
      await new Customers().apply([merged(old, customerId)], tx);
    });
    for (const declared of ['CU00007', 'CU00009']) {
      await inventory.service.admin.query(`UPDATE staff SET relatives = ARRAY[$1] WHERE id = 'ST029'`, [declared]);
      for (const customer of [old, customerId, newest]) {
        expect(await decide(await submit(undefined, { customer }), all(5))).toMatchObject({ status: 409, body: { type: '/problems/parts-request.self-or-relative' } });
      }
    }
    await inventory.service.admin.query(`UPDATE staff SET relatives = '{}' WHERE id = 'ST029'; UPDATE customer SET merged_into = NULL`);
  });

  it('may send a substitute that was accepted', async () => {
    await inventory.stock('PT038', 2);
    const id = await submit([{ part: 'PT037', qty: 2 }]);
    expect(await decide(id, all(2, { substitute: 'PT038' }))).toMatchObject({ status: 409, body: { type: '/problems/parts-request.substitute-not-agreed' } });
    expect(await decide(id, all(2, { substitute: 'PT039', agreedWith: 'DL017' }))).toMatchObject({ status: 409, body: { type: '/problems/parts-request.substitute-not-allowed' } });
    expect((await post('dealer', `/${id}/substitutes`, { lineNo: 1, part: 'PT038', answer: 'accepted' })).status).toBe(200);
    expect(await decide(id, all(2, { substitute: 'PT038' }))).toMatchObject({ body: { state: 'approved', lines: [{ part: 'PT037', suppliedAs: 'PT038', reserved: 2 }] } });
    expect(await shelf('PT038')).toEqual({ on_hand: 2, reserved: 2 });
  });
});

describe('a warranty that is claimed', () => {
  const decidedFact = async (id: string) => (await inventory.service.rows<{ payload: { warranty?: object } }>("SELECT convert_from(payload, 'UTF8')::jsonb AS payload FROM event WHERE key = $1 AND type LIKE '%.decided.v1'", id))[0]?.payload.warranty;
  const unfit = { part: 'PT037', qty: 2 };

  it.each([
    ['without a device', { serial: null }, 'no_device'],
    ['for another dealer’s device', { dealer: 'DL005' }, 'others_device'],
  ])('%s is free only on a ground that whoever approves names; the request and its fact keep both', async (_what, more, doubt) => {
    await inventory.stock('PT037', 5);
    const id = await submit([unfit], more);
    expect((await get('branchManager', `/parts-requests/${id}`)).body).toMatchObject({ underWarranty: true, warrantyDoubt: doubt, warrantyGround: null });
    const before = await everything();
    expect(await decide(id, all(2))).toMatchObject({ status: 409, body: { type: '/problems/parts-request.warranty-unconfirmed', detail: expect.stringContaining(doubt) } });
    expect((await decide(id, all(2), { warrantyGround: 'because' })).status).toBe(400);
    expect(await everything()).toEqual(before);
    expect((await decide(id, all(2), { warrantyGround: 'unsold_stock' })).status).toBe(200);
    expect((await get('branchManager', `/parts-requests/${id}`)).body).toMatchObject({ decidedBy: 'ST029', warrantyDoubt: doubt, warrantyGround: 'unsold_stock' });
    expect(await decidedFact(id)).toEqual({ doubt, ground: 'unsold_stock' });
  });

  it('by its device needs none; nor does one that is rejected', async () => {
    const [proven, rejected] = [await submit([unfit]), await submit([unfit], { serial: null })];
    expect((await get('branchManager', `/parts-requests/${proven}`)).body).toMatchObject({ warrantyDoubt: null });
    expect((await decide(proven, all(2))).status).toBe(200);
    expect((await decide(rejected, all(0, { reason: 'out_of_warranty' }))).status).toBe(200);
    for (const id of [proven, rejected]) expect([(await get('branchManager', `/parts-requests/${id}`)).body, await decidedFact(id)]).toEqual([expect.objectContaining({ warrantyDoubt: null, warrantyGround: null }), undefined]);
  });
});

describe('what is not under warranty', () => {
  const charged = (qty: number) => submit([{ part: 'PT037', qty }], { underWarranty: false });

  it('counts for the dealer’s credit from the approval on; above his limit it waits for finance', async () => {
    await inventory.stock('PT037', 20);
    expect((await decide(await charged(10), all(10))).body.state).toBe('approved');
    expect(await promised()).toBe('462.00');
    const second = await charged(1);
    expect(await decide(second, all(1))).toMatchObject({ status: 200, body: { state: 'in_approval', lines: [{ approved: null, reserved: 0 }] } });
    expect([await promised(), await shelf(), await facts(second)]).toEqual(['462.00', { on_hand: 20, reserved: 10 }, ['submitted', 'referred']]);
    expect(await post('branchManager', `/${second}/credit`, { granted: true })).toMatchObject({ status: 409, body: { type: '/problems/parts-request.finance-only' } });
    expect(await post('hqAnalyst', `/${second}/credit`, { granted: true })).toMatchObject({ status: 200, body: { state: 'approved', lines: [{ approved: 1, reserved: 1 }] } });
    expect(await promised()).toBe('508.20');
  });

  it('cannot pass the limit by two decisions at once', async () => {
    await inventory.stock('PT037', 20);
    const ids = await Promise.all([charged(6), charged(6)]);
    const answers = await Promise.all(ids.map((id) => decide(id, all(6))));
    expect(answers.map(({ body }) => body.state).sort()).toEqual(['approved', 'in_approval']);
    expect(await promised()).toBe('277.20');
  });

  it('counts no longer when it is cancelled', async () => {
    await inventory.stock('PT037', 2);
    const id = await charged(5);
    await decide(id, all(5));
    expect(await promised()).toBe('231.00');
    expect((await post('clerk', `/${id}/cancel`, { reason: 'not_needed' })).body.state).toBe('cancelled');
    expect([await promised(), await shelf()]).toEqual([undefined, { on_hand: 2, reserved: 0 }]);
  });
});

describe('cancelling', () => {
  it('gives what was reserved to who waits for it', async () => {
    await inventory.stock('PT037', 2);
    const [first, second] = [await submit([{ part: 'PT037', qty: 2 }]), await submit([{ part: 'PT037', qty: 2 }])];
    await decide(first, all(2));
    await decide(second, all(2));
    expect((await post('clerk', `/${first}/cancel`, { reason: 'mistake' })).status).toBe(200);
    expect((await get('clerk', `/parts-requests/${second}`)).body.lines[0]).toMatchObject({ reserved: 2, backOrder: 0 });
    expect(await inventory.service.rows('SELECT request_id, qty FROM stock_reservation')).toEqual([{ request_id: second, qty: 2 }]);
  });

  it('and an approval at once end in one of the two, with the stock as it says', async () => {
    await inventory.stock('PT037', 100);
    for (let round = 0; round < 8; round++) {
      const id = await submit();
      const [approval, cancel] = await Promise.all([decide(id, all(5)), post('clerk', `/${id}/cancel`, { reason: 'not_needed' })]);
      expect(cancel.status).toBe(200);
      // The approval came first and its stock was let go of, or it came second and is refused.
      if (approval.status !== 200) expect(approval).toMatchObject({ status: 409, body: { type: '/problems/parts-request.move-not-allowed' } });
      expect((await get('clerk', `/parts-requests/${id}`)).body.state).toBe('cancelled');
      expect([await shelf(), await inventory.service.rows('SELECT 1 FROM stock_reservation')]).toEqual([{ on_hand: 100, reserved: 0 }, []]);
    }
  });

  it('needs what is picked back on the shelf', async () => {
    await inventory.stock('PT037', 5);
    const id = await submit();
    await decide(id, all(5));
    await inventory.itself(['BR05'], (tx) => inventory.requests.changeIn(tx, id, (request, { now }) => request.take(newId(), [{ lineNo: 1, qty: 2, short: 0 }], now)));
    expect(await post('clerk', `/${id}/cancel`, { reason: 'not_needed' })).toMatchObject({ status: 409, body: { type: '/problems/parts-request.put-back-first' } });
    expect(await shelf()).toEqual({ on_hand: 5, reserved: 5 });
  });
});

describe('lists', () => {
  it('are by branch, state, dealer and ticket, page by page, and nobody sees what is not his', async () => {
    const ids: string[] = [];
    for (let at = 0; at < 3; at++) ids.push(await submit([{ part: 'PT037', qty: 1 }], at === 1 ? { dealer: 'DL005', ticket: ticketId } : {}));
    const found = async (who: Who, query: string) => (await get<FoundPartsRequests>(who, `/parts-requests?${query}`)).body.items.map(({ id }) => id);
    expect(await found('clerk', 'state=submitted')).toEqual(ids.toReversed());
    expect(await found('clerk', 'dealer=DL005')).toEqual([ids[1]]);
    expect(await found('hqAnalyst', `ticket=${ticketId}`)).toEqual([ids[1]]);
    expect(await found('dealer', '')).toEqual([ids[2], ids[0]]);
    expect(await found('dealer', 'dealer=DL005')).toEqual([]);
    expect(await found('clerkElsewhere', '')).toEqual([]);
    expect((await get('dealer', `/parts-requests/${ids[1]}`)).status).toBe(404);
    expect((await get('clerkElsewhere', `/parts-requests/${ids[0]}`)).status).toBe(404);
    expect((await post('dealer', `/${ids[1]}/cancel`, { reason: 'mistake' })).status).toBe(404);
    const first = (await get<FoundPartsRequests>('clerk', '/parts-requests?limit=2')).body;
    const second = (await get<FoundPartsRequests>('clerk', `/parts-requests?limit=2&after=${first.next}`)).body;
    expect([first.items.length, second.items.map(({ id }) => id), second.next]).toEqual([2, [ids[0]], null]);
  });

  it('of back-orders are in the order of service: urgent, then what waits longest', async () => {
    const wait = async (urgency: string) => {
      const id = await submit([{ part: 'PT037', qty: 1 }], { urgency });
      await decide(id, all(1));
      return id;
    };
    const [normal, later, urgent] = [await wait('normal'), await wait('normal'), await wait('urgent')];
    const old = await wait('normal');
    await inventory.service.admin.query(`UPDATE parts_request SET lines = jsonb_set(lines, '{0,backOrderSince}', to_jsonb(now() - interval '31 days')) WHERE id = $1`, [old]);
    const list = async (query = '') => (await get<BackOrderList>('clerk', `/back-orders?part=PT037&location=WH-BR05${query}`)).body;
    expect((await list()).items.map(({ requestId }) => requestId)).toEqual([old, urgent, normal, later]);
    const first = await list('&limit=3');
    expect((await list(`&after=${first.next}`)).items.map(({ requestId }) => requestId)).toEqual([later]);
    for (const served of [old, urgent, normal]) {
      await inventory.stock('PT037', 1);
      expect((await get('clerk', `/parts-requests/${served}`)).body.lines[0]).toMatchObject({ reserved: 1 });
    }
  });
});
