import { aggregateStore } from '@aftercare/event-store';
import type { PartsRequest, PartsRequestEvent } from '../domain/parts-request';
import { partsRequestPublishes } from '../publishes';
import { partsRequestMapping } from './parts-request.mapping';

export class PartsRequestStore extends aggregateStore<PartsRequest, PartsRequestEvent>({ kind: 'parts-request', mapping: partsRequestMapping, publishes: partsRequestPublishes }) {}
