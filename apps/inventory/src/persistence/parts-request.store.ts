import { aggregateStore } from '@aftercare/event-store';
import type { PartsRequest, PartsRequestEvent } from '../domain/parts-request';
import { partsRequestTimers } from '../parts-request-timers';
import { partsRequestPublishes } from '../publishes';
import { partsRequestMapping } from './parts-request.mapping';

export class PartsRequestStore extends aggregateStore<PartsRequest, PartsRequestEvent>({ kind: 'parts-request', mapping: partsRequestMapping, publishes: partsRequestPublishes, timers: partsRequestTimers }) {}
