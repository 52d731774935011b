import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { TicketInFull } from '../../api/generated/tickets/types.gen';
import { useKeys } from '../../parts/keys';
import { safetyNet } from '../../parts/live';
import { usePerson } from '../../parts/person';
import { Trouble } from '../../parts/states';
import { PartLines, Standing } from './marks';
import { requestsOf } from './queries';
import './parts.css';

/** What was asked for under a ticket, beside it, and the way to ask for more while it is open. */
export function TicketParts({ ticket }: { ticket: TicketInFull }) {
  const { t } = useTranslation();
  const person = usePerson();
  const navigate = useNavigate();
  const { data, error, refetch } = useQuery({ ...requestsOf(ticket.id), enabled: person.may.includes('parts:read'), meta: { hears: ['inventory.parts_request'] }, refetchInterval: safetyNet });
  const mayAsk = person.may.includes('parts:request') && !['closed', 'cancelled', 'merged'].includes(ticket.state);
  useKeys(mayAsk ? { KeyP: { does: 'request.new', act: () => void navigate({ to: '/parts/requests/new', search: { ticket: ticket.number } }) } } : {});
  if (!person.may.includes('parts:read')) return null;
  return (
    <section>
      <h2>{t('parts')}</h2>
      {error && <Trouble error={error} retry={() => void refetch()} />}
      <ul>
        {data?.items.map(({ id, number, state, lines }) => (
          <li key={id}><Link className="number" to="/parts/requests/$number" params={{ number }}>{number}</Link> <Standing of="request-state" state={state} /><p className="quiet"><PartLines lines={lines.map(({ part, requested }) => ({ part, qty: requested }))} /></p></li>
        ))}
      </ul>
      {data?.items.length === 0 && !mayAsk && <p className="quiet">{t('ticket.parts.none')}</p>}
      {mayAsk && <p className="actions"><Link to="/parts/requests/new" search={{ ticket: ticket.number }} className="ask" aria-keyshortcuts="P"><kbd aria-hidden>P</kbd> {t('request.new')}</Link></p>}
    </section>
  );
}
