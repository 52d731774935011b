import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { usePerson } from '../../parts/person';
import { Loading, Trouble } from '../../parts/states';
import { word } from '../../texts/words';
import { listPastShipments } from '../parts/calls';
import { DeliveryEnd } from '../parts/past-delivery';
import { listPastRepairs, listPastSurveys } from './calls';

interface Paper {
  readonly id: string;
  readonly kind: 'delivery' | 'repair' | 'survey';
  readonly day: string;
  readonly number: string;
  readonly ticketId: string | null;
  readonly end: ReactNode;
}

/** Deliveries, repairs and questionnaires of an earlier system, of a customer or a device: the day, and how each ended. */
export function Past({ of }: { of: { readonly customer: string } | { readonly serial: string } }) {
  const { t } = useTranslation();
  const { may } = usePerson();
  const query = { ...of, limit: 50 };
  const repairs = useQuery({ queryKey: ['past-repairs', of], queryFn: () => listPastRepairs(query), enabled: may.includes('ticket:read'), staleTime: 60_000 });
  const surveys = useQuery({ queryKey: ['past-surveys', of], queryFn: () => listPastSurveys(query), enabled: may.includes('ticket:read'), staleTime: 60_000 });
  const deliveries = useQuery({ queryKey: ['past-shipments', of], queryFn: () => listPastShipments(query), enabled: may.includes('parts:read'), staleTime: 60_000 });
  const asked = [repairs, surveys, deliveries];
  const error = asked.find((one) => one.error)?.error;
  const papers: Paper[] = [
    ...(deliveries.data?.items ?? []).map((one): Paper => ({ id: one.id, kind: 'delivery', day: one.dispatchedOn, number: one.noteNumber, ticketId: one.ticketId, end: <DeliveryEnd shipment={one} /> })),
    ...(repairs.data?.items ?? []).map(({ id, openedOn, number, ticketId, state, completedOn, faultFamily, faultCode }): Paper => ({
      id, kind: 'repair', day: openedOn, number, ticketId, end: <>{word('past-repair', state)}{completedOn !== null && ` ${completedOn}`} <span className="quiet number">{faultCode ?? faultFamily}</span></>,
    })),
    ...(surveys.data?.items ?? []).map(({ id, sentOn, number, ticketId, answeredOn, score }): Paper => ({
      id, kind: 'survey', day: sentOn, number, ticketId,
      end: answeredOn === null ? <span className="quiet">{t('past.not-answered')}</span> : <><span className={score !== null && score < 4 ? 'sign warn' : 'sign'}>{t('past.score', { score: score ?? t('none') })}</span> {answeredOn}</>,
    })),
  ].toSorted((a, b) => (a.day < b.day ? 1 : -1));
  if (error) return <section><Trouble error={error} retry={() => asked.forEach((one) => void one.refetch())} /></section>;
  if (asked.some(({ isLoading }) => isLoading)) return <section><Loading rows={2} /></section>;
  if (papers.length === 0) return null;
  return (
    <section aria-labelledby="past">
      <h2 id="past">{t('past.title', { count: papers.length })}</h2>
      <ul className="lines">{papers.map(({ id, kind, day, number, ticketId, end }) => (
        <li key={id}>
          <span className="number">{day}</span> <span>{t(`past.${kind}`)}</span>
          {ticketId !== null && may.includes('ticket:read') ? <Link to="/tickets/$number" params={{ number: ticketId }} className="number">{number}</Link> : <span className="number">{number}</span>} <span>{end}</span>
        </li>
      ))}</ul>
      {asked.some(({ data }) => data != null && data.next !== null) && <p className="quiet">{t('past.more')}</p>}
    </section>
  );
}
