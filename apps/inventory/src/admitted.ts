import { mayIn } from '@aftercare/auth';
import { VersionMismatch, type Command } from '@aftercare/event-store';
import { NotFound } from '@aftercare/kernel';

interface Versioned {
  readonly branchId: string;
  readonly version: number;
}

/**
 * For a command that changes several aggregates, what a store's own `change` asks of its one: nothing of a branch in which the caller may not
 * act exists for him, and the aggregate that he names (`seen`) is the one that he has seen.
 */
export const admitted = <A extends Versioned>(aggregate: A, what: string, { principal, permission, version }: Command, seen = true): A => {
  if (!mayIn(principal, permission, aggregate.branchId)) throw new NotFound(what);
  if (seen && version !== null && version !== aggregate.version) throw new VersionMismatch(version, aggregate.version);
  return aggregate;
};
