import { PastShipment, type PastOutcome } from './past-shipment';

const now = new Date('2026-07-01T01:00:00Z');
const travelling: PastOutcome = { arrivedOn: null, receivedQty: null, difference: null };
const shipment = (outcome: PastOutcome): PastShipment => PastShipment.fromHistory({
  id: '0192f0c1-2d6e-7abc-8def-0123456789a1', branchId: 'BR05', noteNumber: 'DN-HZ-2025-000001', source: 'sample', ticketId: null, dealerCode: 'DL017', location: 'WH-BR05', carrier: 'CR01', waybill: 'KDA1', part: 'PT039', qty: 2,
  dispatchedOn: '2025-07-02', promisedOn: '2025-07-04', zone: 'Asia/Shanghai', ...outcome,
}, 'ST002', now).shipment;

describe('a delivery of an earlier system', () => {
  it('left at the beginning of its day, where the branch is', () => expect(shipment(travelling).dispatchedAt.toISOString()).toBe('2025-07-01T16:00:00.000Z'));

  it.each<[string, PastOutcome]>([
    ['arrived', { arrivedOn: '2025-07-05', receivedQty: 1, difference: 'short' }],
    ['was lost', { arrivedOn: null, receivedQty: null, difference: 'lost' }],
  ])('is told once that it %s', (_how, outcome) => {
    const it = shipment(travelling);
    expect(it.told(outcome, 'ST002', now)).toEqual([{ type: 'ShipmentImported', by: 'ST002', at: now }]);
    expect(it).toMatchObject(outcome);
    expect(it.told({ arrivedOn: '2025-07-04', receivedQty: 2, difference: null }, 'ST002', now)).toEqual([]);
    expect(it).toMatchObject(outcome);
  });

  it('stays on its way as long as nobody says how it ended', () => expect(shipment(travelling).told(travelling, 'ST002', now)).toEqual([]));
});
