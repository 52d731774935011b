import { aggregateStore } from '@aftercare/event-store';
import type { Loan, LoanEvent } from '../domain/loan';
import { loanTimers } from '../loan-timers';
import { loanPublishes } from '../publishes';
import { loanMapping } from './loan.mapping';

export class LoanStore extends aggregateStore<Loan, LoanEvent>({ kind: 'loan', mapping: loanMapping, publishes: loanPublishes, timers: loanTimers }) {}
