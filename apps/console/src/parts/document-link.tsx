import { Link } from '@tanstack/react-router';
import type { NumberedDocument } from '../api/generated/directory/types.gen';
import { usePerson } from './person';

/** A paper that was found by its number, leading to the screen where it is shown, for who may see that; papers of an earlier system stand on the timeline of their ticket. */
export function DocumentLink({ document: { kind, id, number, ticketIds } }: { document: NumberedDocument }) {
  const { may } = usePerson();
  const name = <span className="number">{number}</span>;
  switch (kind) {
    case 'ticket':
      return may.includes('ticket:read') ? <Link to="/tickets/$number" params={{ number }}>{name}</Link> : name;
    case 'request':
      return may.includes('parts:read') ? <Link to="/parts/requests/$number" params={{ number }}>{name}</Link> : name;
    case 'delivery-note':
      return may.includes('parts:read') ? <Link to="/receipts/$number" params={{ number }}>{name}</Link> : name;
    case 'discrepancy':
      return may.includes('parts:read') ? <Link to="/discrepancies/$number" params={{ number }}>{name}</Link> : name;
    case 'obligation':
      return may.includes('returns:read') ? <Link to="/old-parts/$number" params={{ number }}>{name}</Link> : name;
    case 'shipment': case 'past-shipment':
      return may.includes('stock:read') ? <Link to="/follow-up" search={{ shipment: id }}>{name}</Link> : name;
    case 'past-repair': case 'past-survey':
      return ticketIds[0] !== undefined && may.includes('ticket:read') ? <Link to="/tickets/$number" params={{ number: ticketIds[0] }}>{name}</Link> : name;
  }
}
