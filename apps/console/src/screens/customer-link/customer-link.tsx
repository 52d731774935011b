import './customer-link.css';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { service } from '../../api/api';
import type { CustomerLink as Link, ShowCustomerLinkData } from '../../api/generated/tickets/types.gen';
import { usePerson } from '../../parts/person';
import { Loading, Trouble } from '../../parts/states';
import { moment } from '../../texts/time';

const showCustomerLink = (id: string) => service('/api/tickets').get<ShowCustomerLinkData, Link>('/tickets/{id}/customer-link', { path: { id } });

/** What the clerk tells the customer or shows him: his way to see how it stands. It is fetched when somebody asks for it. */
export function CustomerLink({ ticketId }: { ticketId: string }) {
  const { t } = useTranslation();
  const person = usePerson();
  const [asked, setAsked] = useState(false);
  const [copied, setCopied] = useState(false);
  const { data, error, refetch } = useQuery({ queryKey: ['customer-link', ticketId], queryFn: () => showCustomerLink(ticketId), enabled: asked, staleTime: 60_000 });
  if (!person.may.includes('ticket:work')) return null;
  const link = data && `${location.origin}/s/${data.token}`;
  return (
    <section>
      <h2>{t('link.title')}</h2>
      {!asked && <Button onClick={() => setAsked(true)}>{t('link.show')}</Button>}
      {asked && error && <Trouble error={error} retry={() => void refetch()} />}
      {asked && !error && data === undefined && <Loading rows={2} />}
      {data && (
        <div className="customer-link">
          <p className="quiet">{t('link.what')} {data.expiresAt === null ? t('link.until.open') : t('link.until', { at: moment(data.expiresAt) })}</p>
          <a href={link} target="_blank" rel="noreferrer">{link}</a>
          <Button size="small" onClick={() => void navigator.clipboard?.writeText(link ?? '').then(() => setCopied(true), () => undefined)}>{copied ? t('link.copied') : t('link.copy')}</Button>
          <img src={`/s/${data.token}/qr.svg`} alt={t('link.qr', { number: data.number })} />
        </div>
      )}
    </section>
  );
}
