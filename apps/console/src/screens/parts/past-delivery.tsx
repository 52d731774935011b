import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { PastShipmentView } from '../../api/generated/inventory/types.gen';
import { usePerson } from '../../parts/person';
import { Loading, Trouble } from '../../parts/states';
import { word } from '../../texts/words';
import { listPastShipments } from './calls';
import { useCarriers } from './queries';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** How a delivery of an earlier system ended. */
export function DeliveryEnd({ shipment: { arrivedOn, difference, receivedQty, qty, part } }: { shipment: PastShipmentView }) {
  const { t } = useTranslation();
  return (
    <>
      {arrivedOn === null ? difference !== 'lost' && <span className="quiet">{t('past.travelling')}</span> : t('past.arrived', { day: arrivedOn })} {difference !== null && <><span className="sign warn">{word('dc-type', difference)}</span> </>}
      <span className="quiet"><span className="number">{part}</span> {receivedQty === null ? qty : `${receivedQty} / ${qty}`}</span>
    </>
  );
}

/** By which number a delivery of an earlier system is meant. */
export type PastNumber = { readonly shipment: string } | { readonly waybill: string } | { readonly note: string };

export const shipmentOrWaybill = (which: string): PastNumber => (uuid.test(which) ? { shipment: which } : { waybill: which });

/** What is no shipment or note of ours may be a delivery of an earlier system: to look at, for nothing can be done about it any more. Else what went wrong is said. */
export function PastDelivery({ of, error, retry, leave }: { of: PastNumber; error: unknown; retry: () => void; leave: () => void }) {
  const { t } = useTranslation();
  const { may } = usePerson();
  const { data: carriers } = useCarriers();
  const past = useQuery({ queryKey: ['past-shipments', of], queryFn: () => listPastShipments(of), retry: false });
  if (past.isLoading) return <Loading rows={4} />;
  const [shipment] = past.data?.items ?? [];
  if (shipment === undefined) return <Trouble error={error} retry={retry} />;
  return (
    <section className="move in-hand" aria-label={shipment.waybill}>
      <div className="head">
        <h2 className="number">{shipment.waybill}</h2>
        <span className="sign">{t('past.paper')}</span>
        <span>{carriers?.items.find(({ carrierCode }) => carrierCode === shipment.carrier)?.name ?? shipment.carrier}</span>
      </div>
      <dl>
        <div><dt>{t('note')}</dt><dd className="number">{shipment.noteNumber}</dd></div>
        {shipment.ticketId !== null && may.includes('ticket:read') && <div><dt>{t('ticket')}</dt><dd><Link to="/tickets/$number" params={{ number: shipment.ticketId }}>{t('past.ticket')}</Link></dd></div>}
        {shipment.dealerCode !== null && <div><dt>{t('dealer')}</dt><dd>{may.includes('dealer:read') ? <Link to="/dealers/$code" params={{ code: shipment.dealerCode }}>{shipment.dealerCode}</Link> : shipment.dealerCode}</dd></div>}
        <div><dt>{t('trail.dispatched')}</dt><dd>{shipment.dispatchedOn}</dd></div>
        <div><dt>{t('shipment.promised')}</dt><dd>{shipment.promisedOn}</dd></div>
        <div><dt>{t('past.end')}</dt><dd><DeliveryEnd shipment={shipment} /></dd></div>
      </dl>
      <p className="actions"><Button onClick={leave}>{t('close')}</Button></p>
    </section>
  );
}
