import '../../parts/rows.css';
import './operations.css';
import { useQueries } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { EventsStatus } from '../../api/generated/directory/types.gen';
import { clockOf } from '../../parts/clock';
import { word } from '../../texts/words';
import { listDeadTimers, showStatus } from './calls';
import { operatedServices } from './routes';
import { Verify } from './verify';

const often = 10_000;

/** Of every service at a glance: does it answer, do its events flow, does something wait for a person. */
export function Operations() {
  const { t } = useTranslation();
  const states = useQueries({ queries: operatedServices.map((service) => ({ queryKey: ['ops', service, 'status'], queryFn: () => showStatus(service), refetchInterval: often, retry: false })) });
  const timers = useQueries({ queries: operatedServices.map((service) => ({ queryKey: ['ops', service, 'timers'], queryFn: () => listDeadTimers(service), refetchInterval: often * 3, retry: false })) });
  useEffect(() => { document.title = `${t('nav.operations')} · ${t('product')}`; }, [t]);
  const newest = Math.max(...states.map(({ dataUpdatedAt }) => dataUpdatedAt));
  return (
    <div className="page operations">
      <header><h1>{t('nav.operations')}</h1>{newest > 0 && <span role="status" className="quiet">{t('ops.as-of', { at: clockOf(newest) })}</span>}</header>
      <p className="quiet">{t('ops.what')}</p>
      <table className="rows">
        <thead><tr><th scope="col">{t('ops.service')}</th><th scope="col">{t('ops.state')}</th><th scope="col" className="figure">{t('ops.waiting')}</th><th scope="col" className="figure">{t('ops.oldest')}</th><th scope="col" className="figure">{t('ops.held')}</th><th scope="col" className="figure">{t('ops.parked')}</th><th scope="col" className="figure">{t('ops.dead-timers')}</th></tr></thead>
        <tbody>{operatedServices.map((service, at) => {
          const { data, error } = states[at] ?? {};
          const dead = timers[at]?.data?.items.length;
          const none = t('none');
          return (
            <tr key={service}>
              <th scope="row"><Link to="/operations/$service" params={{ service }}>{word('ops-service', service)}</Link></th>
              <td data-name={t('ops.state')}>{error ? <Sign kind="bad" sign="✕" text={t('ops.down')} /> : data === undefined ? none : waitsForSomebody(data, dead ?? 0) ? <Sign kind="warn" sign="!" text={t('ops.attention')} /> : <Sign kind="good" sign="✓" text={t('ops.up')} />}</td>
              <td data-name={t('ops.waiting')} className="figure">{data?.waiting ?? none}</td>
              <td data-name={t('ops.oldest')} className="figure">{data === undefined ? none : t('ops.seconds', { count: Math.round(data.oldestSeconds) })}</td>
              <td data-name={t('ops.held')} className="figure">{data?.heldKeys.length ?? none}</td>
              <td data-name={t('ops.parked')} className="figure">{data === undefined ? none : parkedIn(data)}</td>
              <td data-name={t('ops.dead-timers')} className="figure">{dead ?? none}</td>
            </tr>
          );
        })}</tbody>
      </table>
      <Verify />
    </div>
  );
}

const parkedIn = ({ parked }: EventsStatus): number => parked.reduce((sum, { count }) => sum + count, 0);
/** What is tried again by itself waits for nobody. */
const waitsForSomebody = ({ heldKeys, parked }: EventsStatus, dead: number): boolean => heldKeys.length + dead > 0 || parked.some(({ status }) => status === 'dead' || status === 'forked');

const Sign = ({ kind, sign, text }: { kind: string; sign: string; text: string }) => <span className={`sign ${kind}`}><span aria-hidden>{sign} </span>{text}</span>;
