import { aggregateStore } from '@aftercare/event-store';
import type { PastRepair, PastRepairEvent } from '../domain/past-repair';
import { pastRepairPublishes } from '../publishes';
import { pastRepairMapping } from './past-repair.mapping';

/** Without timers: what was, waits for nothing. */
export class PastRepairStore extends aggregateStore<PastRepair, PastRepairEvent>({ kind: 'past-repair', mapping: pastRepairMapping, publishes: pastRepairPublishes }) {}
