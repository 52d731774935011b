import { EntitySchema } from 'typeorm';
import { PastShipment } from '../domain/past-shipment';

export const pastShipmentMapping = new EntitySchema<PastShipment>({
  name: 'past_shipment',
  target: PastShipment,
  columns: {
    id: { type: 'uuid', primary: true },
    branchId: { type: 'text', name: 'branch_id' },
    noteNumber: { type: 'text', name: 'note_number' },
    source: { type: 'text' },
    ticketId: { type: 'uuid', name: 'ticket_id', nullable: true },
    dealerCode: { type: 'text', name: 'dealer_code', nullable: true },
    location: { type: 'text' },
    carrier: { type: 'text' },
    waybill: { type: 'text' },
    part: { type: 'text' },
    qty: { type: 'int' },
    dispatchedOn: { type: 'date', name: 'dispatched_on' },
    promisedOn: { type: 'date', name: 'promised_on' },
    arrivedOn: { type: 'date', name: 'arrived_on', nullable: true },
    receivedQty: { type: 'int', name: 'received_qty', nullable: true },
    difference: { type: 'text', nullable: true },
    zone: { type: 'text' },
    version: { type: 'int' },
  },
});
