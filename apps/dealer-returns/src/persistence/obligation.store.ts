import { aggregateStore } from '@aftercare/event-store';
import type { ObligationEvent, ReturnObligation } from '../domain/obligation';
import { obligationPublishes } from '../publishes';
import { obligationTimers } from '../timers';
import { obligationMapping } from './obligation.mapping';

export class ObligationStore extends aggregateStore<ReturnObligation, ObligationEvent>({ kind: 'obligation', mapping: obligationMapping, publishes: obligationPublishes, timers: obligationTimers }) {}
