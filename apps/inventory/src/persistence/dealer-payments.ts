import { mayIn } from '@aftercare/auth';
import { localDay, localYear } from '@aftercare/business-time';
import { Database, documentNumber, runCommand, statement, type Command, type Tx } from '@aftercare/event-store';
import { isUuid, newId, NotFound, RuleViolation } from '@aftercare/kernel';
import { Injectable } from '@nestjs/common';
import { admitted } from '../admitted';
import { paymentStanding, type PaymentStanding } from '../dealer-payment-view';
import { DealerPayment, type Payer, type PaymentReason, type PaymentUndoReason } from '../domain/dealer-payment';
import { branchTerms } from './branch-terms';
import { enterRow, holdAccount } from './dealer-account';
import { DealerPaymentStore } from './dealer-payment.store';
import { declarationsOf } from './declared-relatives';

/** What somebody says that a dealer has paid. */
export interface Paid {
  readonly dealer: string;
  readonly amount: string;
  readonly paidOn: string;
  readonly reference: string;
  readonly reason: PaymentReason;
}

const dealerNamed = statement('payment-dealer', `SELECT branch_id AS "branchId", coalesce(currency, 'CNY') AS currency FROM dealer WHERE code = $1`);
const recordedAs = statement('payment-reference', "SELECT number FROM dealer_payment WHERE dealer_code = $1 AND reference = $2 AND state = 'recorded'");

/** Payments, in one transaction with their rows on the account: held in the order payment, account. */
@Injectable()
export class DealerPayments {
  constructor(
    private readonly database: Database,
    private readonly payments: DealerPaymentStore,
  ) {}

  record({ dealer: dealerCode, amount, paidOn, reference, reason }: Paid, command: Command): Promise<PaymentStanding> {
    return runCommand(this.database, command, async (tx) => {
      const [dealer] = await tx.query<{ branchId: string; currency: string }>(dealerNamed, [dealerCode]);
      if (!dealer || !mayIn(command.principal, command.permission, dealer.branchId)) throw new RuleViolation('dealer-payment.dealer-unknown', { dealer: dealerCode });
      const { branchId, currency } = dealer;
      // Whoever records for this dealer waits here: one transfer of money is not two payments.
      await holdAccount(tx, dealerCode, currency);
      const [taken] = await tx.query<{ number: string }>(recordedAs, [dealerCode, reference]);
      if (taken) throw new RuleViolation('dealer-payment.reference-taken', { reference, number: taken.number });
      const { shortCode, calendar } = await branchTerms(tx, branchId);
      const number = await documentNumber(tx, { kind: 'PY', branchId, shortCode, year: localYear(await tx.now(), calendar.zone) });
      const who = await this.#payer(tx, command);
      const payment = await this.payments.createIn<DealerPayment>(tx, ({ now, actor }) => {
        const made = DealerPayment.record({ id: newId(), number, branchId, dealerCode, amount, currency, paidOn, reference, reason }, localDay(now, calendar.zone), who, actor.subject, now);
        return { aggregate: made.payment, events: made.events, answer: made.payment };
      });
      await enterRow(tx, branchId, dealerCode, payment.money.times(-1), 'payment', payment);
      return { answer: paymentStanding(payment, payment.version), subject: payment.id, branchId, reason };
    });
  }

  undo(id: string, reason: PaymentUndoReason, command: Command): Promise<PaymentStanding> {
    if (!isUuid(id)) throw new NotFound('dealer-payment');
    return runCommand(this.database, command, async (tx) => {
      const who = await this.#payer(tx, command);
      const payment = await this.payments.changeIn<DealerPayment>(tx, id, (found, { now, actor }) => ({
        events: admitted(found, 'dealer-payment', command).undo(reason, who, actor.subject, now), answer: found,
      }));
      const { branchId, dealerCode } = payment;
      await enterRow(tx, branchId, dealerCode, payment.money, 'payment_undone', payment);
      return { answer: paymentStanding(payment, payment.version), subject: id, branchId, reason };
    });
  }

  async #payer(tx: Tx, { principal: { subject } }: Command): Promise<Payer> {
    const { skillsOf, declaredBy } = await declarationsOf(tx, [subject]);
    return { skills: skillsOf(subject), declaredBy };
  }
}
