import { useTranslation } from 'react-i18next';
import type { ObligationView } from '../../api/generated/dealer-returns/types.gen';
import type { DealerAccountView, DiscrepancyView } from '../../api/generated/inventory/types.gen';
import { word } from '../../texts/words';

const signs: Readonly<Record<string, string>> = { open: '○', investigating: '◔', agreed: '◑', settled: '●', reminded: '◔', overdue: '▲', received: '✓', waived: '—', lapsed: '✕' };

/** How a case stands, and for whom it waits. */
export const DiscrepancyMark = ({ of: { state, offer } }: { of: Pick<DiscrepancyView, 'state' | 'offer'> }) => {
  const waits = state === 'open' ? 'sender' : state === 'investigating' ? (offer?.side === 'sender' ? 'receiver' : 'sender') : null;
  return <><span className={`mark ${state}`}><span aria-hidden>{signs[state]} </span>{word('dc-state', state)}</span>{waits !== null && <span className="quiet"> {word('dc-waits', waits)}</span>}</>;
};

/** How a duty stands; what finance has to decide about says so. */
export const ObligationMark = ({ of: { state, daysOverdue, waiver } }: { of: Pick<ObligationView, 'state' | 'daysOverdue' | 'waiver'> }) => {
  const { t } = useTranslation();
  return (
    <>
      <span className={`mark ${state === 'open' ? '' : state}`}><span aria-hidden>{signs[state]} </span>{word('ob-state', state)}{daysOverdue > 0 && <> {t('ob.days', { count: daysOverdue })}</>}</span>
      {waiver?.state === 'requested' && <span className="quiet"> {t('ob.asked')}</span>}
    </>
  );
};

/** An exact amount as it is written here, `¥1,234.00`; of another currency with its code. */
export const yuan = (currency: string, amount: string): string => {
  const [, sign = '', whole = '', rest = ''] = /^(-?)(\d+)(.*)$/.exec(amount) ?? ['', '', amount];
  return `${sign}${currency === 'CNY' ? '¥' : `${currency} `}${whole.replace(/\B(?=(\d{3})+$)/g, ',')}${rest}`;
};

/** What a dealer owes; below nothing it says whose it is. */
export const Balance = ({ of: { currency, balance } }: { of: Pick<DealerAccountView, 'currency' | 'balance'> }) => {
  const { t } = useTranslation();
  return balance.startsWith('-') ? <>{yuan(currency, balance.slice(1))} <span className="quiet">{t('ac.ours')}</span></> : <>{yuan(currency, balance)}</>;
};

/** What is left of his limit; below nothing that he is beyond it. */
export const FreeCredit = ({ of: { currency, free } }: { of: Pick<DealerAccountView, 'currency' | 'free'> }) => {
  const { t } = useTranslation();
  if (free === null) return <>—</>;
  return free.startsWith('-') ? <b className="mark overdue">{t('ac.beyond', { amount: yuan(currency, free.slice(1)) })}</b> : <>{yuan(currency, free)}</>;
};
