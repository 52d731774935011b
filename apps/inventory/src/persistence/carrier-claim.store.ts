import { aggregateStore } from '@aftercare/event-store';
import type { CarrierClaim, ClaimEvent } from '../domain/carrier-claim';
import { carrierClaimPublishes } from '../publishes';
import { carrierClaimMapping } from './carrier-claim.mapping';

export class CarrierClaimStore extends aggregateStore<CarrierClaim, ClaimEvent>({ kind: 'carrier-claim', mapping: carrierClaimMapping, publishes: carrierClaimPublishes }) {}
