import type { Principal } from '@aftercare/auth';
import { NotFound } from '@aftercare/kernel';
import type { ReturnObligation } from './domain/obligation';

/** Whose duties somebody sees only: a dealer his own; `null`: everybody's of his branches. */
export const onlyOf = (actor: Principal): string | null => (actor.kind === 'dealer' ? actor.subject : null);

/** The duty of another dealer does not exist for a dealer. */
export const visibleTo = (obligation: ReturnObligation, actor: Principal): ReturnObligation => {
  if (onlyOf(actor) !== null && obligation.dealerCode !== actor.subject) throw new NotFound('obligation');
  return obligation;
};
