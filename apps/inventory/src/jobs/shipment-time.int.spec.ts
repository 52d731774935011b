import { newId } from '@aftercare/kernel';
import type { DeliveryNoteView } from '../delivery-note-view';
import type { UnfollowedShipments } from '../features/shipment/list-unfollowed';
import type { ShipmentView } from '../shipment-view';
import { ShippingUnderTest } from '../shipping.fixture';

let house: ShippingUnderTest;

// A clock of its own for each story: time only goes forward.
beforeEach(async () => {
  house = await ShippingUnderTest.start();
});
afterEach(() => house?.stop());

const see = async (id: string) => (await house.get<ShipmentView>('clerk', `/shipments/${id}`)).body;
const push = (waybill: string, code: string) => house.done('carrier', '/tracking-pushes', { waybill, code });
const dayAfter = (day: string, days: number): string => new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
const at = (day: string, time: string): Date => new Date(`${day}T${time}:00+08:00`);
const lastEvent = async (fact: string) => {
  const rows = await house.service.rows<{ payload: Buffer }>(`SELECT payload FROM event WHERE type LIKE '%.' || $1 || '.v1' ORDER BY id`, fact);
  return rows.map(({ payload }) => JSON.parse(payload.toString()) as Record<string, unknown>);
};
const dayOf = async (): Promise<string> => {
  const [row] = await house.service.rows<{ day: string }>(`SELECT (business_now() AT TIME ZONE 'Asia/Shanghai')::date::text AS day`);
  return row!.day;
};

it('a promised day that is over makes a shipment late at midnight, once; a silent carrier is noticed after his hours', async () => {
  const { shipment } = await house.dispatched();
  await house.service.advanceTo(at(dayAfter(shipment.promisedOn, 1), '00:00'));
  expect(await see(shipment.id)).toMatchObject({ state: 'in_transit', late: true });
  await house.service.advanceTo(new Date(Date.parse(String(shipment.dispatchedAt)) + 25 * 3_600_000));
  expect(await see(shipment.id)).toMatchObject({ silent: true, state: 'in_transit' });
  await push(shipment.waybill, '2');
  expect(await see(shipment.id)).toMatchObject({ silent: false, late: true });
  await house.service.advanceTo(at(dayAfter(shipment.promisedOn, 3), '12:00'));
  expect((await house.factsOf(shipment.id)).filter((fact) => fact === 'late')).toHaveLength(1);
});

it('every workday at 17:30 the branch hears what nobody followed: once a day, of what is on its way alone', async () => {
  const today = await dayOf();
  const tomorrow = dayAfter(today, 1);
  await house.service.advanceTo(at(tomorrow, '09:00'));
  const [pushed, written, forgotten, arrived] = [await house.dispatched(), await house.dispatched(), await house.dispatched(), await house.dispatched()];
  await push(pushed.shipment.waybill, '2');
  await house.done('clerk', `/shipments/${written.shipment.id}/follow-ups`, { wordsId: newId() });
  await push(arrived.shipment.waybill, '3');
  const list = async (day: string) => (await house.get<UnfollowedShipments>('clerk', `/follow-ups/unfollowed?branch=BR05&day=${day}`)).body.items.map(({ id }) => id);
  expect(await list(tomorrow)).toEqual([forgotten.shipment.id]);
  await house.service.advanceTo(at(tomorrow, '17:31'));
  const closed = await lastEvent('day_closed');
  expect(closed).toMatchObject([{ branchId: 'BR05', day: tomorrow, managerId: 'ST029', unfollowed: [{ shipmentId: forgotten.shipment.id, dealerCode: 'DL017' }] }]);
  // The day after, nobody has followed anything yet.
  await house.service.advanceTo(at(dayAfter(tomorrow, 1), '17:31'));
  expect((await lastEvent('day_closed')).map(({ day, unfollowed }) => [day, (unfollowed as { shipmentId: string }[]).map(({ shipmentId }) => shipmentId)])).toEqual([
    [tomorrow, [forgotten.shipment.id]], [dayAfter(tomorrow, 1), [pushed.shipment.id, written.shipment.id, forgotten.shipment.id]],
  ]);
  // The list of a day that is over stays what it was.
  expect(await list(tomorrow)).toEqual([forgotten.shipment.id]);
  expect((await house.get('clerkElsewhere', `/follow-ups/unfollowed?branch=BR05&day=${tomorrow}`)).status).toBe(404);
});

it('a signature without a receipt is reminded of, listed, and counts as a receipt after ten workdays, with all that follows', async () => {
  const { note, shipment } = await house.dispatched();
  await push(shipment.waybill, '3');
  const { arrivedOn } = await see(shipment.id);
  const transit = (await house.bin('PT039', 'in_transit'))[0];
  await house.service.advanceTo(at(dayAfter(arrivedOn!, 10), '23:59'));
  expect((await lastEvent('receipt_overdue')).map(({ step }) => step)).toEqual(['reminded', 'listed']);
  expect((await house.get<{ items: ShipmentView[] }>('clerk', '/shipments?awaited=true')).body.items.map(({ id }) => id)).toEqual([shipment.id]);
  await house.service.advanceTo(at(dayAfter(arrivedOn!, 11), '00:01'));
  expect((await house.get<DeliveryNoteView>('clerk', `/delivery-notes/${note.id}`)).body).toMatchObject({ state: 'received', receivedBy: 'system:inventory', lines: [{ received: 4, accepted: 4, rejected: 0 }] });
  expect((await house.bin('PT039', 'in_transit'))[0]).toBe(transit - 4);
  expect((await house.request(note.requestId)).state).toBe('fulfilled');
  expect(await lastEvent('received')).toMatchObject([{ because: 'deemed' }, {}]);
  expect(await house.service.rows('SELECT kind FROM timer WHERE subject = $1', shipment.id)).toEqual([]);
});

it('a receipt at the moment when it is deemed: one of the two is first, and both are right', async () => {
  const { note, shipment } = await house.dispatched();
  await push(shipment.waybill, '3');
  const { arrivedOn } = await see(shipment.id);
  await house.service.advanceTo(at(dayAfter(arrivedOn!, 10), '23:59'));
  const [answer] = await Promise.all([
    house.post('dealer', `/delivery-notes/${note.id}/receipt`, { lines: [{ part: 'PT039', received: 3, rejected: 0 }] }),
    house.service.advanceTo(at(dayAfter(arrivedOn!, 11), '00:01')),
  ]);
  const { lines } = (await house.get<DeliveryNoteView>('clerk', `/delivery-notes/${note.id}`)).body;
  expect([answer.status, lines[0]!.received]).toEqual(answer.status === 200 ? [200, 3] : [409, 4]);
});
