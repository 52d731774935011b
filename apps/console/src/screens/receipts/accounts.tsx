import './receipts.css';
import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { DealerAccountView } from '../../api/generated/inventory/types.gen';
import { usePerson } from '../../parts/person';
import { useBranchName } from '../../parts/queries';
import { Empty } from '../../parts/states';
import { useDealers } from '../parts/queries';
import { findAccounts } from './calls';
import { CodeFilter } from './code-filter';
import { Balance, FreeCredit, yuan } from './marks';
import { Paged } from './paged';
import { accountsRoute } from './routes';

/** What each dealer owes and will owe, against how much he may; a dealer sees his own. */
export function Accounts() {
  const { t } = useTranslation();
  const { dealer } = accountsRoute.useSearch();
  const navigate = accountsRoute.useNavigate();
  const house = !usePerson().roles.includes('dealer');
  const branchName = useBranchName();
  const { dealerName } = useDealers();
  useEffect(() => { document.title = `${t('nav.accounts')} · ${t('product')}`; }, [t]);
  return (
    <div className="goods">
      <header>
        <h1>{t('nav.accounts')}</h1>
        {house && <div className="filters" role="group" aria-label={t('filters')}><CodeFilter label={t('dealer')} value={dealer} set={(one) => void navigate({ search: one === undefined ? {} : { dealer: one }, replace: true })} /></div>}
      </header>
      <Paged<DealerAccountView>
        of={['accounts', dealer]} page={(after) => findAccounts({ limit: 50, ...(dealer === undefined ? {} : { dealer }), ...(after === undefined ? {} : { after }) })} label={t('nav.accounts')} keyOf={({ dealerCode, currency }) => `${dealerCode} ${currency}`}
        empty={<Empty>{t(dealer === undefined ? 'ac.none' : 'rc.none-filtered')}</Empty>}
        columns={[
          { name: t('dealer'), cell: ({ dealerCode }) => <><Link to="/accounts/$dealer" params={{ dealer: dealerCode }}>{dealerName(dealerCode)}</Link> <span className="quiet">{dealerCode}</span></> },
          { name: t('ac.balance'), number: true, cell: (account) => <Balance of={account} /> },
          { name: t('ac.promised'), number: true, cell: ({ currency, promised }) => yuan(currency, promised) },
          { name: t('ac.limit'), number: true, cell: ({ currency, creditLimit }) => (creditLimit === null ? '—' : yuan(currency, creditLimit)) },
          { name: t('ac.free'), number: true, cell: (account) => <FreeCredit of={account} /> },
          { name: t('branch'), cell: ({ branchId }) => branchName(branchId) },
        ]}
      />
    </div>
  );
}
