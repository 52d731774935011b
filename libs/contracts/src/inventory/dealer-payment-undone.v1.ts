import { defineEvent, type DataOf } from '../event-contract';
import { actor, instant, word } from '../fields';
import { aboutPayment, paymentExample } from './dealer-payment-fields';

/** What had been recorded was no payment of this dealer: he owes it as before. */
export const DealerPaymentUndoneV1 = defineEvent({
  type: 'aftercare.inventory.dealer_payment.undone.v1',
  meaning: { zh: '经销商付款已撤销', en: 'A payment of a dealer was undone' },
  keyField: 'paymentId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ...aboutPayment,
    undoReason: word(),
    by: actor(),
    undoneAt: instant(),
  },
  example: { ...paymentExample, undoReason: 'wrong_dealer', by: 'ST004', undoneAt: '2026-07-21T02:00:00.000Z' },
});
export type DealerPaymentUndoneV1 = DataOf<typeof DealerPaymentUndoneV1>;
