import { aggregateStore } from '@aftercare/event-store';
import type { PastShipment, PastShipmentEvent } from '../domain/past-shipment';
import { pastShipmentPublishes } from '../publishes';
import { pastShipmentMapping } from './past-shipment.mapping';

/** Without timers: what was, waits for nothing. */
export class PastShipmentStore extends aggregateStore<PastShipment, PastShipmentEvent>({ kind: 'past-shipment', mapping: pastShipmentMapping, publishes: pastShipmentPublishes }) {}
