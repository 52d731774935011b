import { aggregateStore } from '@aftercare/event-store';
import type { Surplus, SurplusEvent } from '../domain/surplus';
import { surplusPublishes } from '../publishes';
import { surplusMapping } from './surplus.mapping';

export class SurplusStore extends aggregateStore<Surplus, SurplusEvent>({ kind: 'surplus', mapping: surplusMapping, publishes: surplusPublishes }) {}
