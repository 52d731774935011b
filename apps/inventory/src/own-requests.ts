import type { Principal } from '@aftercare/auth';
import { NotFound } from '@aftercare/kernel';

/** Whose documents somebody sees only: a dealer his own; `null`: everybody's of his branches. */
export const onlyOf = (actor: Principal): string | null => (actor.kind === 'dealer' ? actor.subject : null);

/** What belongs to another dealer does not exist for a dealer. */
export const visibleTo = <D extends { readonly dealerCode: string | null }>(document: D, what: string, actor: Principal): D => {
  if (onlyOf(actor) !== null && document.dealerCode !== actor.subject) throw new NotFound(what);
  return document;
};
