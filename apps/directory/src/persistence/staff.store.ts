import { aggregateStore } from '@aftercare/event-store';
import type { StaffEvent, StaffMember } from '../domain/staff-member';
import { memberPublishes } from '../publishes';
import { staffTimers } from '../timers';
import { staffMapping } from './staff.mapping';

export class StaffStore extends aggregateStore<StaffMember, StaffEvent>({ kind: 'staff', mapping: staffMapping, publishes: memberPublishes, timers: staffTimers }) {}
