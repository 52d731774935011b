import { aggregateStore } from '@aftercare/event-store';
import type { Dealer, DealerChanged } from '../domain/dealer';
import { changedDealerPublishes } from '../publishes';
import { dealerMapping } from './dealer.mapping';

export class DealerStore extends aggregateStore<Dealer, DealerChanged>({ kind: 'dealer', mapping: dealerMapping, publishes: changedDealerPublishes }) {}
