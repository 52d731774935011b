import { defineEvent, type DataOf } from '../event-contract';
import { actor, instant } from '../fields';
import { aboutPayment, paymentExample } from './dealer-payment-fields';

/** A dealer has paid: he owes so much less. */
export const DealerPaymentRecordedV1 = defineEvent({
  type: 'aftercare.inventory.dealer_payment.recorded.v1',
  meaning: { zh: '经销商付款已登记', en: 'A dealer has paid' },
  keyField: 'paymentId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ...aboutPayment,
    by: actor(),
    recordedAt: instant(),
  },
  example: { ...paymentExample, by: 'ST004', recordedAt: '2026-07-20T06:00:00.000Z' },
});
export type DealerPaymentRecordedV1 = DataOf<typeof DealerPaymentRecordedV1>;
