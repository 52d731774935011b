import { aggregateStore } from '@aftercare/event-store';
import type { Shipment, ShipmentEvent } from '../domain/shipment';
import { shipmentPublishes } from '../publishes';
import { shipmentTimers } from '../shipment-timers';
import { shipmentMapping } from './shipment.mapping';

export class ShipmentStore extends aggregateStore<Shipment, ShipmentEvent>({ kind: 'shipment', mapping: shipmentMapping, publishes: shipmentPublishes, timers: shipmentTimers }) {}
