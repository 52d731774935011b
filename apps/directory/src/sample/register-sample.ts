import { systemPrincipal } from '@aftercare/auth';
import type { Database } from '@aftercare/event-store';
import { registerBranches, registerCalendars, registerCustomers, registerMatrices, registerPlans, registerPolicies, registerStaff, type Register } from '../persistence/registers';
import { readSample } from './read-sample';

export interface Registered {
  readonly name: string;
  readonly rows: number;
  /** How many of them were not on file before. */
  readonly added: number;
}

const chunkSize = 100;

/** Puts the folder's rows on file, each with its event. What is on file already stays untouched, so loading twice changes nothing. */
export const registerSample = async (database: Database, folder: string): Promise<readonly Registered[]> => {
  const sample = readSample(folder);
  const load = async <R>(name: string, register: Register<R>, rows: readonly R[]): Promise<Registered> => {
    let added = 0;
    for (let from = 0; from < rows.length; from += chunkSize) {
      const context = { principal: systemPrincipal(database.service, '*'), branches: '*' as const };
      added += await database.withTx(context, (tx) => register(tx, rows.slice(from, from + chunkSize)));
    }
    return { name, rows: rows.length, added };
  };
  return [
    await load('calendars', registerCalendars, sample.calendars),
    await load('branches', registerBranches, sample.branches),
    await load('staff', registerStaff, sample.staff),
    await load('customers', registerCustomers, sample.customers),
    await load('service policies', registerPolicies, sample.policies),
    await load('priority matrices', registerMatrices, sample.matrices),
    await load('escalation plans', registerPlans, sample.plans),
  ];
};
