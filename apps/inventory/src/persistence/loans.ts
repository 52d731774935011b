import { mayIn } from '@aftercare/auth';
import { localYear } from '@aftercare/business-time';
import { Database, documentNumber, runCommand, statement, type Command, type Tx } from '@aftercare/event-store';
import { isUuid, Money, newId, NotFound, RuleViolation } from '@aftercare/kernel';
import { Injectable } from '@nestjs/common';
import { admitted } from '../admitted';
import { Loan, type LoanReturn, type LoanStep } from '../domain/loan';
import { loanStanding, type LoanStanding } from '../loan-view';
import { branchTerms } from './branch-terms';
import { enterRow } from './dealer-account';
import { declarationsOf } from './declared-relatives';
import { Ledger } from './ledger';
import { LoanStore } from './loan.store';
import { knownOf } from './places';

/** What somebody wants to borrow, before anything was looked up. */
export interface Lending {
  readonly location: string;
  readonly borrowerKind: 'dealer' | 'customer';
  readonly borrower: string;
  readonly ticketId: string | null;
  readonly serial: string | null;
  readonly part: string | null;
  readonly qty: number;
  readonly dueOn: string;
}

const borrowerKnown = statement(
  'loan-borrower',
  `SELECT code FROM dealer WHERE $1 = 'dealer' AND code = $2 AND branch_id = $3 UNION ALL SELECT code FROM customer WHERE $1 = 'customer' AND id::text = $2 AND branch_id = $3`,
);
const deviceOurs = statement('loan-device', 'SELECT FROM device WHERE serial = $1 AND customer_id IS NULL AND dealer_code IS NULL');
const deviceLent = statement('loan-device-lent', 'SELECT number FROM loan WHERE serial = $1 AND ended_at IS NULL');
const deviceHeld = statement('loan-device-hold', 'SELECT pg_advisory_xact_lock(hashtextextended($1, 340))');

/** Loans, in one transaction with the pieces that they move: held in the order loan, account, stock. */
@Injectable()
export class Loans {
  constructor(
    private readonly database: Database,
    private readonly loans: LoanStore,
    private readonly ledger: Ledger,
  ) {}

  lend(wanted: Lending, command: Command): Promise<LoanStanding> {
    const { location, borrowerKind, borrower, ticketId, serial, part, qty, dueOn } = wanted;
    return runCommand(this.database, command, async (tx) => {
      const { places, parts } = await knownOf(tx, [location], part === null ? [] : [part]);
      const { branch_id: branchId } = places[location]!;
      if (!mayIn(command.principal, command.permission, branchId)) throw new NotFound('location');
      const [known] = await tx.query<{ code: string }>(borrowerKnown, [borrowerKind, borrower, branchId]);
      if (!known) throw new RuleViolation('loan.borrower-unknown', { borrower, branch: branchId });
      if (serial !== null) await this.#deviceFree(tx, serial);
      const { shortCode, calendar } = await branchTerms(tx, branchId);
      const number = await documentNumber(tx, { kind: 'LN', branchId, shortCode, year: localYear(await tx.now(), calendar.zone) });
      const price = part === null ? null : parts[part]!;
      const { loan, bookings } = await this.loans.createIn<{ loan: Loan } & Pick<LoanStep, 'bookings'>>(tx, ({ now, actor }) => {
        const made = Loan.lend({
          id: newId(), number, branchId, zone: calendar.zone, location, borrowerKind, borrower, borrowerCode: known.code, ticketId, serial, part, qty, unitPrice: price?.price ?? null, currency: price?.currency ?? 'CNY', dueOn,
          lentBy: actor.subject,
        }, now);
        return { aggregate: made.loan, events: made.events, answer: made };
      });
      await this.#book(tx, loan.id, bookings);
      return { answer: loanStanding(loan, loan.version), subject: loan.id, branchId };
    });
  }

  takeBack(id: string, qty: number, to: LoanReturn, command: Command): Promise<LoanStanding> {
    return this.#step(id, command, (loan, by, now) => loan.takeBack(qty, to, by, now));
  }

  async charge(id: string, amount: string, command: Command): Promise<LoanStanding> {
    const { subject } = command.principal;
    return this.#step(id, command, (loan, by, now, declaredBy) => loan.charge(amount, declaredBy, by, now), async (tx) => (await declarationsOf(tx, [subject])).declaredBy);
  }

  #step(
    id: string, command: Command, decide: (loan: Loan, by: string, now: Date, declaredBy: DeclaredBy) => LoanStep,
    facts: (tx: Tx) => Promise<DeclaredBy> = async () => () => [],
  ): Promise<LoanStanding> {
    if (!isUuid(id)) throw new NotFound('loan');
    return runCommand(this.database, command, async (tx) => {
      const declaredBy = await facts(tx);
      const { loan, bookings, money } = await this.loans.changeIn<{ loan: Loan } & LoanStep>(tx, id, (found, { now, actor }) => {
        const step = decide(admitted(found, 'loan', command), actor.subject, now, declaredBy);
        return { events: step.events, answer: { loan: found, ...step } };
      });
      // What a dealer pays goes to his account; what a customer pays is told, and his bill is the business of settlements.
      if (money !== null && loan.borrowerKind === 'dealer') await enterRow(tx, loan.branchId, loan.borrower, money, money.compare(Money.zero(money.currency)) < 0 ? 'loan_returned' : 'loan_charged', loan);
      await this.#book(tx, id, bookings);
      return { answer: loanStanding(loan, loan.version), subject: id, branchId: loan.branchId };
    });
  }

  /** Nobody else lends it until the transaction ends. */
  async #deviceFree(tx: Tx, serial: string): Promise<void> {
    await tx.query(deviceHeld, [serial]);
    if ((await tx.query(deviceOurs, [serial])).length === 0) throw new RuleViolation('loan.device-not-ours', { serial });
    const [lent] = await tx.query<{ number: string }>(deviceLent, [serial]);
    if (lent) throw new RuleViolation('loan.device-lent-already', { serial, number: lent.number });
  }

  async #book(tx: Tx, id: string, bookings: LoanStep['bookings']): Promise<void> {
    await this.ledger.post(tx, bookings.map((booking) => ({ ...booking, document: { kind: 'loan', id } as const })));
  }
}

type DeclaredBy = (code: string) => readonly string[];
