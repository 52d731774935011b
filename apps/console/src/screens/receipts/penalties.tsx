import './receipts.css';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApprovePenaltyBody, PenaltySum, PenaltyView, RejectPenaltyBody } from '../../api/generated/dealer-returns/types.gen';
import { safetyNet } from '../../parts/live';
import { usePerson } from '../../parts/person';
import { useNameOf } from '../../parts/queries';
import { Empty, Trouble } from '../../parts/states';
import { moment } from '../../texts/time';
import { word } from '../../texts/words';
import { PartName } from '../parts/marks';
import { useDealers } from '../parts/queries';
import { approvePenalty, findPenalties, rejectPenalty, sumPenalties } from './calls';
import { CodeFilter } from './code-filter';
import { CommandForm } from './command-form';
import { FinanceDecides, useFinance } from './finance';
import { OldPartsHeading } from './heading';
import { ObligationMark, yuan } from './marks';
import { Paged, Rows } from './paged';
import { penaltiesRoute, penaltyFilters } from './routes';

type Decision = 'approve' | 'reject';
const reasons = {
  approve: ['no_cause', 'repeated'] as const satisfies readonly ApprovePenaltyBody['reason'][],
  reject: ['cause_accepted', 'returned_since', 'goodwill'] as const satisfies readonly RejectPenaltyBody['reason'][],
};

/** What dealers might have to pay for old parts that are long overdue: by month and dealer, with the duty behind each. Finance decides; a dealer sees what he has to pay. */
export function Penalties() {
  const { t } = useTranslation();
  const { state: asked, ...filter } = penaltiesRoute.useSearch();
  const navigate = useNavigate({ from: penaltiesRoute.fullPath });
  const cache = useQueryClient();
  const person = usePerson();
  const nameOf = useNameOf();
  const { dealerName } = useDealers();
  const house = !person.roles.includes('dealer');
  const state = asked ?? (house ? 'proposed' : 'approved');
  const [deciding, setDeciding] = useState<{ readonly what: Decision; readonly penalty: PenaltyView } | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const refresh = () => cache.invalidateQueries({ predicate: ({ queryKey: [kind] }) => ['penalties', 'penalty-sums'].includes(String(kind)) });
  const set = (changes: Record<string, string | undefined>): void => void navigate({ search: (before) => Object.fromEntries(Object.entries({ ...before, ...changes }).filter(([, value]) => value !== undefined)), replace: true });
  const mayDecide = useFinance();
  const sending = (key: string) => ({ id: deciding?.penalty.id ?? '', idempotencyKey: key, version: deciding?.penalty.version ?? 0 });
  useEffect(() => { document.title = `${t('pn.title')} · ${t('product')}`; }, [t]);
  return (
    <div className="goods">
      <header>
        <OldPartsHeading here="penalties" />
        <Sums here={filter} />
        <div className="filters" role="group" aria-label={t('filters')}>
          {house && penaltyFilters.state.map((one) => <Button key={one} aria-pressed={one === state} type={one === state ? 'primary' : 'default'} ghost={one === state} onClick={() => set({ state: one })}>{word('pn-state', one)}</Button>)}
          {house && <CodeFilter label={t('dealer')} value={filter.dealer} set={(dealer) => set({ dealer })} />}
          {filter.month !== undefined && <Button onClick={() => set({ month: undefined })}>{filter.month} <span aria-hidden>✕</span><span className="unseen">{t('pn.month.all')}</span></Button>}
        </div>
        <p role="status" className="said">{said}</p>
      </header>
      {deciding && (
        <CommandForm
          key={`${deciding.what} ${deciding.penalty.id}`} name={`pn.${deciding.penalty.id}.${deciding.what}`} title={`${t(`pn.${deciding.what}`)} ${deciding.penalty.number}`} submit={t(`pn.${deciding.what}`)} leave={() => setDeciding(null)} clashed={() => void refresh()}
          initial={{ amount: deciding.penalty.proposed }}
          fields={() => ({
            ...(deciding.what === 'approve' ? { amount: { label: t('pn.amount'), as: 'amount' as const, hint: t('pn.amount.hint', { most: yuan(deciding.penalty.currency, deciding.penalty.proposed) }) } } : {}),
            reason: { label: t('rc.reason'), as: reasons[deciding.what].map((value) => ({ value, label: word('pn-reason', value) })), hint: t(`pn.${deciding.what}.what`) },
          })}
          send={({ amount = '', reason }, key) => (deciding.what === 'approve' ? approvePenalty(sending(key), { amount, reason: reason as ApprovePenaltyBody['reason'] }) : rejectPenalty(sending(key), { reason: reason as RejectPenaltyBody['reason'] }))}
          sent={({ number, state: is }) => { setSaid(t('done', { what: `${word('pn-state', is)} ${number}` })); setDeciding(null); void refresh(); }}
        />
      )}
      <Paged<PenaltyView>
        of={['penalties', state, filter]} page={(after) => findPenalties({ state, ...filter, limit: 50, ...(after === undefined ? {} : { after }) })} label={t('pn.title')} keyOf={({ id }) => id}
        empty={<Empty action={<Link to="/old-parts">{t('nav.old-parts')}</Link>}>{t(Object.keys(filter).length > 0 || asked !== undefined ? 'rc.none-filtered' : house ? 'pn.none' : 'pn.none.dealer')}</Empty>}
        columns={[
          { name: t('pn.duty'), cell: ({ obligationNumber: number, obligationState, openQty }) => <><Link to="/old-parts/$number" params={{ number }} className="number">{number}</Link> <ObligationMark of={{ state: obligationState, daysOverdue: 0, waiver: null }} /> <span className="quiet">{t('pn.open', { count: openQty })}</span></> },
          { name: t('pn.number'), cell: ({ number }) => <span className="number">{number}</span> },
          ...(house ? [{ name: t('dealer'), cell: ({ dealerCode }: PenaltyView) => dealerName(dealerCode) }] : []),
          { name: t('rc.part'), cell: ({ part, qty }) => <><PartName code={part} /> × {qty}</> },
          { name: t('pn.proposed'), number: true, cell: ({ currency, proposed }) => yuan(currency, proposed) },
          ...(state === 'approved' ? [{ name: t('pn.amount'), number: true as const, cell: ({ currency, amount }: PenaltyView) => (amount === null ? '—' : yuan(currency, amount)) }] : []),
          { name: t('pn.proposed-at'), cell: ({ proposedAt }) => <time dateTime={proposedAt}>{moment(proposedAt)}</time> },
          state === 'proposed'
            ? { name: t('shipment.do'), cell: (penalty) => (mayDecide ? (['approve', 'reject'] as const).map((what) => <Button key={what} size="small" aria-label={`${t(`pn.${what}`)} ${penalty.number}`} onClick={() => setDeciding({ what, penalty })}>{t(`pn.${what}`)}</Button>) : <FinanceDecides />) }
            : { name: t('filter.state'), cell: ({ state: is, reason, decidedBy }) => <>{word('pn-state', is)}{reason !== null && <span className="quiet"> {word('pn-reason', reason)}</span>}{decidedBy !== null && house && <span className="quiet"> · {nameOf(decidedBy)}</span>}</> },
        ]}
      />
    </div>
  );
}

