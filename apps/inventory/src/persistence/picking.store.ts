import { aggregateStore } from '@aftercare/event-store';
import type { Picking, PickingEvent } from '../domain/picking';
import { pickingPublishes } from '../publishes';
import { pickingMapping } from './picking.mapping';

export class PickingStore extends aggregateStore<Picking, PickingEvent>({ kind: 'picking', mapping: pickingMapping, publishes: pickingPublishes }) {}
