import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { PastShipmentView } from '../../api/generated/inventory/types.gen';
import { usePerson } from '../../parts/person';
import { Loading, Trouble } from '../../parts/states';
import { word } from '../../texts/words';
import { listPastShipments } from './calls';
import { PartName } from './marks';
import { useCarrierName, useDealers } from './queries';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** How a delivery of an earlier system ended. */
export function DeliveryEnd({ shipment: { arrivedOn, difference, receivedQty, qty, part } }: { shipment: PastShipmentView }) {
  const { t } = useTranslation();
  return (
    <>
      {arrivedOn === null ? difference !== 'lost' && <span className="quiet">{t('past.travelling')}</span> : t('past.arrived', { day: arrivedOn })} {difference !== null && <><span className="sign warn">{word('dc-type', difference)}</span> </>}
      <span className="quiet"><PartName code={part} /> {receivedQty === null ? qty : `${receivedQty} / ${qty}`}</span>
    </>
  );
}

/** By which number a delivery of an earlier system is meant. */
export type PastNumber = { readonly shipment: string } | { readonly waybill: string } | { readonly note: string };

export const shipmentOrWaybill = (which: string): PastNumber => (uuid.test(which) ? { shipment: which } : { waybill: which });

/** A shipment of ours, by its number or by its id, in which its time is; notes had such numbers before, too. */
const ours = /^([A-Z]{2}-[A-Z]{2}-\d{4}-\d{6}|[0-9a-f]{8}-[0-9a-f]{4}-7.+)$/i;

/**
 * What may be a delivery of an earlier system: to look at, for nothing can be done about it any more. What is none is for `children`. It is asked for first,
 * since its list can be empty, and ours would be missing.
 */
export function PastOr({ of, leave, children }: { of: PastNumber; leave: () => void; children: ReactNode }) {
  const asks = !('shipment' in of ? ours.test(of.shipment) : 'waybill' in of && ours.test(of.waybill));
  const past = useQuery({ queryKey: ['past-shipments', of], queryFn: () => listPastShipments(of), enabled: asks });
  if (!asks) return <>{children}</>;
  if (past.data === undefined) return past.error ? <Trouble error={past.error} retry={() => void past.refetch()} /> : <Loading rows={4} />;
  const [shipment] = past.data.items;
  return shipment === undefined ? <>{children}</> : <PastDelivery shipment={shipment} leave={leave} />;
}

function PastDelivery({ shipment, leave }: { shipment: PastShipmentView; leave: () => void }) {
  const { t } = useTranslation();
  const { may } = usePerson();
  const carrierName = useCarrierName();
  const { dealerName } = useDealers();
  return (
    <section className="move in-hand" aria-label={shipment.waybill}>
      <div className="head">
        <h2 className="number">{shipment.waybill}</h2>
        <span className="mark ended">{t('past.paper')}</span>
        <span>{carrierName(shipment.carrier)}</span>
      </div>
      <dl>
        <div><dt>{t('note')}</dt><dd className="number">{shipment.noteNumber}</dd></div>
        {shipment.ticketId !== null && may.includes('ticket:read') && <div><dt>{t('ticket')}</dt><dd><Link to="/tickets/$number" params={{ number: shipment.ticketId }}>{t('past.ticket')}</Link></dd></div>}
        {shipment.dealerCode !== null && <div><dt>{t('dealer')}</dt><dd>{may.includes('dealer:read') ? <Link to="/dealers/$code" params={{ code: shipment.dealerCode }}>{dealerName(shipment.dealerCode)}</Link> : dealerName(shipment.dealerCode)}</dd></div>}
        <div><dt>{t('trail.dispatched')}</dt><dd>{shipment.dispatchedOn}</dd></div>
        <div><dt>{t('shipment.promised')}</dt><dd>{shipment.promisedOn}</dd></div>
        <div><dt>{t('past.end')}</dt><dd><DeliveryEnd shipment={shipment} /></dd></div>
      </dl>
      <p className="actions"><Button onClick={leave}>{t('close')}</Button></p>
    </section>
  );
}
