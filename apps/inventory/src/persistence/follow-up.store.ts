import { aggregateStore } from '@aftercare/event-store';
import type { FollowUp, FollowUpEvent } from '../domain/follow-up';
import { followUpPublishes } from '../publishes';
import { followUpTimers } from '../shipment-timers';
import { followUpMapping } from './follow-up.mapping';

export class FollowUpStore extends aggregateStore<FollowUp, FollowUpEvent>({ kind: 'follow-up', mapping: followUpMapping, publishes: followUpPublishes, timers: followUpTimers }) {}
