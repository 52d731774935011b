import { aggregateStore } from '@aftercare/event-store';
import type { Discrepancy, DiscrepancyEvent } from '../domain/discrepancy';
import { discrepancyPublishes } from '../publishes';
import { discrepancyMapping } from './discrepancy.mapping';

export class DiscrepancyStore extends aggregateStore<Discrepancy, DiscrepancyEvent>({ kind: 'discrepancy', mapping: discrepancyMapping, publishes: discrepancyPublishes }) {}
