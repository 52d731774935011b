import { aggregateStore } from '@aftercare/event-store';
import type { Penalty, PenaltyEvent } from '../domain/penalty';
import { penaltyPublishes } from '../publishes';
import { penaltyMapping } from './penalty.mapping';

export class PenaltyStore extends aggregateStore<Penalty, PenaltyEvent>({ kind: 'penalty', mapping: penaltyMapping, publishes: penaltyPublishes }) {}
