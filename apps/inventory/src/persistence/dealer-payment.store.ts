import { aggregateStore } from '@aftercare/event-store';
import type { DealerPayment, PaymentEvent } from '../domain/dealer-payment';
import { dealerPaymentPublishes } from '../publishes';
import { dealerPaymentMapping } from './dealer-payment.mapping';

export class DealerPaymentStore extends aggregateStore<DealerPayment, PaymentEvent>({ kind: 'dealer-payment', mapping: dealerPaymentMapping, publishes: dealerPaymentPublishes }) {}
