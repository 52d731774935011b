import { newId } from '@aftercare/kernel';
import type { principals } from '@aftercare/testing';
import { bin, outside } from './domain/stock';
import type { DeliveryNoteView } from './delivery-note-view';
import { InventoryUnderTest } from './inventory.fixture';
import type { PartsRequestStanding } from './parts-request-standing';
import type { PickingView } from './picking-view';
import type { ShipmentView } from './shipment-view';

type Who = keyof typeof principals;
interface Asked {
  readonly lines?: readonly { readonly part: string; readonly qty: number }[];
  readonly underWarranty?: boolean;
  readonly dealer?: string | null;
  readonly more?: object;
}

/** The service with a branch that has a warehouse full of heaters, two dealers and a customer, and what people do in it. */
export class ShippingUnderTest {
  #waybills = 0;

  private constructor(readonly inventory: InventoryUnderTest) {}

  static async start(poolSize = 8, directoryUrl?: string): Promise<ShippingUnderTest> {
    const inventory = await InventoryUnderTest.start({ poolSize, ...(directoryUrl === undefined ? {} : { directoryUrl }) });
    const { admin } = inventory.service;
    await inventory.hearOfPeople();
    await admin.query(`INSERT INTO dealer VALUES ('DL018', 'BR05', NULL, 'CNY'), ('DL001', 'BR01', NULL, 'CNY')`);
    const house = new ShippingUnderTest(inventory);
    await house.stock('PT039', 1_000);
    await house.stock('PT001', 1_000);
    return house;
  }

  get service() {
    return this.inventory.service;
  }

  stop(): Promise<void> {
    return this.service.stop();
  }

  async stock(part: string, qty: number, location = 'WH-BR05'): Promise<void> {
    await this.inventory.itself('*', (tx) => this.inventory.ledger.post(tx, [{ part, qty, from: outside('opening'), to: bin(location, 'good'), reason: 'opening', document: { kind: 'opening', id: newId() } }]));
  }

  async post<T = Record<string, unknown>>(who: Who, path: string, body: object = {}, options = {}) {
    return (await this.service.as(who)).post<T & { type?: string; detail?: string }>(path, body, options);
  }

  async get<T = Record<string, unknown>>(who: Who, path: string) {
    return (await this.service.as(who)).get<T>(path);
  }

  /** What must succeed on the way to what a test is about. */
  async done<T>(who: Who, path: string, body: object = {}): Promise<T> {
    const { status, body: answer } = await this.post<T>(who, path, body);
    if (status >= 300) throw new Error(`${path} answers ${status} ${JSON.stringify(answer)}`);
    return answer;
  }

  /** Asked for by the clerk for a dealer and approved in full. */
  async approved({ lines = [{ part: 'PT039', qty: 4 }], underWarranty = true, dealer = 'DL017', more = {} }: Asked = {}): Promise<PartsRequestStanding> {
    const request = await this.done<PartsRequestStanding>('clerk', '/parts-requests', { dealer, reason: 'defective', underWarranty, lines, ...more });
    return this.done('branchManager', `/parts-requests/${request.id}/decision`, { lines: lines.map(({ part, qty }) => ({ part, approved: qty })), warrantyGround: 'part_itself' });
  }

  async picked(asked: Asked = {}): Promise<PickingView> {
    const request = await this.approved(asked);
    return this.done('storekeeper', `/parts-requests/${request.id}/pickings`, { scans: asked.lines ?? [{ part: 'PT039', qty: 4 }] });
  }

  async checked(asked: Asked = {}): Promise<PickingView> {
    const picking = await this.picked(asked);
    return this.done('clerk', `/pickings/${picking.id}/check`, { counts: picking.lines.map(({ part, picked: qty }) => ({ part, qty })) });
  }

  async issued(asked: Asked = {}): Promise<DeliveryNoteView> {
    const { id: pickingId } = await this.checked(asked);
    return this.done('storekeeper', '/delivery-notes', { pickingId });
  }

  waybill(): string {
    return `KDA2026${String(++this.#waybills).padStart(6, '0')}`;
  }

  async dispatched(asked: Asked = {}): Promise<{ note: DeliveryNoteView; shipment: ShipmentView }> {
    const note = await this.issued(asked);
    const shipment = await this.done<ShipmentView>('storekeeper', '/shipments', { carrier: 'CR01', waybill: this.waybill(), noteIds: [note.id] });
    return { note, shipment };
  }

  /** On hand and reserved in a bin of the branch's warehouse. */
  async bin(part: string, which: 'good' | 'quarantine' | 'in_transit'): Promise<[number, number]> {
    const [row] = await this.service.rows<{ on_hand: number; reserved: number }>(`SELECT on_hand, reserved FROM stock_balance WHERE part = $1 AND account = 'bin:WH-BR05:' || $2`, part, which);
    return [row?.on_hand ?? 0, row?.reserved ?? 0];
  }

  async request(id: string) {
    const [row] = await this.service.rows<{ state: string; lines: Record<string, unknown>[] }>('SELECT state, lines FROM parts_request WHERE id = $1', id);
    return row!;
  }

  /** The facts that have been raised of something, in order. */
  async factsOf(id: string): Promise<string[]> {
    return (await this.service.rows<{ type: string }>('SELECT type FROM event WHERE key = $1 ORDER BY id', id)).map(({ type }) => type.split('.')[3] ?? '');
  }

  /** Everything that a refused command must leave as it was. */
  async everything(): Promise<unknown> {
    await this.service.rest();
    const [row] = await this.service.rows<{ all: unknown }>(`SELECT jsonb_build_array(
      (SELECT jsonb_agg(p ORDER BY id) FROM picking p), (SELECT jsonb_agg(n ORDER BY id) FROM delivery_note n), (SELECT jsonb_agg(s ORDER BY id) FROM shipment s), (SELECT jsonb_agg(r ORDER BY id) FROM parts_request r),
      (SELECT jsonb_agg(b ORDER BY part, account) FROM stock_balance b), (SELECT jsonb_agg(d ORDER BY id) FROM dispatch_ledger d), (SELECT jsonb_agg(c ORDER BY id) FROM discrepancy c), (SELECT count(*) FROM carrier_claim), (SELECT count(*) FROM event), (SELECT count(*) FROM stock_transfer),
      (SELECT jsonb_agg(l ORDER BY id) FROM loan l), (SELECT jsonb_agg(t ORDER BY id) FROM transfer t), (SELECT jsonb_agg(c ORDER BY id) FROM stock_count c), (SELECT jsonb_agg(v ORDER BY request_id, line_no) FROM stock_reservation v),
      (SELECT jsonb_agg(a ORDER BY dealer_code, currency) FROM dealer_account a), (SELECT count(*) FROM dealer_account_row), (SELECT jsonb_agg(p ORDER BY id) FROM dealer_payment p)) AS all`);
    return row!.all;
  }

  async inHours(hours: number): Promise<Date> {
    const [row] = await this.service.rows<{ at: Date }>('SELECT business_now() + make_interval(mins => $1) AS at', Math.round(hours * 60));
    return row!.at;
  }
}
