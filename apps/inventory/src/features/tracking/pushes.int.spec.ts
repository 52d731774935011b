import { newId } from '@aftercare/kernel';
import { request } from '@aftercare/testing';
import { Webhook } from 'standardwebhooks';
import { carrierSecrets } from '../../inventory.fixture';
import type { PushOutcome } from '../../push-body';
import type { ShipmentView } from '../../shipment-view';
import { ShippingUnderTest } from '../../shipping.fixture';
import type { ShipmentInFull } from '../shipment/get-shipment';

let house: ShippingUnderTest;
const signer = new Webhook(carrierSecrets.get('CR01')![0]!);
const forger = new Webhook('whsec_QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY=');

beforeAll(async () => {
  house = await ShippingUnderTest.start();
});
afterAll(() => house?.stop());

interface Sent {
  readonly id?: string;
  readonly at?: Date;
  readonly by?: Webhook;
  readonly carrier?: string;
  /** What is put on the wire instead of what was signed. */
  readonly instead?: object;
}

/** As a carrier's own system sends it. */
const signed = ({ id = newId(), at = new Date(), by = signer, carrier = 'CR01', instead }: Sent, body: object) => {
  const payload = JSON.stringify(body);
  const headers = { 'webhook-id': id, 'webhook-timestamp': String(Math.floor(at.getTime() / 1000)), 'webhook-signature': by.sign(id, at, payload) };
  return request(house.service.url).post<PushOutcome & { type?: string }>(`/carriers/${carrier}/pushes`, instead ?? payload, { idempotencyKey: null, headers });
};
const see = async (id: string) => (await house.get<ShipmentInFull>('clerk', `/shipments/${id}`)).body;
const inbox = (waybill: string) => house.service.rows<{ shipment_id: string | null; raw: object; code: string }>('SELECT shipment_id, raw, code FROM carrier_message WHERE waybill = $1 ORDER BY received_at', waybill);
const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