/** The last twelve months; a press shows what a sum is made of. */
function Sums({ here }: { here: { readonly dealer?: string; readonly month?: string } }) {
  const { t } = useTranslation();
  const { dealerName } = useDealers();
  const { data, error, refetch } = useQuery({ queryKey: ['penalty-sums'], queryFn: sumPenalties, meta: { hears: ['dealer_returns.penalty'] }, refetchInterval: safetyNet });
  if (error) return <Trouble error={error} retry={() => void refetch()} />;
  if (data === undefined || data.items.length === 0) return null;
  const money = ({ currency }: PenaltySum, amount: string, count: number) => (count === 0 ? <span className="quiet">—</span> : <>{yuan(currency, amount)} <span className="quiet">({count})</span></>);
  return (
    <details className="sums" open={data.items.some(({ openCount }) => openCount > 0)}>
      <summary>{t('pn.sums')}</summary>
      <Rows<PenaltySum>
        items={data.items} label={t('pn.sums')} keyOf={({ month, dealerCode, currency }) => `${month} ${dealerCode} ${currency}`}
        columns={[
          { name: t('pn.month'), cell: (sum) => <Link to="/old-parts/penalties" search={{ month: sum.month, dealer: sum.dealerCode, ...(sum.openCount === 0 ? { state: sum.approvedCount > 0 ? 'approved' as const : 'rejected' as const } : {}) }} aria-current={here.month === sum.month && here.dealer === sum.dealerCode ? 'true' : undefined}>{sum.month}</Link> },
          { name: t('dealer'), cell: ({ dealerCode }) => dealerName(dealerCode) },
          { name: word('pn-state', 'proposed'), number: true, cell: (sum) => money(sum, sum.openAmount, sum.openCount) },
          { name: word('pn-state', 'approved'), number: true, cell: (sum) => money(sum, sum.approvedAmount, sum.approvedCount) },
          { name: word('pn-state', 'rejected'), number: true, cell: ({ rejectedCount }) => (rejectedCount === 0 ? <span className="quiet">—</span> : rejectedCount) },
        ]}
      />
    </details>
  );
}
