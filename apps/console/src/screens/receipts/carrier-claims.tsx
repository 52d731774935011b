import './receipts.css';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CarrierClaimView } from '../../api/generated/inventory/types.gen';
import { PaperLink } from '../../parts/paper-link';
import { Empty } from '../../parts/states';
import { today } from '../../texts/time';
import { word } from '../../texts/words';
import { useCarrierName } from '../parts/queries';
import { endCarrierClaim, listCarrierClaims } from './calls';
import { CommandForm } from './command-form';
import { DiscrepancyHeading } from './heading';
import { yuan } from './marks';
import { Paged } from './paged';
import { claimFilters, claimsRoute } from './routes';

/** What carriers owe us for goods that they lost or broke, each with the day by which they have to be told. */
export function CarrierClaims() {
  const { t } = useTranslation();
  const { state = 'open' } = claimsRoute.useSearch();
  const navigate = useNavigate({ from: claimsRoute.fullPath });
  const cache = useQueryClient();
  const carrierName = useCarrierName();
  const [ending, setEnding] = useState<CarrierClaimView | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const refresh = () => cache.invalidateQueries({ queryKey: ['claims'] });
  useEffect(() => { document.title = `${t('dc.claims')} · ${t('product')}`; }, [t]);
  return (
    <div className="goods">
      <header>
        <DiscrepancyHeading here="claims" />
        <div className="filters" role="group" aria-label={t('filters')}>
          {claimFilters.state.map((one) => <Button key={one} aria-pressed={one === state} type={one === state ? 'primary' : 'default'} ghost={one === state} onClick={() => void navigate({ search: { state: one }, replace: true })}>{word('claim-state', one)}</Button>)}
        </div>
        <p role="status" className="said">{said}</p>
      </header>
      {ending !== null && (
        <CommandForm
          key={ending.id} name={`claim.${ending.id}`} title={t('dc.claim.end', { number: ending.discrepancyNumber })} submit={t('dc.claim.end.do')} leave={() => setEnding(null)} clashed={() => void refresh()}
          fields={() => ({ recovered: { label: t('dc.claim.recovered'), as: 'line', hint: t('dc.claim.recovered.hint', { amount: yuan(ending.currency, ending.amount) }) } })}
          send={({ recovered = '' }, idempotencyKey) => endCarrierClaim({ id: ending.id, idempotencyKey, version: ending.version }, recovered)}
          sent={(answer) => { setSaid(t('done', { what: word('claim-state', answer.state) })); setEnding(null); void refresh(); }}
        />
      )}
      <Paged<CarrierClaimView>
        of={['claims', state]} page={(after) => listCarrierClaims({ state, limit: 50, ...(after === undefined ? {} : { after }) })} label={t('dc.claims')} keyOf={({ id }) => id}
        empty={<Empty>{t(state === 'open' ? 'dc.claims.none' : 'rc.none-filtered')}</Empty>}
        columns={[
          { name: t('dc.number'), cell: ({ discrepancyNumber: number }) => <Link to="/discrepancies/$number" params={{ number }} className="number">{number}</Link> },
          { name: t('dc.carrier'), cell: ({ carrier }) => carrierName(carrier) },
          { name: t('dc.amount'), number: true, cell: ({ currency, amount }) => yuan(currency, amount) },
          { name: t('dc.claim.recovered'), number: true, cell: ({ currency, recovered, state: is }) => (is === 'open' || recovered === null ? '—' : yuan(currency, recovered)) },
          { name: t('dc.claim.deadline'), cell: ({ deadline, state: is }) => (is === 'open' && deadline < today() ? <time className="due overdue"><b>{t('overdue')} </b>{deadline}</time> : <time>{deadline}</time>) },
          { name: t('filter.state'), cell: (claim) => <span className={`mark ${claim.state}`}>{word('claim-state', claim.state)}</span> },
          { name: t('shipment.do'), cell: (claim) => <>{claim.state === 'open' && <><Button size="small" aria-label={`${t('dc.claim.end.do')} ${claim.discrepancyNumber}`} onClick={() => setEnding(claim)}>{t('dc.claim.end.do')}</Button> </>}<PaperLink path={`inventory/carrier-claims/${claim.id}/print`}>{t('print')}<span className="unseen"> {claim.discrepancyNumber}</span></PaperLink></> },
        ]}
      />
    </div>
  );
}
