import { parcelsOf, type ParcelFact } from './parcel';

const at = (minute: number): Date => new Date(Date.UTC(2026, 10, 30, 8, minute));
const told = (fact: string, minute: number, more: object = {}): ParcelFact => ({ fact, at: at(minute), details: { shipmentId: 'S1', carrier: 'CR01', waybill: 'KDA1', promisedOn: '2026-12-02', ...more } });

it('follows each parcel from what was told of it, in whatever order that came', () => {
  expect(parcelsOf([told('shipment_signed', 3, { arrivedOn: '2026-12-01' }), told('shipment_dispatched', 1), told('shipment_late', 2), told('shipment_dispatched', 2, { shipmentId: 'S2', waybill: 'KDA2' })])).toEqual([
    { carrier: 'CR01', waybill: 'KDA1', state: 'signed', promisedOn: '2026-12-02', arrivedOn: '2026-12-01' },
    { carrier: 'CR01', waybill: 'KDA2', state: 'under_way', promisedOn: '2026-12-02', arrivedOn: null },
  ]);
});

it('is not late any more when it has been signed for, whatever the carrier says afterwards', () => {
  expect(parcelsOf([told('shipment_signed', 1), told('shipment_stale', 2), told('shipment_problem', 3), told('shipment_receipt_overdue', 4)]).map(({ state }) => state)).toEqual(['signed']);
  expect(parcelsOf([told('shipment_refused', 1), told('shipment_returned', 2)]).map(({ state }) => state)).toEqual(['returned']);
});

it('says nothing of what names no waybill', () => {
  expect(parcelsOf([{ fact: 'shipment_late', at: at(1), details: {} }])).toEqual([]);
});
