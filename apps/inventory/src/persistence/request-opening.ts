import type { Principal } from '@aftercare/auth';
import { localYear } from '@aftercare/business-time';
import { documentNumber, type Tx } from '@aftercare/event-store';
import { newId } from '@aftercare/kernel';
import type { Available, Catalogue, PartsRequest, RequestDetails } from '../domain/parts-request';
import { catalogueOf } from './catalogue';
import type { Ledger } from './ledger';
import { checkWarranty, knownOf, type Asked } from './request-facts';

type Terms = Pick<RequestDetails, 'reason' | 'urgency' | 'underWarranty'>;

/** Everything that a new request says of itself. Its number is drawn last: whoever else asks in the branch waits from here on. */
export const openingOf = async (tx: Tx, branchId: string, asked: Asked, terms: Terms, actor: Principal, now: Date): Promise<RequestDetails> => {
  const { shortCode, zone, about } = await knownOf(tx, branchId, asked, actor);
  const number = await documentNumber(tx, { kind: 'PR', branchId, shortCode, year: localYear(now, zone) });
  const requesterKind = actor.kind === 'dealer' || actor.kind === 'client' ? actor.kind : 'staff';
  return { id: newId(), number, branchId, requestedBy: actor.subject, requesterKind, ...about, ...terms };
};

/** What the store knows of the parts that somebody asks for. */
export interface OnFile {
  readonly catalogue: Catalogue;
  readonly available: Available;
}

type HandedIn = Pick<PartsRequest, 'location' | 'branchId' | 'serial' | 'underWarranty' | 'reason'> & { readonly lines: readonly { readonly part: string }[] };

/** The parts that are asked for with their substitutes, and what the warehouse has free of them. Refused where a warranty is asked for that is over. */
export const shelfOf = async (tx: Tx, ledger: Ledger, request: HandedIn, now: Date): Promise<OnFile> => {
  await checkWarranty(tx, request, now);
  const { location, lines } = request;
  const asked = await catalogueOf(tx, lines.map(({ part }) => part));
  const substitutes = await catalogueOf(tx, [...asked.values()].flatMap((part) => part.substitutes));
  const catalogue = new Map([...substitutes, ...asked]);
  return { catalogue, available: await ledger.available(tx, location, [...catalogue.keys()]) };
};