describe('a signed push', () => {
  it('is told to its shipment; who signed for it, which the carrier’s words name, is kept nowhere', async () => {
    const { shipment: { id, waybill } } = await house.dispatched();
    expect(await signed({}, { waybill, code: '3', text: '已签收，签收人：前台' })).toMatchObject({ status: 200, body: { outcome: 'tracked' } });
    expect(await see(id)).toMatchObject({ state: 'signed', late: false, journey: [{ kind: 'signed' }] });
    expect(await inbox(waybill)).toEqual([{ shipment_id: id, code: '3', raw: { waybill, code: '3', eventTime: null } }]);
    for (const { table } of await house.service.rows<{ table: string }>("SELECT c.oid::regclass::text AS table FROM pg_class c WHERE relnamespace = 'inventory'::regnamespace AND relkind = 'r'")) {
      const found = await house.service.rows(`SELECT 1 FROM ${table} t WHERE position('前台' IN t::text) > 0 OR position($1 IN t::text) > 0 OR position(encode(sha256(convert_to('已签收，签收人：前台', 'UTF8')), 'hex') IN t::text) > 0`, Buffer.from('前台').toString('hex'));
      expect([table, found]).toEqual([table, []]);
    }
    expect(house.service.logged.join('')).not.toContain('前台');
  });

  it.each<[string, Sent, string]>([
    ['forged', { by: forger }, ''],
    ['of a carrier who has agreed on no secret', { carrier: 'CR02' }, ''],
    ['of yesterday', { at: new Date(Date.now() - 86_400_000) }, ''],
    ['of tomorrow', { at: new Date(Date.now() + 86_400_000) }, ''],
    ['changed on its way', { instead: { waybill: 'KDA00000001', code: '404' } }, ''],
  ])('that is %s is refused, and nothing has changed', async (_what, sent) => {
    const { shipment: { waybill } } = await house.dispatched();
    const before = await house.everything();
    expect(await signed(sent, { waybill, code: '3' })).toMatchObject({ status: 401, body: { type: '/problems/signature.invalid' } });
    expect([await house.everything(), await inbox(waybill)]).toEqual([before, []]);
  });

  it('without a signature is refused as well', async () => {
    expect(await request(house.service.url).post('/carriers/CR01/pushes', { waybill: 'KDA00000001', code: '3' }, { idempotencyKey: null })).toMatchObject({ status: 401 });
  });

  it('that is replayed, even many times at once, is one', async () => {
    const { shipment: { id, waybill } } = await house.dispatched();
    const id1 = newId();
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => signed({ id: id1 }, { waybill, code: '2' })));
    expect(answers.map(({ body }) => body.outcome).toSorted()).toEqual(['repeated', 'repeated', 'repeated', 'repeated', 'tracked']);
    expect((await see(id)).journey).toHaveLength(1);
    expect(await inbox(waybill)).toHaveLength(1);
  });

  it('that comes out of order, and twice under another id, leaves the shipment as the carrier’s own times say', async () => {
    const pushes = [{ code: '1', eventTime: minutesAgo(50) }, { code: '2', eventTime: minutesAgo(40) }, { code: '403', eventTime: minutesAgo(30) }, { code: '202', eventTime: minutesAgo(20) }, { code: '3', eventTime: minutesAgo(10) }];
    const told = async (order: readonly number[]) => {
      const { shipment: { id, waybill } } = await house.dispatched();
      for (const at of order) await signed({}, { waybill, ...pushes[at] });
      const { state, late, arrivedAt, journey } = await see(id);
      return { state, late, arrivedAt, journey };
    };
    const inOrder = await told([0, 1, 2, 3, 4]);
    expect(inOrder).toMatchObject({ state: 'signed', late: true, journey: [{ kind: 'collected' }, { kind: 'moving' }, { kind: 'stale' }, { kind: 'out_for_delivery' }, { kind: 'signed' }] });
    for (const order of [[4, 3, 2, 1, 0], [2, 4, 2, 0, 1, 3, 4]]) expect(await told(order)).toEqual(inOrder);
  });

  it('about a waybill that nobody knows yet is kept, and told as soon as something leaves under it', async () => {
    const waybill = house.waybill();
    expect(await signed({}, { waybill, code: '1', eventTime: minutesAgo(5) })).toMatchObject({ status: 200, body: { outcome: 'kept' } });
    const note = await house.issued();
    const shipment = await house.done<ShipmentView>('storekeeper', '/shipments', { carrier: 'CR01', waybill, noteIds: [note.id] });
    expect((await see(shipment.id)).journey).toMatchObject([{ kind: 'collected' }]);
    expect(await inbox(waybill)).toMatchObject([{ shipment_id: shipment.id }]);
  });

  it('that comes in the moment of the dispatch is lost in no case', async () => {
    for (let n = 0; n < 5; n++) {
      const [waybill, note] = [house.waybill(), await house.issued()];
      const [shipment, push] = await Promise.all([house.done<ShipmentView>('storekeeper', '/shipments', { carrier: 'CR01', waybill, noteIds: [note.id] }), signed({}, { waybill, code: '2' })]);
      expect(push.status).toBe(200);
      expect((await see(shipment.id)).journey).toMatchObject([{ kind: 'moving' }]);
    }
  });

  it('about a waybill that nobody knows is refused as well where its time has not come: it would stand in the way of the dispatch', async () => {
    const [waybill, note] = [house.waybill(), await house.issued()];
    expect(await signed({}, { waybill, code: '2', eventTime: minutesAgo(-60) })).toMatchObject({ status: 409, body: { type: '/problems/tracking.time-in-future' } });
    await house.done<ShipmentView>('storekeeper', '/shipments', { carrier: 'CR01', waybill, noteIds: [note.id] });
    expect(await inbox(waybill)).toEqual([]);
  });

  it('is answered rightly and told once among two hundred that come at once: repeated, out of order, for nobody, forged, wrong', async () => {
    const known = await Promise.all(Array.from({ length: 12 }, () => house.dispatched().then(({ shipment }) => shipment)));
    const nobodys = house.waybill();
    const steps = [['1', 50], ['2', 40], ['201', 30], ['202', 20], ['3', 10]] as const;
    const told = known.flatMap(({ waybill }) => steps.map(([code, minutes]) => ({ id: newId(), body: { waybill, code, eventTime: minutesAgo(minutes) } })));
    const wrong = Array.from({ length: 10 }, () => ({ id: newId(), body: { waybill: known[0]!.waybill, code: '2', eventTime: minutesAgo(-60) } }));
    const unknown = Array.from({ length: 10 }, (_, n) => ({ id: newId(), body: { waybill: nobodys, code: '2', eventTime: minutesAgo(n) } }));
    const forged = Array.from({ length: 10 }, () => ({ id: newId(), by: forger, body: { waybill: known[1]!.waybill, code: '404' } }));
    const all = [...told, ...told, ...told, ...wrong, ...unknown, ...forged].map((push) => ({ push, at: Math.random() })).toSorted((a, b) => a.at - b.at).map(({ push }) => push);
    const answers = await Promise.all(all.map(async ({ body, ...sent }) => {
      const answer = await signed(sent, body);
      return `${answer.status} ${answer.body.outcome ?? answer.body.type}`;
    }));
    const counted = Object.fromEntries([...new Set(answers)].toSorted().map((answer) => [answer, answers.filter((other) => other === answer).length]));
    expect(counted).toEqual({ '200 kept': 10, '200 repeated': 120, '200 tracked': 60, '401 /problems/signature.invalid': 10, '409 /problems/tracking.time-in-future': 10 });
    for (const { id, waybill } of known) {
      expect(await see(id)).toMatchObject({ state: 'signed', late: false, journey: [{ kind: 'collected' }, { kind: 'moving' }, { kind: 'at_city' }, { kind: 'out_for_delivery' }, { kind: 'signed' }] });
      expect(await inbox(waybill)).toHaveLength(5);
      expect((await house.factsOf(id)).toSorted()).toEqual(['dispatched', 'signed', 'tracked', 'tracked', 'tracked', 'tracked', 'tracked']);
    }
    expect(await inbox(nobodys)).toHaveLength(10);
  });

  it.each([
    ['an unknown code', { code: '999' }, 409, 'tracking.code-unknown'],
    ['a time that has not come', { code: '2', eventTime: new Date(Date.now() + 3_600_000).toISOString() }, 409, 'tracking.time-in-future'],
    ['a time without its offset', { code: '2', eventTime: '2026-07-07T10:00:00' }, 400, 'request.invalid'],
    ['a day that does not exist', { code: '2', eventTime: '2026-02-30T10:00:00Z' }, 400, 'request.invalid'],
    ['a code that is a number', { code: 3 }, 400, 'request.invalid'],
    ['a field that nobody knows', { code: '2', status: 'x' }, 400, 'request.invalid'],
  ])('with %s is refused, and nothing is kept of it', async (_what, wrong, status, code) => {
    const { shipment: { waybill } } = await house.dispatched();
    const before = await house.everything();
    expect(await signed({}, { waybill, ...wrong })).toMatchObject({ status, body: { type: `/problems/${code}` } });
    expect([await house.everything(), await inbox(waybill)]).toEqual([before, []]);
  });
});

describe('a carrier who is signed in', () => {
  it('tells of his own waybills by the same use case', async () => {
    const { shipment: { id, waybill } } = await house.dispatched();
    const key = newId();
    for (let turn = 0; turn < 2; turn++) {
      expect(await house.post('carrier', '/tracking-pushes', { waybill, code: '404' }, { idempotencyKey: key })).toMatchObject({ status: 200, body: { outcome: 'tracked' } });
    }
    expect(await see(id)).toMatchObject({ state: 'refused', can: ['follow_up', 'arrive', 'declare_lost', 'take_back'] });
    expect(await house.factsOf(id)).toEqual(['dispatched', 'tracked', 'refused']);
  });

  it('has each of his messages answered for itself when many come at once: refused ones are audited, and their keys are free', async () => {
    const { shipment: { id, waybill } } = await house.dispatched();
    const push = (code: string, minutes: number, key = newId()) => house.post<PushOutcome>('carrier', '/tracking-pushes', { waybill, code, eventTime: minutesAgo(minutes) }, { idempotencyKey: key });
    const refused = newId();
    const refusals = "SELECT 1 FROM audit WHERE action = 'POST /tracking-pushes' AND outcome = 'refused' AND code = 'tracking.time-in-future'";
    const before = (await house.service.rows(refusals)).length;
    const answers = await Promise.all([push('1', 5), push('2', 4), push('2', -60, refused), push('202', 3), push('3', 2)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 409, 200, 200]);
    expect((await house.service.rows(refusals)).length).toBe(before + 1);
    expect(await push('2', 1, refused)).toMatchObject({ status: 200, body: { outcome: 'tracked' } });
    expect((await see(id)).journey).toHaveLength(5);
  });

  it('is a carrier: nobody else may push', async () => {
    for (const who of ['clerk', 'storekeeper', 'dealer', 'admin'] as const) expect([who, (await house.post(who, '/tracking-pushes', { waybill: 'KDA00000001', code: '3' })).status]).toEqual([who, 403]);
  });
});
